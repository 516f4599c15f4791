"""A tour's life: begun once, opened by a tap, watched, ended with the visit; links and tokens."""

import pytest

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.errors import Conflict, NotFound, TooMany
from ivr import service as ivr
from routing.offers import service as offers
from streaming import service as tours
from streaming.links import BadToken, MediaClaims, check, issue
from streaming.models import Tour
from streaming.service import ViewerReport
from tests.cast import World


@pytest.fixture
def contact(world: World) -> Contact:
    """Bring Ada onto the line; Diaz's telephone rings."""
    world.ready("ada")
    asked = world.asks()
    offers.accept(world.services, world.console("ada")["offer"]["id"], world.person("ada"))
    world.run()
    ivr.associate_connected(world.services, "ada", "CA" + "a" * 32)
    return asked


def begin(world: World, contact: Contact) -> Tour:
    tour = tours.start(world.services, contact.public_id, world.person("ada"))
    world.run()
    return tour


def link(world: World) -> str:
    """Return the token of the newest texted link."""
    return world.carrier.texts[-1].body.rpartition("/t/")[2]


def state(world: World, tour: Tour) -> str:
    with world.services.transaction() as tx:
        return tours.find(tx, tour.public_id).state


def test_a_second_click_gives_the_same_tour_and_one_text(world: World, contact: Contact) -> None:
    before = len(world.carrier.texts)
    assert begin(world, contact).id == begin(world, contact).id
    assert len(world.carrier.texts) == before + 1


def test_only_who_serves_the_contact_may_show(world: World, contact: Contact) -> None:
    with pytest.raises(NotFound):
        tours.start(world.services, contact.public_id, world.person("ben"))


def test_a_tour_needs_somebody_on_the_phone(world: World) -> None:
    world.ready("ada")
    asked = world.asks()
    with pytest.raises((Conflict, NotFound)):
        tours.start(world.services, asked.public_id, world.person("ada"))


def test_a_look_spends_nothing_a_tap_opens(world: World, contact: Contact) -> None:
    tour, web = begin(world, contact), world.app.test_client()
    token = link(world)
    for _ in range(3):
        assert web.get(f"/t/{token}").status_code == 200
        assert web.head(f"/t/{token}").status_code == 200
    assert state(world, tour) == "invited"
    assert web.post(f"/t/{token}").status_code == 200
    assert state(world, tour) == "waiting"


def test_a_wrong_link_and_an_expired_one_look_the_same(world: World, contact: Contact) -> None:
    begin(world, contact)
    web = world.app.test_client()
    wrong = web.get("/t/" + "x" * 22)
    world.clock.pass_(3 * 86_400)
    expired = web.get(f"/t/{link(world)}")
    assert (wrong.status_code, wrong.data) == (expired.status_code, expired.data)
    assert wrong.status_code == 404


def test_the_associate_sees_that_the_customer_sees(world: World, contact: Contact) -> None:
    tour = begin(world, contact)
    tours.open_link(world.services, link(world))
    tours.picture(world.services, tour.public_id, live=True)
    tours.watched(world.services, tour.public_id, ViewerReport("watching", 28, 180))
    shown = world.console("ada")["contact"]["tour"]["viewer"]
    assert (shown["light"], shown["fps"], shown["first_frame_ms"]) == ("green", 28, 180)


def test_a_viewer_who_falls_silent_is_gone(world: World, contact: Contact) -> None:
    tour = begin(world, contact)
    tours.open_link(world.services, link(world))
    tours.watched(world.services, tour.public_id, ViewerReport("watching", 28, 180))
    world.pass_(15, beats=("ada",))
    assert world.console("ada")["contact"]["tour"]["viewer"]["light"] == "red"


def test_the_tour_ends_with_the_visit(world: World, contact: Contact) -> None:
    tour = begin(world, contact)
    contacts.hang_up(world.services, contact.public_id, world.person("ada"))
    assert state(world, tour) == "ended"
    with pytest.raises(Conflict):
        tours.must_live(tours.open_link(world.services, link(world)))


def test_the_typed_code_leads_to_the_tour_and_is_not_guessed(
    world: World, contact: Contact
) -> None:
    tour = begin(world, contact)
    assert tours.enter_code(world.services, tour.code, "192.0.2.1") == f"/t/{link(world)}"
    wrong = f"{(int(tour.code) + 1) % 1_000_000:06d}"

    def guess() -> type[Exception]:
        with pytest.raises((NotFound, TooMany)) as refusal:
            tours.enter_code(world.services, wrong, "192.0.2.2")
        return refusal.type

    guesses = [guess() for _ in range(30)]
    assert guesses[0] is NotFound
    assert guesses[-1] is TooMany


def test_a_media_token_has_one_role_one_tour_and_an_end() -> None:
    token = issue("secret", MediaClaims("tour", "view", "x", 1000))
    assert check("secret", token, 999).role == "view"
    for secret, sent, now in (
        ("other", token, 999),
        ("secret", token, 1001),
        ("secret", token.replace("m1.", "m2."), 999),
        ("secret", "m1.e30.", 999),
        ("secret", "", 999),
    ):
        with pytest.raises(BadToken):
            check(secret, sent, now)


def test_a_customers_key_does_not_publish(world: World, contact: Contact) -> None:
    tour, web = begin(world, contact), world.app.test_client()
    opened = web.post(f"/t/{link(world)}").get_json()
    key = {"Authorization": f"Bearer {opened['key']}"}
    assert web.post(f"/cameras/{tour.public_id}/publish", headers=key).status_code == 403
    secret = world.services.settings.media_secret
    now = world.clock.now().timestamp()
    assert check(secret, opened["whep"]["token"], now).role == "view"
