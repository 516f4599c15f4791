"""The product's tests, a mirror of its packages."""
