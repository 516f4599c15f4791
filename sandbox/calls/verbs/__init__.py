"""TwiML verbs: one module each, every one an activity on a call."""
