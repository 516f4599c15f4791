"""What the retailer's website embeds, and its JSON interface."""
