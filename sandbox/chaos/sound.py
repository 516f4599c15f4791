"""One-way sound: a leg that hears nobody, or that nobody hears."""

from typing import Protocol

from sandbox.calls.ports import Audio
from sandbox.chaos.faults import Faults
from sandbox.chaos.passing import Passing


class Ears(Audio, Protocol):
    """Sound that can be broken one way, by call SID."""

    deaf: set[str]
    dumb: set[str]


class FaultyAudio(Passing):
    """Stands before the mixer: the dice are thrown when a leg joins others."""

    inner: Ears

    def __init__(self, inner: Ears, faults: Faults) -> None:
        super().__init__(inner)
        self._faults = faults

    def join(self, call_sid: str, room: str) -> None:
        for strike in self._faults.strike("sound", call_sid=call_sid, room=room):
            broken = self.inner.deaf if strike.what == "deaf" else self.inner.dumb
            broken.add(call_sid)
        self.inner.join(call_sid, room)
