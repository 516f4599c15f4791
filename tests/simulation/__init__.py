"""The product on a virtual clock, with a carrier inside, while everything that can fail does."""
