"""The page on which supervisors set what their associates can do and where they work."""
