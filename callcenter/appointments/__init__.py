"""Promises: a time at which we call a customer."""
