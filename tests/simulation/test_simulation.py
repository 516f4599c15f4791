"""A short simulation: nothing is violated, the same seed is the same run, and the judge can see."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from callcenter.contacts import jobs as contact_jobs
from callcenter.contacts import lookups
from callcenter.contacts.models import Leg
from callcenter.errors import CarrierError
from callcenter.services import Services
from tests.simulation.batch import play
from tests.simulation.faults import Odds


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_thousands_of_faults_violate_nothing() -> None:
    result = play(seed=11, size=20)
    assert result.violations == []
    assert sum(result.faults.values()) > 100
    assert sum(result.states.values()) > 15


def test_the_same_seed_is_the_same_run() -> None:
    first, second = play(seed=5, size=6), play(seed=5, size=6)
    assert first.faults == second.faults
    assert first.outcomes == second.outcomes


def test_retrying_what_is_in_doubt_is_seen_by_the_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the protocol as naive code does; the judge must find two live lines."""

    def naive(services: Services, leg_id: int, order: Any) -> float | None:
        for _ in range(3):
            try:
                sid = services.carrier.call(order.call)
            except CarrierError:
                continue
            with services.transaction() as tx:
                tx.session.get_one(Leg, leg_id).sid = sid
            return None
        return None

    monkeypatch.setattr(contact_jobs, "_send", naive)
    odds = Odds(**{**vars(Odds.none()), "rest_timeout_done": 0.5})
    result = play(seed=3, size=10, odds=odds)
    assert "I2" in {invariant for invariant, _ in result.violations}


def test_without_look_ups_lost_reports_are_seen_by_the_judge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lookups, "_MOST_AT_ONCE", 0)
    odds = Odds(**{**vars(Odds.none()), "hook_lost": 0.5})
    result = play(seed=3, size=8, odds=odds)
    assert {"I1", "I13"} & {invariant for invariant, _ in result.violations}


def test_when_every_report_is_lost_the_books_are_enough() -> None:
    odds = Odds(**{**vars(Odds.none()), "hook_lost": 1.0})
    result = play(seed=4, size=8, odds=odds)
    assert result.violations == []
