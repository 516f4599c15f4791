"""Promises from booking to the call: one seat an associate, one call a promise, or told why not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter.appointments import booking, models, notes
from callcenter.appointments import service as appointments
from callcenter.appointments.booking import Choice, Promise
from callcenter.appointments.models import Appointment, Seat
from callcenter.contacts import service as contacts
from callcenter.contacts import standing
from callcenter.contacts.service import Wish
from callcenter.errors import Conflict, Invalid, SlotTaken
from callcenter.kernel.tokens import digest
from callcenter.messages.models import Message
from callcenter.staff.models import Shift, TimeOff
from callcenter.stores.models import StoreDay, store_by_slug
from routing.offers import service as offers
from routing.wallboard import service as wallboard
from tests.cast import DIAZ, World, asker

ROME = "Europe/Rome"
THIRD = "+393331234567"
OTHER = "+393201234567"


def wish(category: str = "jewellery", language: str = "it") -> Wish:
    return Wish("turin", category, language, None)


def times(world: World, category: str = "jewellery", language: str = "it") -> list[datetime]:
    with world.services.transaction() as tx:
        return booking.free(tx, contacts.understand(tx, wish(category, language)), ROME)


def books(world: World, at: datetime, phone: str = DIAZ, **more: Any) -> Promise:
    choice = Choice(at, ROME, more.pop("hold", ""), more.pop("associate", ""))
    made = booking.book(world.services, wish(**more), asker(phone), choice)
    world.run()
    return made


def look(world: World, made: Promise) -> Appointment:
    with world.services.transaction() as tx:
        found = models.by_public_id(tx.session, made.public_id)
        assert found is not None
        return found


def link(world: World, made: Promise) -> str:
    """Return a token of the promise's page, as a text would carry it."""
    with world.services.transaction() as tx:
        found = models.by_public_id(tx.session, made.public_id)
        assert found is not None
        return notes.new_link(tx, found).rpartition("/")[2]


def until(world: World, moment: datetime, *beats: str) -> None:
    """Let the time go by in steps that keep consoles alive."""
    left = (moment - world.clock.now()).total_seconds()
    if left > 60 and not beats:
        world.pass_(left)
    while world.clock.now() < moment:
        world.pass_(min(5.0, (moment - world.clock.now()).total_seconds()), beats=beats)


def bodies(world: World) -> list[str]:
    return [order.body for order in world.carrier.texts]


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
    with world.services.transaction() as tx:
        row = tx.session.get_one(Appointment, look(world, first).id)
        from callcenter.appointments import seats  # noqa: PLC0415 - only this scene needs it

        seats.reseat(tx, row, world.person("ada"))
    assert at in times(world, "jewellery")
    second = books(world, at, THIRD)
    assert look(world, second).associate_id == world.person("ada")
    assert look(world, first).associate_id != world.person("ada")
    with world.services.transaction() as tx:
        taken = tx.session.query(Seat).filter_by(associate_id=world.person("ada")).all()
        assert {seat.appointment_id for seat in taken} == {look(world, second).id}


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


def test_the_promise_is_kept_at_its_time_and_not_before(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
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
    world.asks(THIRD, category="phones")
    offer = world.console(keeper.slug)["offer"]
    offers.accept(world.services, offer["id"], keeper.id)
    world.run()
    until(world, at - timedelta(seconds=2), keeper.slug)
    other = sorted(others - {"chiara"})[0]
    world.ready(other)
    until(world, at + timedelta(seconds=15), keeper.slug, other)
    assert world.console(other)["offer"] is None
    until(world, at + timedelta(seconds=30), keeper.slug, other)
    assert world.console(other)["offer"] is not None


def test_a_promise_that_nobody_keeps_is_told_within_ninety_seconds(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    with world.services.transaction() as tx:
        standing.prove(tx, look(world, made).number_index, "link")
    until(world, at)
    world.pass_(40)
    assert look(world, made).state == "calling"
    world.pass_(45)
    assert look(world, made).state == "missed"
    assert "non ci siamo parlati" in bodies(world)[-1]
    board = wallboard.view(world.services)["promises"]
    assert (board["missed"], board["kept"]) == (1, 0)
    assert board["recently_missed"][0]["reason"] == "Nobody was free in time."


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
    from callcenter.appointments import keeping  # noqa: PLC0415 - only this scene needs it

    at = times(world)[0]
    made = books(world, at)
    with world.services.transaction() as tx:
        row = tx.session.get_one(Appointment, look(world, made).id)
        row.starts_at = row.due_at = at + timedelta(hours=1)
    keeping.keep_local_times(world.services)
    assert look(world, made).starts_at == at


def test_a_stopped_number_is_never_rung_though_it_was_booked(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    with world.services.transaction() as tx:
        standing.suppress(tx, tx.vault.index(DIAZ), "text")
    world.ready("ada")
    until(world, at, "ada")
    assert look(world, made).state == "missed"
    assert world.carrier.calls == []
    assert len(world.carrier.texts) == 1


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
    with pytest.raises(Invalid):
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


def test_a_preferred_associate_is_promised_or_the_time_is_not_offered(world: World) -> None:
    at = times(world, "phones")[0]
    made = books(world, at, category="phones", associate="ada")
    assert look(world, made).associate_id == world.person("ada")
    with world.services.transaction() as tx:
        need = contacts.understand(tx, wish("phones"))
        assert at not in booking.free(tx, need, ROME, "ada")
        assert at in booking.free(tx, need, ROME)
