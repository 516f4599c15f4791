"""What we keep of a customer, for how long, and how it is shown, erased and re-sealed."""
