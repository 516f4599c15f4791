"""Which times can be promised: pure arithmetic on opening hours, seats and the clock."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Grid:
    """The shape of a store's slots: length, pause after each, and how soon one may be booked."""

    minutes: int
    buffer_minutes: int
    lead_minutes: int

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=self.minutes + self.buffer_minutes)

    def starts(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Slot starts after the lead time, aligned to the step since the epoch (UTC)."""
        step = self.step.total_seconds()
        earliest = after + timedelta(minutes=self.lead_minutes)
        first = -(-earliest.timestamp() // step) * step
        start = datetime.fromtimestamp(first, tz=after.tzinfo)
        while start < until:
            yield start
            start += self.step

    def fits(self, start: datetime) -> bool:
        return start.timestamp() % self.step.total_seconds() == 0


def bookable(
    starts: Iterable[datetime],
    is_open: Callable[[datetime], bool],
    free_seats: Callable[[datetime], int],
) -> list[datetime]:
    """Slots at which the store is open and somebody able is not yet promised."""
    return [start for start in starts if is_open(start) and free_seats(start) > 0]


def local_label(start: datetime, timezone: str) -> str:
    """`Tue 24 Nov, 17:20` in that zone."""
    return start.astimezone(ZoneInfo(timezone)).strftime("%a %d %b, %H:%M")


def by_day(starts: Iterable[datetime], timezone: str) -> dict[str, list[datetime]]:
    """Slots grouped by local date (ISO), in order."""
    days: dict[str, list[datetime]] = {}
    for start in starts:
        days.setdefault(start.astimezone(ZoneInfo(timezone)).date().isoformat(), []).append(start)
    return days
