"""*Call me at*: slots, the same slot twice, the call at its time, the link, the promise missed."""

from datetime import datetime, timedelta

import pytest

from callcenter.appointments import booking
from callcenter.appointments.booking import Promise
from callcenter.contacts.models import Contact
from callcenter.contacts.service import Wish
from callcenter.errors import SlotTaken
from callcenter.kernel import localtime
from tests.callcenter.promises import OTHER, bodies, books, link, look, times, until
from tests.cast import World


def path_in_text(world: World) -> str:
    """Return the page's path as the first text carries it."""
    return world.carrier.texts[0].body.rpartition("http://localhost:8000")[2]


def wait_until(world: World, when: datetime) -> None:
    until(world, when - timedelta(seconds=9))
    world.ready("ada")
    until(world, when, "ada")


def label(made: Promise) -> str:
    return localtime.label(made.starts_at, made.timezone, made.language)


def test_the_customer_is_told_by_text_with_a_link(world: World) -> None:
    made = books(world, times(world)[0])
    assert label(made) in bodies(world)[0]
    assert label(made) in world.app.test_client().get(path_in_text(world)).text


def test_the_same_number_and_slot_is_the_same_booking(world: World) -> None:
    first = times(world)[0]
    assert books(world, first).public_id == books(world, first).public_id


def test_a_slot_is_promised_only_as_often_as_somebody_can_keep_it(world: World) -> None:
    first = times(world)[0]
    books(world, first)
    assert first not in times(world), "Ada alone knows jewellery in Turin"
    with pytest.raises(SlotTaken):
        books(world, first, OTHER)


def test_a_closed_store_promises_nothing(world: World) -> None:
    berlin = booking.free(world.services, Wish("berlin", "phones", "de", None), "Europe/Berlin")
    assert berlin
    assert not any(start.hour < 9 for start in berlin), "Berlin opens at 9 UTC"


def test_the_call_happens_by_itself_at_its_time(world: World) -> None:
    first = times(world)[0]
    made = books(world, first)
    wait_until(world, first)
    assert look(world, made).state == "calling"
    assert world.console("ada")["offer"]["card"]["way"] == "scheduled"


def test_a_cancelled_promise_is_not_called(world: World) -> None:
    first = times(world)[0]
    made = books(world, first)
    web, path = world.app.test_client(), path_in_text(world)
    assert web.get(path).status_code == 200
    assert look(world, made).state == "booked", "a look changes nothing"
    assert web.post(f"{path}/cancel").status_code == 303
    assert first in times(world)
    wait_until(world, first)
    assert look(world, made).state == "cancelled"
    with world.services.transaction() as tx:
        assert tx.session.query(Contact).count() == 0


def test_nobody_there_means_missed_and_the_customer_is_told(world: World) -> None:
    first = times(world)[0]
    made = books(world, first)
    world.app.test_client().post(f"{path_in_text(world)}/confirm")
    until(world, first)
    world.pass_(100)
    assert look(world, made).state == "missed"
    assert label(made) in bodies(world)[-1]


def test_a_calendar_keeps_its_identity(world: World) -> None:
    made = books(world, times(world)[0])
    web, path = world.app.test_client(), f"/a/{link(world, made)}"
    first, again = (web.get(f"{path}.ics").get_data(as_text=True) for _ in range(2))
    assert first == again
    assert f"UID:{made.public_id}@virtual-shopper" in first
