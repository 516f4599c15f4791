"""How well a viewer's way in carries the picture, and what follows from it: pure decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

_ROOM = 0.85
_LOSSY = 0.12
_CLEAN = 0.03
_STRAINED_S = 2.0
_WELL_S = 5.0
_LONGEST_S = 60.0
_STALE_S = 5.0


@dataclass(frozen=True)
class Verdict:
    """`layer` is the index to send (0 the smallest); `weak`: stills would serve better."""

    layer: int
    weak: bool


class Downlink:
    """Remembers what one viewer reports; `judge` is asked once a second.

    Down after two strained seconds, up again after five good ones; each step up that had to be
    taken back doubles the wait for the next.
    """

    def __init__(self) -> None:
        self._estimate: tuple[float, int] | None = None
        self._lost = 0.0
        self._since: float | None = None
        self._good: float | None = None
        self._patience = _WELL_S
        self._raised = -_LONGEST_S
        self._layer: int | None = None
        self._weak = False

    def estimated(self, bits_per_s: int, now: float) -> None:
        self._estimate = (now, bits_per_s)

    def lost(self, share: float) -> None:
        """Take the share of packets lost in the last report, 0 to 1."""
        self._lost = share

    def room(self, now: float) -> int | None:
        """Return the bits per second that fit, None when the viewer did not say."""
        if self._estimate is None or now - self._estimate[0] > _STALE_S:
            return None
        return self._estimate[1]

    def strained(self, rate: int, now: float) -> bool:
        """Whether this many bits per second are too many."""
        room = self.room(now)
        return self._lost > _LOSSY or (room is not None and room < rate * _ROOM)

    def judge(self, rates: Sequence[int], now: float) -> Verdict:
        """Decide by the bit rates of the layers on offer, the smallest first."""
        top = len(rates) - 1
        layer = top if self._layer is None else min(self._layer, top)
        if self.strained(rates[layer], now):
            layer = self._down(layer, now)
        elif self._lost <= _CLEAN:
            layer = self._up(layer, top, now)
        self._layer = layer
        return Verdict(layer, self._weak)

    def _down(self, layer: int, now: float) -> int:
        self._good = None
        self._since = now if self._since is None else self._since
        if now - self._since < _STRAINED_S:
            return layer
        self._since = None
        if now - self._raised < _LONGEST_S:
            self._patience = min(self._patience * 2, _LONGEST_S)
        if layer:
            return layer - 1
        self._weak = True
        return layer

    def _up(self, layer: int, top: int, now: float) -> int:
        self._since = None
        self._good = now if self._good is None else self._good
        if now - self._good < self._patience:
            return layer
        self._good = now
        if self._weak:
            self._weak = False
            self._raised = now
        elif layer < top:
            self._raised = now
            return layer + 1
        return layer
