"""A tour's life: begins before the link is tapped, survives a dropped call, ends with the visit."""

import json

import pytest

from callcenter.contacts import calls
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Consent, Contact
from callcenter.errors import NotFound
from callcenter.infra.states import history
from streaming import service as tours
from streaming.media_orders import order
from tests.cast import World
from tests.streaming.scene import Scene


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_a_link_previewer_changes_nothing(scene: Scene) -> None:
    before = scene.row()
    for _ in range(3):
        assert scene.web.get(scene.link).status_code == 200
    after = scene.row()
    assert (after.state, scene.console()["viewer"]["state"]) == (before.state, "none")
    assert "Ada te lo mostra dal vivo" in scene.web.get(scene.link).get_data(as_text=True)
    assert scene.taps().said["viewer"]["kind"] == "customer"


def test_before_the_tap_a_page_knows_the_door_and_holds_no_key_to_it(scene: Scene) -> None:
    page = scene.web.get(scene.link).get_data(as_text=True)
    assert f"/whep/{scene.tour.public_id}" in page
    assert "token" not in page.partition("whep_url")[2].partition("<")[0]


def test_no_page_of_a_tour_sets_a_cookie(scene: Scene) -> None:
    for path in (scene.link, "/live", "/t/unknown"):
        assert "Set-Cookie" not in scene.web.get(path).headers, path
    assert "Set-Cookie" not in scene.web.post(scene.link, json={}).headers


def test_the_picture_may_be_there_before_the_tap(scene: Scene) -> None:
    scene.media_says("publisher-live", "cam")
    assert scene.row().state == "live"
    assert scene.taps().said["tour"]["publishing"] is True


def test_a_camera_that_pauses_is_told_as_paused_not_as_never_begun(scene: Scene) -> None:
    assert scene.taps().said["tour"]["scene"] == "waiting"
    scene.media_says("publisher-live", "cam")
    assert scene.page_view()["scene"] == "live"
    scene.media_says("publisher-gone", "cam")
    assert scene.page_view()["scene"] == "paused"
    assert scene.page_view()["headline"] == "La videocamera di Ada è in pausa"


def test_a_dropped_call_keeps_the_tour_and_says_that_we_call_back(scene: Scene) -> None:
    scene.taps()
    scene.media_says("publisher-live", "cam")
    scene.drops_the_call()
    scene.world.pass_(80, beats=("ada",))
    assert scene.running()
    assert scene.page_view()["scene"] == "interrupted"
    assert "telefono" in scene.page_view()["detail"]
    scene.drops_the_call(back=True)
    scene.films(80, "cam")
    assert scene.page_view()["scene"] == "live"


def test_a_call_that_does_not_come_back_in_90_s_ends_the_tour(scene: Scene) -> None:
    scene.taps()
    scene.drops_the_call()
    scene.world.clock.pass_(89)
    tours.sweep(scene.world.services)
    assert scene.running()
    scene.world.clock.pass_(1)
    tours.sweep(scene.world.services)
    assert scene.row().state == "ended"


def test_the_tour_ends_with_the_contact_and_the_media_process_is_told(scene: Scene) -> None:
    scene.taps()
    with scene.world.services.transaction() as tx:
        contacts.end(tx, contacts.find(tx, scene.contact.public_id), "finish", "associate_ended")
    assert scene.row().state == "ended"
    assert ("close_tour", scene.tour.id) in scene.world.errands()


