"""Customers' telephones, in the browser."""
