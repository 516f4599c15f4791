"""Scenes with promises: times to pick, a booking, its link, and the time going by."""

from datetime import datetime
from typing import Any

from callcenter.appointments import booking, models, notes
from callcenter.appointments.booking import Choice, Promise
from callcenter.appointments.models import Appointment
from callcenter.contacts.service import Wish
from tests.cast import DIAZ, World, asker

ROME = "Europe/Rome"
THIRD = "+393331234567"
OTHER = "+393201234567"


def wish(category: str = "jewellery", language: str = "it") -> Wish:
    return Wish("turin", category, language, None)


def times(world: World, category: str = "jewellery", language: str = "it") -> list[datetime]:
    return booking.free(world.services, wish(category, language), ROME)


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
    assert left < 60 or not beats, "jump first, then step"
    while world.clock.now() < moment:
        world.pass_(min(5.0, (moment - world.clock.now()).total_seconds()), beats=beats)


def bodies(world: World) -> list[str]:
    return [order.body for order in world.carrier.texts]