def test_a_lost_order_to_close_is_found_by_the_clock(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    tours.end(scene.world.services, scene.tour.public_id, scene.world.person("ada"))
    scene.world.jobs.waiting.clear()
    told: list[str] = []
    monkeypatch.setattr("streaming.jobs.order", lambda _settings, what, _said: told.append(what))
    scene.world.pass_(10, beats=("ada",))
    scene.world.pass_(10, beats=("ada",))
    assert told == ["close"]


@pytest.mark.parametrize(
    ("ringing", "redials", "says", "offered"),
    [(True, 1, "squilla", False), (False, 1, "ti richiamiamo", True), (False, 3, "sito", False)],
)
def test_who_is_not_reached_again_is_told_what_to_do(
    scene: Scene, says: str, redials: int, *, ringing: bool, offered: bool
) -> None:
    scene.taps()
    with scene.world.services.transaction() as tx:
        contact = tx.session.get_one(Contact, scene.contact.id)
        contact.redials = redials
        if ringing:
            calls.plan_customer(tx, contact)
    scene.drops_the_call()
    page = scene.page_view()
    assert says in page["detail"]
    assert page["call_again"] is offered


def test_an_unused_link_expires_after_a_day(scene: Scene) -> None:
    scene.world.clock.pass_(24 * 3600)
    tours.sweep(scene.world.services)
    assert scene.row().state == "expired"
    answer = scene.web.get(scene.link)
    assert answer.status_code == 404
    assert "This link has expired" in answer.get_data(as_text=True)


def test_afterwards_the_link_shows_the_visit_for_a_day(scene: Scene) -> None:
    tours.end(scene.world.services, scene.tour.public_id, scene.world.person("ada"))
    page = scene.web.get(scene.link).get_data(as_text=True)
    assert "La visita è finita" in page
    assert "Aurora ring" in page
    assert scene.web.post(scene.link, json={}).status_code == 409
    scene.world.clock.pass_(24 * 3600 + 1)
    assert scene.web.get(scene.link).status_code == 404


def test_wrong_expired_and_unknown_links_answer_alike(scene: Scene) -> None:
    unknown = scene.web.get("/t/nobody-knows-this")
    scene.world.clock.pass_(25 * 3600)
    expired = scene.web.get(scene.link)
    assert (unknown.status_code, unknown.data) == (expired.status_code, expired.data)


def test_consent_to_a_recording_is_stored_word_by_word(scene: Scene) -> None:
    ada = scene.world.person("ada")
    tours.record(scene.world.services, scene.tour.public_id, ada, agreed=True)
    tours.record(scene.world.services, scene.tour.public_id, ada, agreed=True)
    with scene.world.services.transaction() as tx:
        given = tx.session.query(Consent).filter_by(purpose="recording").all()
    assert [one.given for one in given] == [True]
    assert "never with sound" in given[0].wording
    assert scene.page_view()["recording"] is True
    assert ("record_tour", scene.tour.id) in scene.world.errands()


@pytest.mark.parametrize("taken", [True, False])
def test_nobody_is_told_of_a_recording_that_does_not_happen(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, *, taken: bool
) -> None:
    said: list[object] = []

    def order(_settings: object, what: str, order: object) -> bool:
        said.append((what, order))
        return taken

    monkeypatch.setattr("streaming.jobs.order", order)
    ada = scene.world.person("ada")
    tours.record(scene.world.services, scene.tour.public_id, ada, agreed=True)
    scene.world.run()
    name = scene.tour.public_id
    assert said == [("record", {"tour": name, "on": True, "name": name})]
    assert scene.page_view()["recording"] is taken
    assert scene.console()["recording_refused"] is not taken


def test_the_customer_ends_the_recording_by_themselves(scene: Scene) -> None:
    page = scene.taps()
    ada = scene.world.person("ada")
    tours.record(scene.world.services, scene.tour.public_id, ada, agreed=True)
    answer = scene.web.post(scene.path("recording/stop"), json={}, headers=page.headers)
    assert answer.status_code == 204
    assert scene.console()["recording"] is False


def test_another_associate_has_no_say(scene: Scene) -> None:
    ben = scene.world.person("ben")
    for act in (tours.end, lambda *a: tours.record(*a, agreed=True)):
        with pytest.raises(NotFound):
            act(scene.world.services, scene.tour.public_id, ben)


def test_a_recording_that_was_kept_is_on_the_timeline(scene: Scene) -> None:
    said = {"tour": scene.tour.public_id, "kind": "recorded", "data": {"files": "a.webm,b.webm"}}
    assert scene.media_posts(json.dumps(said).encode()).status_code == 204
    with scene.world.services.transaction() as tx:
        steps = [(line.state, line.reason) for line in history(tx.session, scene.contact.id)]
    assert ("recorded", "a.webm,b.webm") in steps


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b'{"tour": 1}', b'{"tour": "x", "kind": "publisher-live", "data": 7}']
)
def test_a_report_that_says_nothing_changes_nothing(scene: Scene, raw: bytes) -> None:
    assert scene.media_posts(raw).status_code == 204
    assert scene.web.post("/media/reports", data=raw).status_code == 403
    assert scene.row().state == "invited"


def test_an_order_to_nobody_is_an_error_to_be_tried_again(scene: Scene) -> None:
    settings = scene.world.services.settings.model_copy(update={"media_url": "http://127.0.0.1:1"})
    with pytest.raises(OSError, match="refused"):
        order(settings, "close", {"tour": scene.tour.public_id})
