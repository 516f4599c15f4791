"""The hours of the day in which we may disturb somebody, in every zone they may be in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_STEP = timedelta(minutes=15)
_AHEAD = 3 * 24 * 4


@dataclass(frozen=True)
class Daytime:
    """From `opens` until just before `closes`, wall time; `closes` None means midnight."""

    opens: time
    closes: time | None

    @classmethod
    def parse(cls, text: str) -> "Daytime":
        """Read `08:00-21:00`; `00:00-24:00` is always. Raises ValueError."""
        opens, _, closes = text.partition("-")
        until = None if closes.strip() == "24:00" else time.fromisoformat(closes.strip())
        return cls(time.fromisoformat(opens.strip()), until)

    def fits(self, moment: datetime, zones: Iterable[str]) -> bool:
        """Whether it is daytime in *all* zones: one in which they sleep is enough to wait."""
        return all(self._within(moment.astimezone(ZoneInfo(zone)).time()) for zone in zones)

    def next(self, moment: datetime, zones: Iterable[str]) -> datetime | None:
        """Return `moment`, or the next quarter hour that fits; None where there is none."""
        everywhere = tuple(zones)
        if self.fits(moment, everywhere):
            return moment
        quarter = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
        later = (quarter + _STEP * n for n in range(1, _AHEAD))
        return next((at for at in later if self.fits(at, everywhere)), None)

    def _within(self, local: time) -> bool:
        return self.opens <= local and (self.closes is None or local < self.closes)
