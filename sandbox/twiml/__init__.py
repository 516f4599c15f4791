"""TwiML: what a document says, checked against the grammar of the markup."""
