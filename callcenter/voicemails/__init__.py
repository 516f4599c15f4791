"""Messages that callers leave when nobody comes: recorded, then work for an associate."""
