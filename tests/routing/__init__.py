"""The engine of routing: passes, offers, presence, what is explained."""
