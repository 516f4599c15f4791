"""What is committed stands: who hears of it late, or never, undoes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from callcenter import work
from callcenter.appointments import service as appointments
from callcenter.events import AssociateChanged, AssociateFreed, Fact, OfferAnswered
from callcenter.infra.leases import LEASE
from callcenter.services import Listener, Services
from tests.callcenter.promises import books, link, look, times
from tests.cast import World

CHANGED, FREED = AssociateChanged(1), AssociateFreed(1, 1, met=True)
ANSWERED = OfferAnswered(1, 1, 1, "accept")


def gone(_services: Services, _fact: Fact) -> None:
    raise OperationalError("SELECT", None, ConnectionError("gone"))


def crossed_once() -> Listener:
    """Return a listener that loses to a rival the first time."""
    rivals = [type("Crossed", (Exception,), {"sqlstate": "40P01"})()]

    def listener(_services: Services, _fact: Fact) -> None:
        if rivals:
            raise OperationalError("UPDATE", None, rivals.pop())

    return listener


def notes(heard: list[Fact]) -> Listener:
    def listener(_services: Services, fact: Fact) -> None:
        heard.append(fact)

    return listener


def house(world: World, listeners: Mapping[type[Fact], Listener]) -> Services:
    """Return a house with these listeners, in which nobody may miss that an associate is free."""
    return replace(
        world.services,
        switchboard={kind: (listener,) for kind, listener in listeners.items()},
        ledger={},
        outbox={},
        must_hear=frozenset({AssociateFreed}),
    )


def commit(services: Services, *facts: Fact) -> None:
    with services.transaction() as tx:
        for fact in facts:
            tx.emit(fact)


def test_who_asked_hears_no_error_of_the_telling(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Fact] = []
    commit(house(world, {AssociateChanged: gone, AssociateFreed: notes(heard)}), CHANGED, FREED)
    assert heard == [FREED]
    assert [record.message for record in caplog.records] == ["committed, but not told"]


def test_what_must_be_heard_is_told_again(world: World) -> None:
    commit(house(world, {AssociateFreed: gone}), FREED)
    heard: list[Fact] = []
    again = house(world, {AssociateFreed: notes(heard)})
    assert work.do_due(again, {}, "urgent") == 0
    world.clock.pass_((LEASE + timedelta(seconds=1)).total_seconds())
    assert work.do_due(again, {}, "urgent") == 1
    assert heard == [FREED]
    assert work.do_due(again, {}, "urgent") == 0


def test_who_lost_to_a_rival_is_told_at_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    commit(house(world, {AssociateFreed: crossed_once()}), FREED)
    assert not caplog.records


def test_who_is_answered_by_what_comes_of_it_hears_the_error(world: World) -> None:
    with pytest.raises(OperationalError):
        commit(house(world, {OfferAnswered: gone}), ANSWERED)


def test_the_promise_of_a_keeper_who_never_came_is_moved_and_cancelled(world: World) -> None:
    at, later = times(world)[:2]
    made = books(world, at)
    assert look(world, made).associate is not None
    token = link(world, made)
    assert appointments.reschedule(world.services, token, later).state == "booked"
    assert appointments.cancel(world.services, token).state == "cancelled"
