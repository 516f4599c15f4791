"""Values without I/O: time, identifiers, telephone numbers, tokens, lifecycles."""
