"""Who is on duty when: weekly shifts on the store's own clock, minus time off. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Span:
    """A stretch of time, its end not included."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Weekly:
    """`weekday` 0 is Monday; a shift that ends before it starts goes past midnight."""

    weekday: int
    starts: time
    ends: time

    def on(self, day: date, timezone: str) -> Span:
        """Return the shift that starts on that day, on that zone's clock."""
        zone = ZoneInfo(timezone)
        last = day + timedelta(days=int(self.ends <= self.starts))
        return Span(
            datetime.combine(day, self.starts, zone), datetime.combine(last, self.ends, zone)
        )


@dataclass(frozen=True)
class Duty:
    """One associate's roster. Without a single shift they work whenever their store is open."""

    timezone: str
    shifts: tuple[Weekly, ...] = ()
    away: tuple[Span, ...] = ()

    def covers(self, span: Span) -> bool:
        if any(span.overlaps(off) for off in self.away):
            return False
        return not self.shifts or any(shift.holds(span) for shift in self._around(span))

    def _around(self, span: Span) -> Iterable[Span]:
        today = span.start.astimezone(ZoneInfo(self.timezone)).date()
        for day in (today - timedelta(days=1), today):
            for shift in self.shifts:
                if shift.weekday == day.weekday():
                    yield shift.on(day, self.timezone)
