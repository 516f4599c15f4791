"""Stored menus: what callers may choose in a house or a store, written by its supervisors."""
