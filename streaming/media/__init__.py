"""The media process: WHIP in, WHEP out, forwarded without decoding."""
