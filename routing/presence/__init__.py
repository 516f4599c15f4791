"""What each associate is doing now."""
