"""Sound of the sandbox: legs to browsers, one mixer, tones, music and speech."""
