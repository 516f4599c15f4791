"""Kept places: a wait that was traded for a callback, without losing the place."""
