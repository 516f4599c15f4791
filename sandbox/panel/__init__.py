"""The carrier's panel: what it does, what it sent, what goes wrong on demand."""
