"""The database's promises, on both engines, with real threads: once means once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact
from callcenter.errors import IllegalTransition, TooMany
from callcenter.infra.budget import Budget, spend
from callcenter.infra.database import first_time
from callcenter.infra.states import Move, history, move, must_move
from tests.cast import NOON, World

AT_ONCE = 12


def at_once(work: Any) -> list[bool]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(work, range(AT_ONCE)))


def test_a_report_is_taken_in_once(sessions: sessionmaker[Session]) -> None:
    def note(_number: int) -> bool:
        with sessions.begin() as session:
            return first_time(session, "CA1", "ringing", 1, NOON)

    assert at_once(note).count(True) == 1


def test_the_last_of_a_budget_goes_to_exactly_one(sessions: sessionmaker[Session]) -> None:
    budget = Budget("test", 3, 600, "Too often.")

    def use(_number: int) -> bool:
        try:
            with sessions.begin() as session:
                spend(session, budget, "somebody", NOON)
        except TooMany:
            return False
        return True

    assert at_once(use).count(True) == 3


def test_a_budget_is_whole_again_in_the_next_window(sessions: sessionmaker[Session]) -> None:
    budget = Budget("test", 1, 600, "Too often.")
    for moment in (NOON, NOON + timedelta(seconds=650)):
        with sessions.begin() as session:
            spend(session, budget, "somebody", moment)


def test_of_many_who_accept_one_wins(world: World) -> None:
    asked = world.asks()

    def accept(_number: int) -> bool:
        with world.services.transaction() as tx:
            contact = tx.session.get_one(Contact, asked.id)
            return move(tx.session, CONTACT, contact, Move("accept", tx.now, "", contact.id))

    assert at_once(accept).count(True) == 1
    with world.services.transaction() as tx:
        states = [line.state for line in history(tx.session, asked.id) if line.noun == "contact"]
    assert states == ["requested", "queued", "connecting"]


def test_our_own_illegal_move_is_a_bug(world: World) -> None:
    asked = world.asks()
    with world.services.transaction() as tx, pytest.raises(IllegalTransition):
        must_move(tx.session, CONTACT, tx.session.get_one(Contact, asked.id), Move("meet", NOON))
