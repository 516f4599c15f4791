"""The waiting music: ours, computed, slow chords that loop without a seam."""

import io
import math
import struct
import wave
from functools import cache

RATE_HZ = 8000
_BAR_S = 4
_CHORDS = (
    (196.0, 246.9, 293.7),
    (164.8, 196.0, 246.9),
    (130.8, 164.8, 196.0),
    (146.8, 185.0, 220.0),
)
_LOUDNESS = 2600


@cache
def wav(bars: int = len(_CHORDS)) -> bytes:
    """4 s a bar, 16 s in all; mono, 16 bit, 8 kHz: what a telephone line carries."""
    chords = _CHORDS[:bars]
    samples = [
        _sample(chord, index / RATE_HZ) for chord in chords for index in range(_BAR_S * RATE_HZ)
    ]
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


def _sample(chord: tuple[float, ...], at_s: float) -> int:
    swell = math.sin(math.pi * at_s / _BAR_S) ** 2
    tone = sum(math.sin(2 * math.pi * pitch * at_s) for pitch in chord) / len(chord)
    return round(_LOUDNESS * swell * tone)
