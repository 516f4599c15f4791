"""Faults on demand: what goes wrong, how often, seeded so that it can be played again."""
