"""Telephones that are busy, silent or cut off, and texts that do not arrive."""

from collections.abc import Callable

from sandbox.calls.ports import Lines, Ring, Scheduler
from sandbox.chaos.faults import Faults
from sandbox.chaos.passing import Passing

Cut = Callable[[str], None]


class FaultyLines(Passing):
    """Stands before the real telephones; `cut` ends a leg by its call SID."""

    inner: Lines

    def __init__(self, inner: Lines, scheduler: Scheduler, faults: Faults, cut: Cut) -> None:
        super().__init__(inner)
        self._scheduler = scheduler
        self._faults = faults
        self._cut = cut
        self._lost: dict[str, str] = {}

    def ring(self, ring: Ring) -> str:
        outcome = ""
        for strike in self._faults.strike("call", to=ring.to, from_=ring.from_):
            if strike.what == "cut":
                self._scheduler.later(strike.seconds, lambda: self._cut(ring.call_sid))
            else:
                outcome = "ringing" if strike.what == "silent" else strike.what
        return outcome or self.inner.ring(ring)

    def late_s(self, message_sid: str, to: str, from_: str) -> float:
        """Throw the dice for a text as it leaves: it may be late, and it may be lost."""
        strikes = self._faults.strike("text", to=to, from_=from_)
        lost = [strike.what for strike in strikes if strike.what != "late"]
        if lost:
            self._lost[message_sid] = lost[0]
        late = sum(strike.seconds for strike in strikes if strike.what == "late")
        return late + self.inner.late_s(message_sid, to, from_)

    def text(self, to: str, from_: str, body: str, message_sid: str) -> str:
        lost = self._lost.pop(message_sid, "")
        return lost or self.inner.text(to, from_, body, message_sid)
