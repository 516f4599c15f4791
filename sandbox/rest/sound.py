"""A recording's channels as they are asked for (Twilio, "Recording: RequestedChannels")."""

import io
import wave
from array import array

from sandbox.rest.answers import invalid

_NO_DUAL = 16113


def asked_for(sound: bytes, channels: str) -> bytes:
    """Return wav with one channel or two; nothing asked is as it was recorded.

    Twilio, "Error 16113": a mono recording cannot be downloaded as a dual-channel file.
    """
    if channels not in {"", "1", "2"}:
        raise invalid(20001, "RequestedChannels must be 1 or 2")
    with wave.open(io.BytesIO(sound)) as read:
        known, rate = read.getnchannels(), read.getframerate()
        samples = array("h", read.readframes(read.getnframes()))
    if channels == "2" and known == 1:
        raise invalid(_NO_DUAL, "Cannot download a dual-channel presentation of a mono recording")
    return _mono(samples, rate) if channels == "1" and known == 2 else sound


def _mono(samples: "array[int]", rate: int) -> bytes:
    both = zip(samples[::2], samples[1::2], strict=True)
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(array("h", ((a + b) // 2 for a, b in both)).tobytes())
    return file.getvalue()
