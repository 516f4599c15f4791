"""The rules' page as a supervisor uses it."""

from typing import Any

import pytest

from tests.cast import World


def client(world: World, slug: str = "carla") -> Any:
    web = world.app.test_client()
    with web.session_transaction() as session:
        session["associate_id"], session["csrf"] = world.person(slug), "token"
    return web


def post(web: Any, path: str = "/rules/turin", act: str = "save", **typed: str) -> Any:
    data = {"csrf_token": "token", "version": "0", "act": act, **typed}
    return web.post(path, data=data)


def test_what_is_saved_is_shown_with_its_effect_and_who_did_it(world: World) -> None:
    web = client(world)
    answer = post(web, near_after_s="20", near_km="30", region_after_s="never", any_after_s="60")
    assert answer.status_code == 303
    page = web.get("/rules/turin").get_data(as_text=True)
    assert "A customer of Turin is offered own store first" in page
    assert "after 20 s stores within 30 km, after 60 s anyone." in page
    assert "Carla Neri" in page
    assert "Everybody is asked after: 0 s → 60 s" in page


def test_a_preview_shows_the_effect_and_saves_nothing(world: World) -> None:
    web = client(world)
    page = post(web, act="preview", at_last="callback").get_data(as_text=True)
    assert "Nothing is saved yet" in page
    assert "we keep their place and call them back" in page
    assert "Nobody has changed anything here." in web.get("/rules/turin").get_data(as_text=True)


@pytest.mark.parametrize("act", ["save", "preview"])
def test_what_is_wrong_stands_at_its_field_with_what_was_typed(world: World, act: str) -> None:
    answer = post(client(world), act=act, web_wait_s="<soon>", hold_s="7")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Please write seconds from 20 to 1800." in page
    assert 'value="&lt;soon&gt;"' in page
    assert 'value="7"' in page


def test_the_houses_page_shows_every_store_with_its_own_rules(world: World) -> None:
    web = client(world)
    post(web, web_wait_s="45")
    page = web.get("/rules/house").get_data(as_text=True)
    assert "After 45 s on the website" in page
    assert "After 90 s on the website" in page
    assert "has rules of its own" in page


def test_an_older_page_overwrites_nothing(world: World) -> None:
    web = client(world)
    post(web, web_wait_s="45")
    assert post(web, web_wait_s="50").status_code == 409


def test_associates_set_no_rules(world: World) -> None:
    assert client(world, "ada").get("/rules/turin").status_code == 403
    assert client(world, "ada").get("/rules").status_code == 403


def test_the_form_is_whole(world: World) -> None:
    page = client(world).get("/rules/berlin").get_data(as_text=True)
    for name in ("near_after_s", "at_last", "other_store", "wrap_up_s"):
        assert f'for="{name}"' in page
        assert f'id="{name}"' in page
