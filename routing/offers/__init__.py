"""An offer: one contact put before one associate with a deadline."""
