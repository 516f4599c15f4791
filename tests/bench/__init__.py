"""Measurements on demand: `scripts/bench NAME [--json]`."""
