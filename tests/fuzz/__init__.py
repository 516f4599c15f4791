"""Hostile requests against every route there is."""
