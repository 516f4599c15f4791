"""Virtual time: nothing happens until somebody lets it."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

_MOST_AT_ONCE = 30_000
"""Things done without time going by: more is a loop."""


@dataclass(order=True)
class Appointment:
    at: float
    order: int
    action: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class VirtualTime:
    """A scheduler stepped by hand. Also a clock for the application under test."""

    def __init__(self, start: datetime) -> None:
        self._now = start.timestamp()
        self._due: list[Appointment] = []
        self._order = count()

    def now(self) -> float:
        return self._now

    def moment(self) -> datetime:
        return datetime.fromtimestamp(self._now, UTC)

    def later(self, delay_s: float, action: Callable[[], None]) -> Appointment:
        appointment = Appointment(self._now + max(delay_s, 0), next(self._order), action)
        heapq.heappush(self._due, appointment)
        return appointment

    def settle(self) -> None:
        """Do everything that is due now, and what that makes due."""
        self.advance(0)

    def advance(self, seconds: float) -> None:
        """Let time pass, doing everything on the way in order."""
        until, before, still = self._now + seconds, self._now, 0
        while self._due and self._due[0].at <= until:
            appointment = heapq.heappop(self._due)
            self._now = max(self._now, appointment.at)
            still = still + 1 if self._now == before else 0
            before = self._now
            if still > _MOST_AT_ONCE:
                raise RuntimeError("The exchange does not come to rest: a document loops at once.")
            if not appointment.cancelled:
                appointment.action()
        self._now = until
