"""What is measured, by hand: `scripts/bench NAME`."""
