"""Calls, conferences and messages as the carrier keeps them, without any I/O of its own."""
