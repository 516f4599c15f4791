"""What a leg said and nobody heard yet: enough not to stutter, never more for long."""

from typing import Final

import numpy as np

from sandbox.media.pcm import FRAME, SILENCE, Pcm

PATIENCE: Final = 2
"""Frames of 20 ms that are awaited before anything is heard, and again after a gap."""
_MOST = 15
_LOOKED_AT = 25
"""Reads after which a buffer that was never near its end gives up what it does not need."""


class Buffer:
    """A burst, or a clock that runs fast, would otherwise stay as delay until the call ends."""

    def __init__(self, patience: int = PATIENCE) -> None:
        self.patience = patience
        self._kept = np.zeros(0, np.int16)
        self._flows = False
        self._least = self._reads = 0

    def write(self, piece: Pcm) -> None:
        """Keep a piece; of more than 300 ms the oldest goes."""
        self._kept = np.concatenate([self._kept, piece])[-_MOST * FRAME :]

    def read(self) -> Pcm:
        """Return the next 20 ms, or silence while too little is there."""
        if len(self._kept) < FRAME * (1 if self._flows else self.patience):
            self._flows = False
            return SILENCE
        if not self._flows:
            self._flows, self._reads = True, 0
        frame, self._kept = self._kept[:FRAME], self._kept[FRAME:]
        self._shorten()
        return frame

    def _shorten(self) -> None:
        """Drop what was left over at every one of the last reads, beyond the patience."""
        left = len(self._kept) // FRAME
        self._least = left if self._reads == 0 else min(self._least, left)
        self._reads += 1
        if self._reads < _LOOKED_AT:
            return
        self._reads = 0
        self._kept = self._kept[FRAME * max(0, self._least - self.patience + 1) :]
