"""The associate's page."""
