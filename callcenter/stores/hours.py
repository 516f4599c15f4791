"""Opening hours, written in OpenStreetMap's `opening_hours` syntax, in the store's own time."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours


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

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.timezone))

    def _rules(self) -> OpeningHours:
        return OpeningHours(self.rule, timezone=ZoneInfo(self.timezone), country=self.country)
