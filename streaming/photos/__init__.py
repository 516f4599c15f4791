"""Photos taken during a tour, as cards on the page and afterwards."""
