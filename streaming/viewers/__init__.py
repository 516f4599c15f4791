"""Who watches a tour: the customer and their friends, each with a key of their own."""
