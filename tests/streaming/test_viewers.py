"""Who watches: the customer on any page, friends under their names, and nobody else."""

import pytest

from callcenter.widget.views import access
from streaming.viewers import service as viewers
from tests.cast import World
from tests.streaming.scene import Page, Scene


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def test_pages_that_watch_need_no_cookie(scene: Scene) -> None:
    page = scene.taps()
    bare = scene.world.app.test_client(use_cookies=False)
    answer = bare.get(scene.path("page"), headers=page.headers)
    assert answer.status_code == 200


def test_a_reload_is_the_same_viewer(scene: Scene) -> None:
    first = scene.taps()
    again = scene.taps(known=first.said["key"])
    assert again.said["viewer"]["id"] == first.said["viewer"]["id"]
    assert len(scene.console()["viewers"]) == 1


def test_a_key_opens_one_tour_only(scene: Scene) -> None:
    page = scene.taps()
    answer = scene.web.get("/tours/another-tour/page", headers=page.headers)
    assert answer.status_code == 404
    assert scene.web.get(scene.path("page")).status_code == 403


def test_a_friend_comes_by_link_and_under_their_own_name(scene: Scene) -> None:
    page = scene.taps()
    link = scene.invites(page)
    assert scene.invites(page) == link
    assert "Il tuo nome" in scene.web.get(link).get_data(as_text=True)
    friend = scene.joins(link, "  Eva   Bianchi ")
    assert friend.said["viewer"] == {**friend.said["viewer"], "kind": "friend"}
    assert scene.page_view()["friends"][0]["name"] == "Eva Bianchi"


@pytest.mark.parametrize("name", ["", "   ", "x" * 31])
def test_a_friend_has_to_have_a_name(scene: Scene, name: str) -> None:
    link = scene.invites(scene.taps())
    answer = scene.web.post(link, json={"name": name})
    assert (answer.status_code, answer.get_json()["field"]) == (422, "name")


def test_twenty_friends_and_not_one_more(scene: Scene) -> None:
    link = scene.invites(scene.taps())
    for number in range(viewers.MOST_FRIENDS):
        scene.joins(link, f"Friend {number}")
    assert scene.web.post(link, json={"name": "One more"}).status_code == 409
    assert len(scene.page_view()["friends"]) == 20


def test_a_friend_may_neither_invite_nor_remove_nor_stop_a_recording(scene: Scene) -> None:
    page = scene.taps()
    eva = scene.joins(scene.invites(page), "Eva")
    mine = page.said["viewer"]["id"]
    for rest in ("friends", f"friends/{mine}/remove", "recording/stop"):
        answer = scene.web.post(scene.path(rest), json={}, headers=eva.headers)
        assert answer.status_code == 403, rest


def test_who_is_removed_loses_key_link_and_picture(scene: Scene) -> None:
    page = scene.taps()
    link = scene.invites(page)
    eva = scene.joins(link, "Eva")
    who = eva.said["viewer"]["id"]
    answer = scene.web.post(scene.path(f"friends/{who}/remove"), json={}, headers=page.headers)
    assert answer.status_code == 204
    for rest in ("whep", "viewer"):
        answer = scene.web.post(scene.path(rest), json={"state": "watching"}, headers=eva.headers)
        assert answer.status_code == 403
    assert scene.web.post(link, json={"known": eva.said["key"]}).status_code == 404
    removed = [data for _, event, data in scene.world.pushed.sent if event == "removed"]
    assert removed == [{"viewer": who}]
    assert any(name == "drop_viewer" for name, _ in scene.world.errands())
    assert scene.says(page, "watching").status_code == 204


def test_a_new_link_makes_every_old_one_worthless_at_once(scene: Scene) -> None:
    page, old, code = scene.taps(), scene.link, scene.row().code
    eva = scene.joins(scene.invites(page), "Eva")
    viewers.renew_link(scene.world.services, scene.tour.public_id, scene.world.person("ada"))
    assert scene.web.get(old).status_code == 404
    assert scene.web.post("/live", json={"code": code}).status_code == 404
    for one in (page, eva):
        assert scene.says(one, "watching").status_code == 403
    assert scene.row().code != code


