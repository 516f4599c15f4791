"""The products that a shop shows, and the demo shop's pages."""
