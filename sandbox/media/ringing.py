"""What a caller hears while it rings at the far end, country by country.

Source: ITU-T E.180 supplement 2, "Various tones used in national networks"; from memory.
"""

from typing import Final

import numpy as np

from sandbox.media import pcm
from sandbox.media.pcm import Pcm

_ABROAD: Final = "us"
_DOUBLE = (0.4, 0.2, 0.4, 2.0)
_PLAIN = (
    *("bg", "br", "ch", "cz", "de", "dk", "ee", "fi", "gr"),
    *("it", "lt", "mx", "nl", "no", "pl", "ru", "ve"),
)
_TONES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    **dict.fromkeys(_PLAIN, ((425,), (1.0, 4.0))),
    **dict.fromkeys(("nz", "uk"), ((400, 450), _DOUBLE)),
    **dict.fromkeys(("my", "sg"), ((425,), _DOUBLE)),
    **dict.fromkeys(("in", "za"), ((400,), _DOUBLE)),
    **dict.fromkeys(("cl", "il"), ((400,), (1.0, 3.0))),
    **dict.fromkeys(("pt", "se"), ((425,), (1.0, 5.0))),
    "at": ((420,), (1.0, 5.0)),
    "au": ((413, 438), _DOUBLE),
    "be": ((425,), (1.0, 3.0)),
    "cn": ((450,), (1.0, 4.0)),
    "es": ((425,), (1.5, 3.0)),
    "fr": ((440,), (1.5, 3.5)),
    "hu": ((425,), (1.25, 3.75)),
    "jp": ((400,), (1.0, 2.0)),
    "ph": ((425, 480), (1.0, 4.0)),
    "th": ((400,), (1.0, 5.0)),
    "tw": ((440, 480), (1.0, 2.0)),
    "us": ((440, 480), (2.0, 4.0)),
    "us-old": ((420,), (2.0, 4.0)),
}
"""Frequencies in Hz that sound together, and seconds of sound and silence in turn."""


def ringback(country: str) -> Pcm:
    """Return one turn of a country's ringing tone; an unknown country rings as in America."""
    together, turns = _TONES.get(country, _TONES[_ABROAD])
    pieces = [
        pcm.silence(seconds) if n % 2 else _chord(together, seconds)
        for n, seconds in enumerate(turns)
    ]
    return np.concatenate(pieces)


def _chord(together: tuple[float, ...], seconds: float) -> Pcm:
    loud = pcm.LOUD / len(together)
    return pcm.mix([pcm.sine(frequency, seconds, loud) for frequency in together])
