"""Keeping promises: called in time and once, reminded by day, or told why not."""

from datetime import UTC, datetime, timedelta

from callcenter.appointments import keeping
from callcenter.appointments import service as appointments
from callcenter.appointments.models import Appointment
from callcenter.contacts import service as contacts
from callcenter.contacts import standing
from callcenter.messages.models import Message
from routing.offers import service as offers
from routing.wallboard import service as wallboard
from tests.callcenter.promises import (
    DIAZ,
    THIRD,
    bodies,
    books,
    link,
    look,
    times,
    until,
)
from tests.cast import World


def test_the_promise_is_kept_at_its_time_and_not_before(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    until(world, at - timedelta(seconds=9))
    world.ready("ada")
    until(world, at - timedelta(seconds=1), "ada")
    assert world.console("ada")["offer"] is None
    until(world, at, "ada")
    assert world.console("ada")["offer"]["card"]["way"] == "scheduled"
    assert look(world, made).state == "calling"


def test_who_has_a_promise_to_keep_is_offered_nobody_else(world: World) -> None:
    at = times(world)[0]
    books(world, at)
    until(world, at - timedelta(minutes=4))
    world.ready("ada")
    world.asks(THIRD)
    assert world.console("ada")["offer"] is None
    until(world, at - timedelta(seconds=3))
    world.ready("ada")
    until(world, at, "ada")
    assert world.console("ada")["offer"]["card"]["way"] == "scheduled"


def test_a_busy_keeper_is_replaced_after_twenty_seconds(world: World) -> None:
    at = times(world, "phones")[0]
    made = books(world, at, category="phones")
    keeper = look(world, made).associate
    assert keeper is not None
    others = {"ada", "chiara", "dario"} - {keeper.slug}
    until(world, at - timedelta(minutes=6))
    world.ready(keeper.slug)
    busy = world.asks(THIRD, category="phones")
    offer = world.console(keeper.slug)["offer"]
    offers.accept(world.services, offer["id"], keeper.id)
    with world.services.transaction() as tx:
        contacts.meet(tx, contacts.find(tx, busy.public_id))
    world.run()
    until(world, at - timedelta(seconds=2))
    other = min(others - {"chiara"})
    world.ready(other)
    until(world, at + timedelta(seconds=15), keeper.slug, other)
    assert world.console(other)["offer"] is None
    until(world, at + timedelta(seconds=30), keeper.slug, other)
    assert world.console(other)["offer"] is not None


def test_a_promise_that_nobody_keeps_is_told_within_ninety_seconds(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    index = look(world, made).number_index
    with world.services.transaction() as tx:
        standing.prove(tx, index, "link")
    until(world, at)
    world.pass_(40)
    assert look(world, made).state == "calling"
    world.pass_(45)
    assert look(world, made).state == "missed"
    assert "non ci siamo parlati" in bodies(world)[-1]
    board = wallboard.view(world.services)["promises"]
    assert (board["missed"], board["kept"]) == (1, 0)
    assert board["recently_missed"][0]["reason"] == "Nobody was free in time."
    assert board["recently_missed"][0]["told"] == "By text"


def test_a_promise_found_late_is_missed_at_once_and_nobody_is_rung(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    world.ready("ada")
    world.clock.moment = at + timedelta(minutes=10)
    world.pass_(1, beats=("ada",))
    assert look(world, made).state == "missed"
    assert world.carrier.calls == []


def test_a_promise_moves_with_the_rules_of_its_zone(world: World) -> None:
    """Wall time is the promise: where a zone's offset changes, the moment follows."""
    at = times(world)[0]
    made = books(world, at)
    promised = look(world, made).id
    with world.services.transaction() as tx:
        row = tx.session.get_one(Appointment, promised)
        row.starts_at = row.due_at = at + timedelta(hours=1)
        row.ends_at += timedelta(hours=1)
    keeping.keep_local_times(world.services)
    assert look(world, made).starts_at == at


def test_a_stopped_number_is_never_rung_though_it_was_booked(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    with world.services.transaction() as tx:
        standing.suppress(tx, tx.vault.index(DIAZ), "text")
    until(world, at - timedelta(seconds=9))
    world.ready("ada")
    until(world, at, "ada")
    assert look(world, made).state == "missed"
    assert world.carrier.calls == []
    assert len(world.carrier.texts) == 1


def test_ready_now_calls_at_once_and_else_the_promise_stands(world: World) -> None:
    at = times(world)[20]
    made = books(world, at)
    token = link(world, made)
    appointments.ready(world.services, token)
    world.run()
    assert look(world, made).state == "calling"
    world.pass_(80)
    again = look(world, made)
    assert (again.state, again.due_at, again.attempts) == ("booked", at, 0)
    world.ready("ada")
    appointments.ready(world.services, token)
    world.run()
    assert world.console("ada")["offer"]["card"]["way"] == "scheduled"


def test_reminders_come_by_day_and_only_to_who_confirmed(world: World) -> None:
    at = times(world)[-1]
    made = books(world, at)
    appointments.confirm(world.services, link(world, made))
    until(world, at - timedelta(hours=24) + timedelta(minutes=1))
    until(world, at - timedelta(minutes=14))
    kinds = ["ti chiamiamo", "domani ti chiamiamo", "ti chiamiamo tra poco"]
    assert [kind in body for kind, body in zip(kinds, bodies(world), strict=True)] == [True] * 3


def test_an_unconfirmed_booking_costs_a_stranger_one_text_a_day(world: World) -> None:
    at = times(world)[-1]
    books(world, at)
    until(world, at - timedelta(hours=24) + timedelta(minutes=1))
    until(world, at - timedelta(minutes=14))
    assert len(world.carrier.texts) == 2


def test_a_booking_made_at_night_is_confirmed_in_the_morning(world: World) -> None:
    world.clock.moment = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    at = times(world)[10]
    books(world, at)
    assert world.carrier.texts == []
    until(world, datetime(2026, 11, 25, 7, 0, 5, tzinfo=UTC))
    assert len(world.carrier.texts) == 1
    with world.services.transaction() as tx:
        assert tx.session.query(Message).filter_by(kind="booked").one().state == "sent"


def test_a_missed_promise_can_be_booked_anew_by_its_link(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    world.clock.moment = at + timedelta(minutes=10)
    world.pass_(1)
    fresh = times(world)[3]
    appointments.reschedule(world.services, link(world, made), fresh)
    again = look(world, made)
    assert (again.state, again.starts_at) == ("booked", fresh)
