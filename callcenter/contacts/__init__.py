"""A contact: one customer's dealing with us, from ring to disposition."""
