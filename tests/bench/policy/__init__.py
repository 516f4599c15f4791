"""The matching policy in a discrete-event simulator: see `scripts/bench policy --help`."""
