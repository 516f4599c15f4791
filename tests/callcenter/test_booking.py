"""Booking: one seat an associate, whatever the category; moved, snoozed, cancelled by a link."""

from datetime import UTC, datetime, timedelta

import pytest

from callcenter.appointments import booking, models, seats
from callcenter.appointments import service as appointments
from callcenter.appointments.booking import Choice
from callcenter.appointments.models import Appointment, Seat
from callcenter.errors import Conflict, Invalid, SlotTaken
from callcenter.kernel.tokens import digest
from callcenter.staff.models import Shift, TimeOff
from callcenter.stores.models import StoreDay, store_by_slug
from tests.callcenter.promises import (
    OTHER,
    ROME,
    THIRD,
    books,
    link,
    look,
    times,
    until,
    wish,
)
from tests.cast import World, asker


def test_a_time_is_promised_once_per_able_associate(world: World) -> None:
    at = times(world)[0]
    books(world, at)
    assert at not in times(world)
    with pytest.raises(SlotTaken):
        books(world, at, THIRD)


def test_two_categories_that_need_the_same_associate_share_her(world: World) -> None:
    """Ada alone knows jewellery; phones she shares with Chiara and Dario."""
    at = times(world)[0]
    books(world, at)
    assert at in times(world, "phones")
    books(world, at, THIRD, category="phones")
    books(world, at, OTHER, category="phones")
    assert at not in times(world, "phones")
    assert at not in times(world, "jewellery")


def test_a_promise_moves_to_somebody_else_to_make_room(world: World) -> None:
    at = times(world)[0]
    first = books(world, at, category="phones")
    ada, promised = world.person("ada"), look(world, first).id
    with world.services.transaction() as tx:
        seats.reseat(tx, tx.session.get_one(Appointment, promised), ada)
    assert at in times(world, "jewellery")
    second = books(world, at, THIRD)
    newer = look(world, second)
    assert newer.associate_id == ada
    assert look(world, first).associate_id not in {ada, None}
    with world.services.transaction() as tx:
        taken = tx.session.query(Seat).filter_by(associate_id=ada).all()
        assert {seat.appointment_id for seat in taken} == {newer.id}


def test_the_same_slot_booked_twice_is_the_same_booking(world: World) -> None:
    at = times(world)[0]
    assert books(world, at).public_id == books(world, at).public_id
    assert len(world.carrier.texts) == 1


def test_a_held_time_is_kept_for_five_minutes_and_then_free(world: World) -> None:
    at = times(world)[1]
    choice = Choice(at, ROME)
    token, expires = booking.hold(world.services, wish(), choice, asker())
    assert expires == world.clock.now() + timedelta(minutes=5)
    with pytest.raises(SlotTaken):
        books(world, at, THIRD)
    world.pass_(301)
    assert books(world, at, THIRD).public_id
    assert token


def test_the_hold_is_spent_by_the_booking_that_made_it(world: World) -> None:
    at = times(world)[0]
    token, _ = booking.hold(world.services, wish(), Choice(at, ROME), asker())
    made = books(world, at, hold=token)
    assert look(world, made).state == "booked"
    with world.services.transaction() as tx:
        assert models.hold_by_token(tx.session, digest(token)) is None


def test_shifts_and_time_off_decide_who_can_be_promised(world: World) -> None:
    ada = world.person("ada")
    with world.services.transaction() as tx:
        tx.session.add(Shift(associate_id=ada, weekday=2, starts="09:00", ends="12:00"))
    found = times(world)
    local = {at.astimezone(UTC).date() for at in found}
    assert local == {datetime(2026, 11, 25, tzinfo=UTC).date()}
    with world.services.transaction() as tx:
        off = {"starts_at": found[0], "ends_at": found[-1] + timedelta(hours=1)}
        tx.session.add(TimeOff(associate_id=ada, **off))
    assert times(world) == []


def test_an_exceptional_day_closes_the_store(world: World) -> None:
    with world.services.transaction() as tx:
        store = store_by_slug(tx.session, "turin")
        assert store is not None
        tx.session.add(StoreDay(store_id=store.id, day="2026-11-25", hours="off"))
    days = {at.date().isoformat() for at in times(world)}
    assert "2026-11-25" not in days
    assert "2026-11-26" in days


def test_nobody_is_promised_a_call_at_night(world: World) -> None:
    hours = {at.astimezone(UTC).hour + 1 for at in times(world)}
    assert min(hours) >= 8
    assert max(hours) < 21
    night = datetime(2026, 11, 25, 1, 40, tzinfo=UTC)
    with pytest.raises(Invalid, match="08:00-21:00"):
        booking.book(world.services, wish(), asker(), Choice(night, "Asia/Tokyo"))


def test_moving_takes_the_new_time_before_it_gives_the_old_one_back(world: World) -> None:
    first, second = times(world)[:2]
    made = books(world, first)
    token = link(world, made)
    appointments.reschedule(world.services, token, second)
    world.run()
    assert look(world, made).starts_at == second
    assert first in times(world)
    assert second not in times(world)
    books(world, first, THIRD)
    with pytest.raises(SlotTaken):
        appointments.reschedule(world.services, token, first)
    assert look(world, made).starts_at == second


def test_snoozing_moves_the_call_by_ten_minutes(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    token = link(world, made)
    until(world, at - timedelta(minutes=10))
    appointments.snooze(world.services, token)
    assert look(world, made).starts_at == at + timedelta(minutes=10)
    far = books(world, times(world)[-1], THIRD)
    with pytest.raises(Conflict, match="too early"):
        appointments.snooze(world.services, link(world, far))


def test_cancelling_twice_does_no_harm_and_nothing_is_sent_later(world: World) -> None:
    at = times(world)[-1]
    made = books(world, at)
    token = link(world, made)
    appointments.cancel(world.services, token)
    appointments.cancel(world.services, token)
    world.run()
    sent = len(world.carrier.texts)
    until(world, at + timedelta(minutes=2))
    assert len(world.carrier.texts) == sent
    assert look(world, made).state == "cancelled"
    with world.services.transaction() as tx:
        assert tx.session.query(Seat).count() == 0


def test_a_preferred_associate_is_promised_or_the_time_is_not_offered(world: World) -> None:
    at = times(world, "phones")[0]
    made = books(world, at, category="phones", associate="ada")
    assert look(world, made).associate_id == world.person("ada")
    assert at not in booking.free(world.services, wish("phones"), ROME, "ada")
    assert at in booking.free(world.services, wish("phones"), ROME)
