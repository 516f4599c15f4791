"""Presence by proof: lost, found again, asked whether they are there; one page rings."""

from typing import Any

from callcenter.contacts import service as contacts
from routing import jobs
from routing.offers import service as offers
from routing.presence import service as presence
from tests.cast import World


def beat(world: World, slug: str, **proof: Any) -> bool:
    return presence.beat(world.services, world.person(slug), proof)


def state(world: World, slug: str) -> Any:
    return world.console(slug)["presence"]


def test_a_blocked_microphone_takes_them_off_the_floor_and_back(world: World) -> None:
    world.ready("ada")
    beat(world, "ada", microphone="denied")
    world.run()
    assert (state(world, "ada")["state"], state(world, "ada")["reason"]) == (
        "unreachable",
        "no_microphone",
    )
    world.asks()
    assert world.console("ada")["offer"] is None
    beat(world, "ada", microphone="granted")
    world.run()
    assert world.console("ada")["offer"] is not None


def test_a_short_silence_mends_itself(world: World) -> None:
    world.ready("ada")
    world.pass_(13)
    assert state(world, "ada")["state"] == "unreachable"
    beat(world, "ada")
    world.run()
    assert state(world, "ada")["state"] == "available"


def test_after_a_missed_offer_only_a_click_brings_them_back(world: World) -> None:
    world.ready("ada")
    world.asks()
    for _ in range(5):
        world.pass_(5, beats=("ada",))
    world.pass_(5, beats=("ada",))
    assert state(world, "ada")["state"] == "unreachable"
    presence.choose(world.services, world.person("ada"), "available", "")
    assert state(world, "ada")["state"] == "available"


def test_only_one_page_of_an_associate_rings(world: World) -> None:
    world.ready("ada")
    assert beat(world, "ada", tab="till")
    assert not beat(world, "ada", tab="phone")
    world.clock.pass_(6)
    assert beat(world, "ada", tab="phone")
    assert not beat(world, "ada", tab="till")


def test_a_customer_who_needs_a_picture_meets_somebody_who_can_show(world: World) -> None:
    world.ready("ada")
    beat(world, "ada", camera="denied")
    contact = world.asks()
    first = world.console("ada")["offer"]
    with world.services.transaction() as tx:
        contacts.find(tx, contact.public_id).needs_video = True
    offers.decline(world.services, first["id"], world.person("ada"), "wrong_skill")
    for camera in [*["denied"] * 13, "granted"]:
        assert world.console("ada")["offer"] is None
        world.clock.pass_(5)
        beat(world, "ada", camera=camera)
        jobs.sweep(world.services)
        world.run()
    assert world.console("ada")["offer"] is not None


def test_whose_equipment_fails_is_given_a_break_and_not_the_next_customer(world: World) -> None:
    world.ready("ada")
    world.asks()
    offer = world.console("ada")["offer"]
    offers.decline(world.services, offer["id"], world.person("ada"), "technical")
    assert (state(world, "ada")["state"], state(world, "ada")["reason"]) == (
        "on_break",
        "technical",
    )


def test_leaving_while_it_rings_asks_the_next_at_once(world: World) -> None:
    world.ready("ada", "iris")
    world.asks(store="turin", language="en")
    presence.choose(world.services, world.person("ada"), "offline", "")
    world.run()
    assert world.console("ada")["offer"] is None
    assert world.console("iris")["offer"] is not None


def test_the_next_status_chosen_during_a_contact_comes_after_it(world: World) -> None:
    world.ready("ada")
    world.asks()
    offers.accept(world.services, world.console("ada")["offer"]["id"], world.person("ada"))
    presence.choose(world.services, world.person("ada"), "on_break", "lunch")
    assert state(world, "ada")["next"] == "on_break"
