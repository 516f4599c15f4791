"""Callers whom an outage turned away: found in the carrier's books, and offered a callback."""
