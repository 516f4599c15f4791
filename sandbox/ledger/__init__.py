"""What really happened at the carrier, in SQLite: the judge of every fault test."""
