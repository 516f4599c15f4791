"""A call centre's log: who called when, how long they waited, who served them how long."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

OPEN_S, CLOSE_S = 8 * 3600, 22 * 3600
_WEEKEND = {4, 5}
"""Friday and Saturday: the log's centre rests then."""


@dataclass(frozen=True, slots=True)
class Call:
    day: date
    at_s: float
    kind: str
    priority: bool
    waited_s: float
    work_s: float
    associate: str

    @property
    def served(self) -> bool:
        return bool(self.associate)

    @property
    def counts(self) -> bool:
        """Whether it came on a working day between opening and closing."""
        return self.day.weekday() not in _WEEKEND and OPEN_S <= self.at_s < CLOSE_S


def read(path: Path) -> list[Call]:
    """Return the calls in order of arrival; a row that cannot be read names its line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_call(row, number) for number, row in enumerate(csv.DictReader(file), 2)]
    return sorted(rows, key=lambda call: (call.day, call.at_s))


def _call(row: Mapping[str, str], line: int) -> Call:
    try:
        answered = row["answered"].strip() == "1"
        return Call(
            day=date.fromisoformat(row["date"]),
            at_s=float(row["arrival_s"]),
            kind=row["type"],
            priority=row["priority"].strip() == "2",
            waited_s=float(row["recorded_wait_s"]),
            work_s=float(row["service_s"] or 0.0) if answered else 0.0,
            associate=(row["agent"] or "?") if answered else "",
        )
    except (KeyError, ValueError, TypeError) as trouble:
        message = f"line {line}: not a call: {trouble}"
        raise ValueError(message) from trouble


def by_day(calls: Iterable[Call]) -> dict[date, list[Call]]:
    days: dict[date, list[Call]] = {}
    for call in calls:
        days.setdefault(call.day, []).append(call)
    return days


def half_hours(calls: Sequence[Call]) -> list[int]:
    """Contacts of one day by half hour from opening to closing."""
    counts = [0] * ((CLOSE_S - OPEN_S) // 1800)
    for call in calls:
        if OPEN_S <= call.at_s < CLOSE_S:
            counts[int(call.at_s - OPEN_S) // 1800] += 1
    return counts


def working_days(calls: Iterable[Call]) -> dict[date, list[Call]]:
    """Days that were open: the weekend and days of hardly any calls are left out."""
    days = {day: some for day, some in by_day(calls).items() if day.weekday() not in _WEEKEND}
    usual = sorted(len(some) for some in days.values())[len(days) // 2] if days else 0
    return {day: some for day, some in days.items() if 2 * len(some) >= usual}
