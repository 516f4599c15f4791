"""Signing in: by the operator's link, for fifteen minutes, never by a mere look at it."""

import pytest
from flask.testing import FlaskClient

from callcenter.staff.views import link
from tests.cast import World

HTML = {"Accept": "text/html"}


def path(world: World, slug: str) -> str:
    return link(world.services, slug).removeprefix(world.services.settings.public_url)


def is_in(web: FlaskClient) -> bool:
    return web.get("/console/state").status_code == 200


def test_a_page_for_staff_leads_strangers_to_the_door(world: World) -> None:
    answer = world.app.test_client().get("/wallboard", headers=HTML)
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_a_program_without_a_session_is_refused(world: World) -> None:
    assert world.app.test_client().get("/console/state").status_code == 403


def test_looking_at_the_link_signs_nobody_in(world: World) -> None:
    web = world.app.test_client()
    assert "Ada Rossi" in web.get(path(world, "ada"), headers=HTML).get_data(as_text=True)
    assert not is_in(web)


@pytest.mark.parametrize(("slug", "page"), [("ada", "/console"), ("carla", "/wallboard")])
def test_the_button_signs_in_and_leads_to_ones_page(world: World, slug: str, page: str) -> None:
    web = world.app.test_client()
    answer = web.post(path(world, slug))
    assert (answer.status_code, answer.location) == (303, page)
    assert is_in(web)


def test_a_link_expires_and_a_forged_one_is_nothing(world: World) -> None:
    web = world.app.test_client()
    asked = path(world, "ada")
    assert web.post(asked[:-1] + ("A" if asked[-1] != "A" else "B")).status_code == 404
    world.clock.pass_(16 * 60)
    assert web.post(asked).status_code == 404
    assert not is_in(web)
