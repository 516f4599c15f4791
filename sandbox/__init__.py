"""A Twilio-compatible carrier on loopback: REST, TwiML, webhooks, Voice SDK signalling, audio."""
