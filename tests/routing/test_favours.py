"""Who is served sooner, and the advice on staffing: as a supervisor sets and sees them."""

from datetime import timedelta
from typing import Any

from callcenter.contacts.models import Contact
from callcenter.stores.models import store_by_slug
from tests.cast import World
from tests.routing.test_rulings import client


def favour(web: Any, contact: Contact, **typed: str) -> Any:
    path = f"/console/contacts/{contact.public_id}/favour"
    return web.post(path, data={"csrf_token": "token", **typed})


def test_a_valued_customer_has_a_credit_and_the_associate_they_wish_for(world: World) -> None:
    web, first = client(world), world.asks()
    assert favour(web, first, valued="yes", associate="ada").status_code == 303
    world.pass_(91)
    again = world.contact(world.asks())
    assert (again.credit_s, again.preferred_id) == (60.0, world.person("ada"))
    page = web.get(f"/console/contacts/{again.public_id}").get_data(as_text=True)
    assert '<option value="ada" selected>' in page


def test_a_favour_can_be_taken_back(world: World) -> None:
    web, first = client(world), world.asks()
    favour(web, first, valued="yes")
    favour(web, first)
    world.pass_(91)
    assert world.contact(world.asks()).credit_s == 0.0


def test_associates_favour_nobody(world: World) -> None:
    contact = world.asks()
    assert favour(client(world, "ada"), contact, valued="yes").status_code == 403


def test_staffing_is_advised_from_what_came(world: World) -> None:
    """Ten customers came on each of the last three Tuesdays between twelve and half past."""
    with world.services.transaction() as tx:
        turin = store_by_slug(tx.session, "turin")
        assert turin is not None
        tx.session.add_all(
            _came(tx.now - timedelta(weeks=week, minutes=-number), turin.id, f"{week}-{number}")
            for week in (1, 2, 3)
            for number in range(10)
        )
    page = client(world).get("/roster/staffing").get_data(as_text=True)
    assert "Most are needed on Tuesday 13:00: 3 associates" in page
    assert "4/3" in page  # Turin has four, who work whenever it is open


def test_a_store_without_history_says_so(world: World) -> None:
    page = client(world, "carla").get("/roster/staffing").get_data(as_text=True)
    assert "nothing to expect from" in page


def _came(at: Any, store_id: int, name: str) -> Contact:
    return Contact(
        way="web",
        state="done",
        store_id=store_id,
        language="it",
        number_sealed=b"",
        number_index=name,
        number_masked="",
        created_at=at,
        queued_at=at,
        connected_at=at,
        ended_at=at + timedelta(seconds=240),
    )
