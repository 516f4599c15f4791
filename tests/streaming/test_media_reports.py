"""What the media process reports: lines that weaken, and the silence of one that died."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.infra.states import history
from callcenter.widget.views import access as widget_access
from streaming import service as tours
from streaming.homes import owner
from tests.cast import World
from tests.streaming.scene import Scene


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_a_media_process_that_died_leaves_no_tour_live_for_ever(scene: Scene) -> None:
    scene.taps()
    scene.media_says("publisher-live", "cam")
    scene.films(60, "cam")
    assert scene.row().state == "live"
    scene.world.pass_(4, beats=("ada",))
    assert scene.row().state == "live"
    scene.world.pass_(2, beats=("ada",))
    assert (scene.row().state, scene.row().live_camera) == ("waiting", None)
    assert scene.page_view()["scene"] == "paused"


def test_one_that_begins_anew_says_so_and_its_tours_are_missed_at_once(scene: Scene) -> None:
    scene.media_says("publisher-live", "cam")
    mine = owner(scene.tour.public_id, 2)
    scene.media_tells("started", process=str(1 - mine), processes="2")
    assert scene.row().state == "live"
    scene.media_tells("started", process=str(mine), processes="2")
    assert scene.row().state == "waiting"
    scene.media_says("publisher-live", "cam")
    assert scene.page_view()["publishing"] is True


@pytest.mark.parametrize(
    "said", [{}, {"process": "x", "processes": "1"}, {"process": "0", "processes": "0"}]
)
def test_a_start_of_nobody_changes_nothing(scene: Scene, said: dict[str, str]) -> None:
    scene.media_says("publisher-live", "cam")
    assert scene.media_tells("started", **said).status_code == 204
    assert scene.row().state == "live"


def test_a_lost_report_is_mended_by_the_next_naming(scene: Scene) -> None:
    scene.films(10, "cam")
    assert (scene.row().state, scene.row().live_camera) == ("live", "cam")


def test_a_tour_that_is_over_is_not_brought_back(scene: Scene) -> None:
    ada = scene.world.person("ada")
    tours.end(scene.world.services, scene.tour.public_id, ada)
    scene.films(10, "cam")
    assert scene.row().state == "ended"


def test_a_weak_line_is_told_to_associate_and_page_and_so_is_a_good_one(scene: Scene) -> None:
    page = scene.taps()
    scene.media_says("publisher-live", "cam")
    scene.says(page, "watching", fps=30)
    who = page.said["viewer"]["id"]
    scene.media_tells("viewer-weak", scene.tour.public_id, subject=who)
    assert scene.console()["viewer"]["rung"] == "stills"
    assert "line is weak" in scene.console()["viewer"]["text"]
    scene.media_tells("viewer-well", scene.tour.public_id, subject=who)
    assert scene.console()["viewer"]["light"] == "green"
    told = [data for _, event, data in scene.world.pushed.sent if event == "line"]
    assert told == [{"viewer": who, "weak": True}, {"viewer": who, "weak": False}]


def test_the_page_has_the_last_word_about_what_it_shows(scene: Scene) -> None:
    page = scene.taps()
    scene.media_says("publisher-live", "cam")
    scene.says(page, "watching", fps=30)
    scene.media_tells("viewer-weak", scene.tour.public_id, subject=page.said["viewer"]["id"])
    scene.says(page, "watching", fps=30)
    assert scene.console()["viewer"]["rung"] == "live"


def test_a_viewer_of_another_tour_or_none_is_not_moved(scene: Scene) -> None:
    page = scene.taps()
    scene.says(page, "watching", fps=30)
    who = page.said["viewer"]["id"]
    scene.media_tells("viewer-weak", "another", subject=who)
    scene.media_tells("viewer-weak", scene.tour.public_id, subject="nobody")
    assert scene.media_tells("viewer-weak", scene.tour.public_id).status_code == 204
    assert scene.console()["viewer"]["rung"] == "live"


def test_a_recording_that_kept_nothing_is_not_on_the_timeline(scene: Scene) -> None:
    assert scene.media_tells("recorded", scene.tour.public_id, files="").status_code == 204
    with scene.world.services.transaction() as tx:
        states = {line.state for line in history(tx.session, scene.contact.id)}
    assert "recorded" not in states


def test_every_page_that_watches_or_films_is_handed_the_relays(
    sessions: sessionmaker[Session],
) -> None:
    relays = {"turn_urls": "stun:relay.test,turn:relay.test", "turn_secret": "shared"}
    scene = Scene(World(sessions, **relays))
    for found in _handed(scene):
        stun, turn = found["ice_servers"]
        assert stun == {"urls": "stun:relay.test"}
        assert (turn["urls"], bool(turn["credential"])) == ("turn:relay.test", True)


def _handed(scene: Scene) -> Iterator[dict[str, Any]]:
    """Yield what the customer, the widget, a friend, a phone, the console and glasses are given."""
    page = scene.taps()
    yield page.said["whep"]
    yield scene.web.post(scene.path("whep"), json={}, headers=page.headers).json
    yield scene.joins(scene.invites(page), "Eva").said["whep"]
    with scene.world.app.test_request_context():
        key = widget_access(scene.contact.public_id)["key"]
    bearer = {"Authorization": f"Bearer {key}"}
    yield scene.web.post("/widget/tours", json={}, headers=bearer).json["whep"]
    for camera in (scene.scans(), scene.signs_in("console")):
        yield scene.publishes(camera)
    yield scene.signs_in("encoder").said
