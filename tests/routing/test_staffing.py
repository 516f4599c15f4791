"""How many are needed when: a forecast from past weeks, advice by half hour."""

from datetime import UTC, datetime, timedelta

import pytest

from routing.staffing import Goal, HalfHour, advise, forecast, service_level

_MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)
_FIRST = datetime(2026, 11, 23, tzinfo=UTC)


def weeks(*contacts: float) -> list[HalfHour]:
    return [
        HalfHour(_MONDAY + timedelta(weeks=week), count, 200.0)
        for week, count in enumerate(contacts)
    ]


def test_a_half_hour_is_expected_to_be_like_its_own_weekday_recent_weeks_more() -> None:
    found = {one.start: one for one in forecast(weeks(10, 10, 20), _FIRST)}
    assert len(found) == 14 * 48
    assert 13.4 < found[_FIRST + timedelta(hours=10)].contacts < 15.0
    assert found[_FIRST + timedelta(hours=10, minutes=30)].contacts == 0
    assert found[_FIRST + timedelta(days=1, hours=10)].contacts == 0
    assert found[_FIRST + timedelta(days=7, hours=10)].contacts > 13.4


def test_what_comes_later_is_not_known_before() -> None:
    found = forecast(weeks(10, 10, 10, 1000), _FIRST)
    assert max(one.contacts for one in found) == pytest.approx(10.0)


def test_advice_reaches_the_goal_with_as_few_as_can() -> None:
    [slot] = [one for one in forecast(weeks(60, 60, 60), _FIRST, days=1) if one.contacts]
    [advice] = advise([slot], Goal(share=0.9))
    assert advice.expected is not None
    assert advice.expected.within >= 0.9
    assert 60 * 200 / 1800 < advice.associates < 15
    assert advise([HalfHour(_MONDAY, 0.0, 0.0)])[0].associates == 0


def test_breaks_are_staffed_too() -> None:
    slot = HalfHour(_MONDAY, 60.0, 200.0)
    [there], [away] = advise([slot]), advise([slot], Goal(away=0.25))
    assert away.associates == -(-there.associates * 4 // 3)


def test_service_level_leaves_out_short_hang_ups() -> None:
    waits = [(5.0, True), (25.0, True), (3.0, False), (40.0, False)]
    assert service_level(waits) == pytest.approx(1 / 3)
    assert service_level([(2.0, False)]) is None
