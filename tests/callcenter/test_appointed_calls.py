"""*Call me at*: slots, the same slot twice, the call at its time, the link, the promise missed."""

from datetime import datetime

import pytest

from callcenter.appointments import service as appointments
from callcenter.appointments.models import Appointment
from callcenter.appointments.service import Promise
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.contacts.service import Need, Wish
from callcenter.errors import SlotTaken
from tests.cast import World, asker

WISH = Wish("turin", "jewellery", "it", None)


def need(world: World, wish: Wish = WISH) -> Need:
    with world.services.transaction() as tx:
        return contacts.understand(tx, wish)


def slots(world: World, wish: Wish = WISH) -> list[datetime]:
    with world.services.transaction() as tx:
        return appointments.free_slots(tx, contacts.understand(tx, wish))


def book(world: World, when: datetime, phone: str = "312 345 6789") -> Promise:
    promise = appointments.book(world.services, WISH, asker(phone), when, "Europe/Rome")
    world.run()
    return promise


def state(world: World, promise: Promise) -> str:
    with world.services.transaction() as tx:
        return tx.session.get_one(Appointment, promise.appointment.id).state


def wait_until(world: World, when: datetime) -> None:
    world.pass_((when - world.clock.now()).total_seconds(), beats=("ada",))


def test_the_customer_is_told_by_text_with_a_link(world: World) -> None:
    promise = book(world, slots(world)[0])
    body = world.carrier.texts[0].body
    assert promise.link in body
    assert promise.appointment.local in body


def test_the_same_number_and_slot_is_the_same_booking(world: World) -> None:
    first = slots(world)[0]
    assert book(world, first).appointment.id == book(world, first).appointment.id


def test_a_slot_is_promised_only_as_often_as_somebody_can_keep_it(world: World) -> None:
    first = slots(world)[0]
    book(world, first)
    assert first not in slots(world), "Ada alone knows jewellery in Turin"
    with pytest.raises(SlotTaken):
        book(world, first, "320 111 2222")


def test_a_closed_store_promises_nothing(world: World) -> None:
    berlin = Wish("berlin", "phones", "de", None)
    hours = {start.astimezone().hour for start in slots(world, berlin)}
    assert hours
    assert not any(start.hour < 9 for start in slots(world, berlin)), "Berlin opens at 9 UTC"


def test_the_call_happens_by_itself_at_its_time(world: World) -> None:
    world.ready("ada")
    first = slots(world)[0]
    promise = book(world, first)
    wait_until(world, first)
    assert state(world, promise) == "calling"
    assert world.console("ada")["offer"]["card"]["way"] == "scheduled"


def test_a_cancelled_promise_is_not_called(world: World) -> None:
    world.ready("ada")
    first = slots(world)[0]
    promise = book(world, first)
    web = world.app.test_client()
    path = promise.link.removeprefix("http://localhost:8000")
    assert web.get(path).status_code == 200
    assert state(world, promise) == "booked", "a look changes nothing"
    assert web.post(f"{path}/cancel").status_code == 303
    wait_until(world, first)
    assert state(world, promise) == "cancelled"
    with world.services.transaction() as tx:
        assert tx.session.query(Contact).count() == 0
    assert first in slots(world) or first <= world.clock.now()


def test_nobody_there_means_missed_and_the_customer_is_told(world: World) -> None:
    first = slots(world)[0]
    promise = book(world, first)
    wait_until(world, first)
    world.pass_(100)
    assert state(world, promise) == "missed"
    assert promise.appointment.local in world.carrier.texts[-1].body
    assert len(world.carrier.texts) == 2


def test_a_calendar_keeps_its_identity(world: World) -> None:
    promise = book(world, slots(world)[0])
    path = promise.link.removeprefix("http://localhost:8000")
    web = world.app.test_client()
    first, again = (web.get(f"{path}.ics").get_data(as_text=True) for _ in range(2))
    assert first == again
    assert f"UID:{promise.appointment.public_id}@virtual-shopper" in first
