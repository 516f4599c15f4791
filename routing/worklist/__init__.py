"""The worklist: messages that callers left, as work for the associates of their store."""
