"""Sound where there is none: a recording of nothing."""

import io
import wave

_RATE = 8000


def silent_wav(channels: int) -> bytes:
    """Return a tenth of a second of silence, 8 kHz, 16 bit."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(bytes(2 * channels * _RATE // 10))
    return file.getvalue()
