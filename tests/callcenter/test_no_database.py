"""A database that is away, or whose disk is full: words for people, an apology for callers."""

import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from callcenter.services import Services
from tests.cast import World
from tests.journeys.asking import wish


@pytest.fixture
def full(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Give a world whose disk takes nothing any more, from now on."""

    def refuse(_services: Services, **_hasty: bool) -> Any:
        cause = sqlite3.OperationalError("database or disk is full")
        raise OperationalError("INSERT", None, cause)

    monkeypatch.setattr(Services, "transaction", refuse)
    return world


def test_who_asks_is_told_that_nothing_was_taken_down(full: World) -> None:
    answer = full.app.test_client().post("/widget/calls", json=wish())
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "try again" in answer.get_json()["detail"]


def test_a_page_says_it_too(full: World) -> None:
    answer = full.app.test_client().get("/readyz", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.text
