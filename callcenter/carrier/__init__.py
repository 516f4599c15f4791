"""The telephone company: the port, Twilio behind it, and its signatures."""
