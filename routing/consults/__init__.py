"""One associate asks another about a customer, who hears music meanwhile."""
