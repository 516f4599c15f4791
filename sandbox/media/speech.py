"""Speech by eSpeak NG where the optional `tts` extra is installed, else a soft murmur."""

import ctypes
import logging
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import numpy as np

from sandbox.media.pcm import RATE, Pcm, murmur, silence
from sandbox.media.voices import Chosen, chosen
from sandbox.twiml import ssml

_LOG = logging.getLogger(__name__)
_RETRIEVAL = 1
_POS_CHARACTER = 1
_UTF8, _SSML = 1, 0x10
_MOST_LETTERS = 8192

Speaker = Callable[[str, str, str], Pcm]
"""Turns a text, a language tag and a voice as TwiML names it into samples."""


@cache
def speaker() -> Speaker:
    """Return the best speaker this machine has: one for all, the C library has but one voice."""
    try:
        import espeakng_loader  # type: ignore[import-untyped]  # noqa: PLC0415  # optional, untyped
    except ImportError:
        _LOG.info("no speech synthesiser: prompts are a murmur, captions show the words")
        return lambda text, _language, _voice: murmur(ssml.words(text))
    return _Espeak(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())


class _Espeak:
    """The C library, called synchronously: a sentence takes some milliseconds."""

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        self._heard: list[bytes] = []
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
        )
        self._callback = kind(self._collect)
        self._rate = int(self._library.espeak_Initialize(_RETRIEVAL, 0, data.encode(), 0))
        self._library.espeak_SetSynthCallback(self._callback)

    def __call__(self, text: str, language: str, voice: str) -> Pcm:
        return self._said(text[:_MOST_LETTERS], chosen(voice, language))

    @lru_cache(maxsize=200)  # noqa: B019  # one speaker lives as long as the process
    def _said(self, text: str, chosen: Chosen) -> Pcm:
        self._heard = []
        variant = b"+f2" if chosen.female else b""
        for name in (chosen.language.encode(), chosen.language.partition("-")[0].encode(), b"en"):
            if self._library.espeak_SetVoiceByName(name + variant) == 0:
                break
        spoken = text.encode()
        size = ctypes.c_size_t(len(spoken) + 1)
        kind = _UTF8 | (_SSML if text.startswith("<speak>") else 0)
        self._library.espeak_Synth(spoken, size, 0, _POS_CHARACTER, 0, kind, None, None)
        self._library.espeak_Synchronize()
        samples = np.frombuffer(b"".join(self._heard), np.int16)
        return _resampled(samples, self._rate) if len(samples) else silence(0.1)

    def _collect(self, wave: Any, count: int, _events: Any) -> int:
        if wave and count > 0:
            self._heard.append(ctypes.string_at(wave, count * 2))
        return 0


def _resampled(samples: Pcm, rate: int) -> Pcm:
    """Stretch to our rate by straight lines: good enough for a telephone."""
    length = int(len(samples) * RATE / rate)
    at = np.linspace(0, len(samples) - 1, length)
    return np.interp(at, np.arange(len(samples)), samples).astype(np.int16)
