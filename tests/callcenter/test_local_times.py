"""What is shown is what is dialled: every zone, every change of the clocks for five years."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from callcenter.kernel import localtime
from callcenter.kernel.daytime import Daytime
from callcenter.kernel.localtime import NoSuchTime, TwiceTheTime
from callcenter.kernel.phone import zones_of

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = Daytime.parse("08:00-21:00")


@cache
def rules(zone: str) -> tuple[datetime, ...]:
    """Return the moments within five years at which the zone's offset changes, to the minute."""
    info = ZoneInfo(zone)
    found = []
    for day in range(5 * 366):
        start = FIRST + timedelta(days=day)
        if (
            start.astimezone(info).utcoffset()
            != (start + timedelta(days=1)).astimezone(info).utcoffset()
        ):
            found.append(_edge(info, start))
    return tuple(found)


def _edge(info: ZoneInfo, start: datetime) -> datetime:
    low, high = 0, 24 * 60
    was = start.astimezone(info).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        same = (start + timedelta(minutes=middle)).astimezone(info).utcoffset() == was
        low, high = (middle, high) if same else (low, middle)
    return start + timedelta(minutes=high)


def test_shown_time_is_dialled_time_in_every_zone_at_every_change() -> None:
    """About 120,000 bookings: two hours around each change, on a grid of fifteen minutes."""
    checked = 0
    for zone in ZONES:
        for change in rules(zone):
            labels = set()
            for quarter in range(-8, 9):
                moment = change + timedelta(minutes=15 * quarter)
                wall, fold = localtime.wall_of(moment, zone)
                again = localtime.resolve(localtime.parse_wall(wall), zone, fold)
                assert again == moment, (zone, moment)
                shown = localtime.label(moment, zone)
                assert wall[-5:] in shown
                labels.add(shown)
                checked += 1
            assert len(labels) == 17, (zone, change, "two moments read the same")
    assert checked > 10_000


def test_an_hour_that_does_not_exist_is_refused_with_the_next_one() -> None:
    """02:30 on 14 March 2027 in New York: the clocks go from 02:00 to 03:00."""
    with pytest.raises(NoSuchTime, match=r"02:30 does not exist.*pick 03:30"):
        localtime.resolve(datetime(2027, 3, 14, 2, 30), "America/New_York")  # noqa: DTZ001


def test_an_hour_that_comes_twice_asks_which() -> None:
    """01:30 on 7 November 2027 in New York comes at 05:30 and at 06:30 UTC."""
    wall = datetime(2027, 11, 7, 1, 30)  # noqa: DTZ001 - wall time on purpose
    with pytest.raises(TwiceTheTime, match="twice"):
        localtime.resolve(wall, "America/New_York")
    first, second = (localtime.resolve(wall, "America/New_York", fold) for fold in (0, 1))
    assert (first.hour, second.hour) == (5, 6)
    assert "before the clocks go back" in localtime.label(first, "America/New_York")
    assert "nach der Zeitumstellung" in localtime.label(second, "America/New_York", "de")


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "Tue 24 Nov, 17:20"),
        ("it", "mar 24 nov, 17:20"),
        ("de", "Di 24. Nov., 17:20"),
        ("es", "mar 24 nov, 17:20"),
        ("xx", "Tue 24 Nov, 17:20"),
    ],
)
def test_labels_speak_the_customers_language(language: str, label: str) -> None:
    moment = datetime(2026, 11, 24, 16, 20, tzinfo=UTC)
    assert localtime.label(moment, "Europe/Rome", language) == label


def test_daytime_is_daytime_in_all_candidate_zones_every_day_of_the_year() -> None:
    """An Australian mobile may be in eight zones; what `next` finds fits in each of them."""
    for number in ("+61412345678", "+393123456789", "+447911123456", "+12015550123"):
        zones = zones_of(number)
        for day in range(366):
            asked = FIRST + timedelta(days=day, hours=day % 24, minutes=7)
            found = HOURS.next(asked, zones)
            assert found is not None
            assert asked <= found
            for zone in zones:
                assert time(8) <= found.astimezone(ZoneInfo(zone)).time() < time(21)


def test_nine_in_the_evening_is_night_to_the_second() -> None:
    nine = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert HOURS.fits(nine - timedelta(seconds=1), ("Europe/Rome",))
    assert not HOURS.fits(nine, ("Europe/Rome",))
    assert HOURS.next(nine, ("Europe/Rome",)) == nine + timedelta(hours=11)
    assert Daytime.parse("00:00-24:00").fits(nine, ZONES)


def test_a_number_without_a_common_day_is_never_disturbed() -> None:
    assert HOURS.next(FIRST, ("Pacific/Kiritimati", "Europe/London", "Asia/Kolkata")) is None
