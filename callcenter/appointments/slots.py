"""Which times can be promised: pure arithmetic on the grid, opening hours and the clock."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callcenter.staff.shifts import Span


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

    def fits(self, start: datetime, now: datetime) -> bool:
        """Whether the start lies on the grid, and late enough to be promised."""
        soonest = now + timedelta(minutes=self.lead_minutes)
        return start.timestamp() % self.step.total_seconds() == 0 and start >= soonest

    def span(self, start: datetime) -> Span:
        """Return what one promise takes of an associate: the talk and the pause after it."""
        return Span(start, start + self.step)

    def talk_ends(self, start: datetime) -> datetime:
        return start + timedelta(minutes=self.minutes)


def bookable(
    starts: Iterable[datetime],
    is_open: Callable[[datetime], bool],
    has_seat: Callable[[datetime], bool],
) -> list[datetime]:
    """Slots at which the store is open and somebody able is not yet promised."""
    return [start for start in starts if is_open(start) and has_seat(start)]


def by_day(starts: Iterable[datetime], timezone: str) -> dict[str, list[datetime]]:
    """Slots grouped by local date (ISO), in order."""
    days: dict[str, list[datetime]] = {}
    for start in starts:
        days.setdefault(start.astimezone(ZoneInfo(timezone)).date().isoformat(), []).append(start)
    return days
