"""Who works when: shifts, time off, exceptional days, and the promises in them."""