def test_the_typed_code_leads_to_the_tour_however_it_is_typed(scene: Scene) -> None:
    code = scene.row().code
    answer = scene.web.post("/live", json={"code": f"{code[:3]} {code[3:]}"})
    assert answer.get_json()["path"] == scene.link


def test_guessing_codes_is_stopped(scene: Scene) -> None:
    answers = [scene.web.post("/live", json={"code": "000000"}).status_code for _ in range(12)]
    assert answers[-1] == 429


def test_the_widget_becomes_the_tour_with_the_contacts_key(scene: Scene) -> None:
    with scene.world.app.test_request_context():
        key = access(scene.contact.public_id)["key"]
    headers = {"Authorization": f"Bearer {key}", "Origin": "http://localhost:8000"}
    answer = scene.web.post("/widget/tours", json={}, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:8000"
    assert answer.get_json()["tour"]["id"] == scene.tour.public_id
    stranger = {"Authorization": f"Bearer {key}", "Origin": "https://elsewhere.example"}
    assert scene.web.post("/widget/tours", json={}, headers=stranger).status_code == 403


@pytest.mark.parametrize(
    ("said", "light", "words"),
    [
        ({"state": "opened"}, "amber", "no picture yet"),
        ({"state": "watching", "fps": 28, "delay_ms": 210}, "green", "sees you, 0.2 s behind"),
        ({"state": "watching", "delay_ms": 300, "delay_at_least": True}, "green", "at least 0.3 s"),
        ({"state": "watching", "fps": 28}, "green", "sees you."),
        ({"state": "watching", "fps": 6}, "amber", "not smoothly"),
        ({"state": "watching", "fps": 28, "delay_ms": 1400}, "amber", "1.4 s late"),
        ({"state": "weak", "fps": 2}, "red", "stutters"),
        ({"state": "watching", "rung": "stills"}, "amber", "one picture a second"),
        ({"state": "watching", "rung": "photos"}, "red", "no picture"),
        ({"state": "hidden", "rung": "stills"}, "amber", "something else"),
        ({"state": "gone"}, "red", "closed the page"),
    ],
)
def test_they_see_you_in_colour_and_in_words(
    scene: Scene, said: dict[str, object], light: str, words: str
) -> None:
    page = scene.taps()
    assert scene.says(page, **said).status_code == 204  # type: ignore[arg-type]
    shown = scene.console()["viewer"]
    assert shown["light"] == light
    assert words in shown["text"]


def test_a_jitter_of_a_frame_is_no_news_for_the_console(scene: Scene) -> None:
    page = scene.taps()
    scene.says(page, "watching", fps=29, delay_ms=200, first_frame_ms=300)
    before = len(scene.world.pushed.sent)
    scene.says(page, "watching", fps=28, delay_ms=230, first_frame_ms=300)
    assert len(scene.world.pushed.sent) == before


def test_who_falls_silent_is_gone_and_comes_back_with_the_next_word(scene: Scene) -> None:
    page = scene.taps()
    scene.says(page, "watching", fps=30)
    scene.world.pass_(13, beats=("ada",))
    assert scene.console()["viewer"]["light"] == "red"
    scene.says(page, "watching", fps=30)
    assert scene.console()["viewer"]["light"] == "green"


@pytest.mark.parametrize("fps", [True, "many", -1, 10**9, None, [1]])
def test_a_page_cannot_report_nonsense(scene: Scene, fps: object) -> None:
    page = scene.taps()
    scene.says(page, "watching", fps=fps)
    assert scene.console()["viewer"]["fps"] is None


def test_a_state_nobody_knows_changes_nothing(scene: Scene) -> None:
    page: Page = scene.taps()
    scene.says(page, "dancing")
    scene.says(page, "watching", rung="ladder")
    assert scene.console()["viewer"]["state"] == "opened"
