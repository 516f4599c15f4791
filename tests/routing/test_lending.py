"""Two store groups: whom nobody at home can serve is served by the other, or is at home again."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts.models import Contact
from callcenter.rules import service as rules
from callcenter.stores.models import Category, category_by_slug, store_by_slug
from routing import lending
from routing.offers import service as offers
from routing.presence import service as presence
from tests.cast import World

TURIN, BERLIN = 0, 7
OTHER = "+393123456790"


@pytest.fixture
def world(sessions: sessionmaker[Session]) -> World:
    """Give a world in which Berlin is matched apart from the rest."""
    world = World(sessions)
    with world.services.transaction() as tx:
        berlin = store_by_slug(tx.session, "berlin")
        assert berlin is not None
        berlin.partition = BERLIN
    return world


def asks_berlin(world: World, phone: str = OTHER, language: str = "en") -> Contact:
    return world.asks(phone, store="berlin", language=language)


def rings(world: World, slug: str) -> bool:
    return world.console(slug)["offer"] is not None


def test_whom_nobody_at_home_can_serve_is_served_elsewhere(world: World) -> None:
    world.ready("ada")
    contact = asks_berlin(world)
    assert not rings(world, "ada"), "home comes first"
    world.pass_(3, beats=("ada",))
    assert rings(world, "ada")
    assert world.contact(contact).partition == TURIN
    offer = world.console("ada")["offer"]
    offers.accept(world.services, offer["id"], world.person("ada"))
    assert world.contact(contact).associate_id == world.person("ada")


def test_who_is_idle_at_home_is_not_passed_over(world: World) -> None:
    world.ready("ada", "greta")
    contact = asks_berlin(world)
    assert rings(world, "greta")
    world.pass_(5, beats=("ada", "greta"))
    assert not rings(world, "ada")
    assert world.contact(contact).partition == BERLIN


def test_who_speaks_another_language_is_lent_to_nobody(world: World) -> None:
    world.ready("ada")
    contact = asks_berlin(world, language="de")
    world.pass_(10, beats=("ada",))
    assert world.contact(contact).partition == BERLIN


def test_who_can_help_is_found_behind_many_who_cannot(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One at most is looked at; Dario speaks no English, Hugo knows no rings, both idle longer."""
    monkeypatch.setattr(lending, "_MOST", 1)
    world.ready("dario", "hugo")
    world.clock.pass_(5)
    world.ready("ada")
    asks_berlin(world)
    world.pass_(3, beats=("ada", "dario", "hugo"))
    assert rings(world, "ada")


def test_who_knows_the_parent_of_a_category_is_lent_to(world: World) -> None:
    with world.services.transaction() as tx:
        parent = category_by_slug(tx.session, "jewellery")
        assert parent is not None
        rings_only = Category(slug="rings", name="Rings", menu_digit="9", parent_id=parent.id)
        tx.session.add(rings_only)
    world.ready("ada")
    world.asks(OTHER, store="berlin", language="en", category="rings")
    world.pass_(3, beats=("ada",))
    assert rings(world, "ada")


def test_who_lets_it_ring_sends_the_guest_home(world: World) -> None:
    world.ready("ada")
    contact = asks_berlin(world)
    world.pass_(3, beats=("ada",))
    assert rings(world, "ada")
    for _ in range(5):
        world.pass_(5, beats=("ada",))
    assert not rings(world, "ada")
    assert world.contact(contact).partition == BERLIN


def test_a_guest_who_is_refused_is_at_home_again_and_keeps_their_age(world: World) -> None:
    world.ready("ada")
    contact = asks_berlin(world)
    since = world.contact(contact).queued_at
    world.pass_(3, beats=("ada",))
    declined = world.console("ada")["offer"]
    offers.decline(world.services, declined["id"], world.person("ada"), "wrong_skill")
    world.run()
    again = world.contact(contact)
    assert (again.partition, again.lent_until, again.queued_at) == (BERLIN, None, since)
    world.pass_(20, beats=("ada",))
    assert not rings(world, "ada"), "the same two are kept apart for a minute"
    world.ready("greta")
    assert rings(world, "greta")


def test_a_guest_nobody_serves_in_time_is_at_home_again(world: World) -> None:
    world.ready("ada")
    contact = asks_berlin(world)
    with world.services.transaction() as tx:  # lent as Ada takes her break
        guest = tx.session.get_one(Contact, contact.id)
        guest.partition, guest.lent_until = TURIN, tx.now + timedelta(seconds=5)
    presence.choose(world.services, world.person("ada"), "on_break", "lunch")
    world.pass_(4)
    assert world.contact(contact).partition == TURIN
    world.pass_(3)
    assert world.contact(contact).partition == BERLIN
    world.ready("greta")
    assert rings(world, "greta")


def test_as_many_are_lent_as_are_idle_and_the_oldest_first(world: World) -> None:
    world.ready("ada")
    first = asks_berlin(world)
    world.pass_(1, beats=("ada",))
    second = asks_berlin(world, "+393123456791")
    world.pass_(4, beats=("ada",))
    assert world.contact(first).partition == TURIN
    assert world.contact(second).partition == BERLIN


def test_the_merchants_rings_hold_across_groups(world: World) -> None:
    """Berlin's own people alone for a minute, while one of them is on shift."""
    typed = {"near_after_s": "60", "region_after_s": "60", "any_after_s": "60"}
    assert rules.save(world.services, world.person("carla"), "berlin", typed, 0) == []
    world.ready("ada", "greta")
    presence.choose(world.services, world.person("greta"), "on_break", "lunch")
    asks_berlin(world)
    for _ in range(11):
        world.pass_(5, beats=("ada", "greta"))
    assert not rings(world, "ada")
    world.pass_(6, beats=("ada", "greta"))
    assert rings(world, "ada")
