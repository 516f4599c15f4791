"""What pushes a change to open pages: the channel and its gateway."""
