"""What a merchant sets for the house and for each store, with who changed it and when."""
