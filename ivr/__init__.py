"""What callers hear and press: prompts, menu, dialogue, TwiML."""
