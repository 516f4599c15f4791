"""When waiting has gone on too long: each ending a store may choose, for web and decoy alike."""

from typing import Any

import pytest

from callcenter.contacts.models import Contact
from callcenter.contacts.service import Wish
from callcenter.contacts.snapshots import customer_view
from callcenter.rules import service as rules
from callcenter.widget import decoys
from routing.offers import service as offers
from tests.cast import DIAZ, World, asker


def ruled(world: World, slug: str = "turin", **typed: str) -> None:
    assert rules.save(world.services, world.person("carla"), slug, typed, 0) == []


def view(world: World, contact: Contact) -> dict[str, Any]:
    found = world.contact(contact)
    with world.services.transaction() as tx:
        return customer_view(found, tx.now, tx.settings)


def test_the_longest_wait_is_the_stores(world: World) -> None:
    ruled(world, web_wait_s="30")
    contact = world.asks()
    assert view(world, contact)["give_up_s"] == 30
    world.pass_(29)
    assert world.contact(contact).state == "queued"
    world.pass_(2)
    assert world.contact(contact).state == "deferred"


def test_a_callback_keeps_the_place_and_says_so(world: World) -> None:
    ruled(world, at_last="callback")
    contact = world.asks()
    world.pass_(91)
    shown = view(world, contact)
    assert (shown["state"], shown["keeps_place"]) == ("queued", True)
    assert shown["headline"] == "Ti teniamo il posto"
    assert any("/k/" in text.body for text in world.carrier.texts)


def test_a_text_leads_to_times(world: World) -> None:
    ruled(world, at_last="text")
    contact = world.asks()
    world.pass_(91)
    assert world.contact(contact).state == "deferred"
    world.pass_(1)
    assert [text.to for text in world.carrier.texts] == [DIAZ]
    assert "nessuno" in world.carrier.texts[0].body


def test_another_store_takes_over_once_and_they_keep_their_age(world: World) -> None:
    ruled(world, at_last="other_store", other_store="berlin", any_after_s="never")
    contact = world.asks(language="en")
    world.pass_(91)
    found = world.contact(contact)
    assert found.store is not None
    assert (found.state, found.store.slug) == ("queued", "berlin")
    assert found.queued_at == contact.queued_at
    assert "Berlin" in view(world, contact)["detail"]
    world.pass_(91)
    assert world.contact(contact).outcome == "nobody_free"


def test_a_store_that_does_not_speak_their_language_takes_nobody(world: World) -> None:
    ruled(world, at_last="other_store", other_store="berlin")
    contact = world.asks(language="it")
    world.pass_(91)
    assert world.contact(contact).state == "deferred"


def test_where_nobody_able_is_on_shift_the_wait_may_be_shorter(world: World) -> None:
    ruled(world, unstaffed_wait_s="20")
    contact = world.asks()
    world.pass_(21)
    assert world.contact(contact).state == "deferred"


def test_it_is_as_long_as_others_while_somebody_able_is_on_shift(world: World) -> None:
    ruled(world, unstaffed_wait_s="20")
    world.ready("ada")
    world.asks()
    offers.accept(world.services, world.console("ada")["offer"]["id"], world.person("ada"))
    waiting = world.asks(phone="+393123456780")
    world.pass_(21, beats=("ada",))
    assert world.contact(waiting).state == "queued"


def test_it_grows_back_when_somebody_able_comes(world: World) -> None:
    ruled(world, unstaffed_wait_s="20")
    contact = world.asks(language="en")
    assert view(world, contact)["give_up_s"] == 20
    world.ready("iris")
    world.pass_(3, beats=("iris",))
    offers.decline(
        world.services, world.console("iris")["offer"]["id"], world.person("iris"), "wrong_skill"
    )
    world.run()
    assert view(world, contact)["give_up_s"] == 90


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"web_wait_s": "30"},
        {"at_last": "callback"},
        {"at_last": "text"},
        {"at_last": "other_store", "other_store": "berlin"},
    ],
)
def test_a_decoy_shows_what_a_customer_sees(world: World, typed: dict[str, str]) -> None:
    """The same fields at the same moments: nobody learns which numbers are never rung."""
    ruled(world, **typed)
    contact = world.asks(language="en")
    wish = Wish("turin", "jewellery", "en", None)
    decoy = decoys.make(world.services, wish, asker("+393123456799"))
    for seconds in (25, 10, 60, 91):
        world.pass_(seconds)
        real = view(world, contact)
        with world.services.transaction() as tx:
            row = decoys.find(tx, decoy)
            assert row is not None
            shown = decoys.view(row, tx.now, tx.settings)
        for name in ("state", "headline", "detail", "keeps_place", "give_up_s", "associate"):
            assert shown[name] == real[name], (name, seconds)
