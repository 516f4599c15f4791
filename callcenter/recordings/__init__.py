"""Calls that are recorded, because the customer was told and agreed."""
