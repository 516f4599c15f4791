"""The signalling that the Voice SDK speaks over a WebSocket (PStream)."""
