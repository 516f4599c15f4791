"""Opening hours, written in OpenStreetMap's `opening_hours` syntax, in the store's own time."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, validate


@dataclass(frozen=True)
class Hours:
    """`rule` as in OpenStreetMap, e.g. `Mo-Sa 10:00-20:00`; `country` brings public holidays."""

    rule: str
    timezone: str
    country: str

    def open_at(self, moment: datetime) -> bool:
        return bool(self._rules().is_open(self._local(moment)))

    def next_opening(self, moment: datetime) -> datetime | None:
        """Return the next moment of opening in the store's own time; None if it never opens."""
        if self.open_at(moment):
            return self._local(moment)
        change = self._rules().next_change(self._local(moment))
        return change if change is None else change.replace(tzinfo=ZoneInfo(self.timezone))

    def closes(self, moment: datetime) -> datetime | None:
        """Return until when it is open, in the store's own time; None if it never closes."""
        change = self._rules().next_change(self._local(moment))
        return change if change is None else change.replace(tzinfo=ZoneInfo(self.timezone))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.timezone))

    def _rules(self) -> OpeningHours:
        return _parsed(self.rule, self.timezone, self.country)


@lru_cache(maxsize=256)
def _parsed(rule: str, timezone: str, country: str) -> OpeningHours:
    return OpeningHours(rule, timezone=ZoneInfo(timezone), country=country)


def on_day(day: str, hours: str) -> str:
    """Return the rule for one date (ISO): `2026 Dec 24 10:00-14:00`."""
    when = date.fromisoformat(day)
    return f"{when.year} {_MONTHS[when.month - 1]} {when.day:02} {hours}"


def readable(rule: str) -> bool:
    """Whether the rule is written in the syntax."""
    return bool(validate(rule))


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
