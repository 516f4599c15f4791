"""The people's page as a supervisor uses it, and the router that obeys it at once."""

from typing import Any

import pytest
from sqlalchemy import select

from callcenter.staff.models import by_slug
from callcenter.stores.models import category_by_slug, store_by_slug
from routing.offers.models import Offer
from routing.people import models
from routing.people.profile import Profile
from tests.callcenter.promises import books, times
from tests.cast import World


def client(world: World, slug: str = "carla") -> Any:
    web = world.app.test_client()
    with web.session_transaction() as session:
        session["associate_id"], session["csrf"] = world.person(slug), "token"
    return web


def category(world: World, slug: str) -> int:
    with world.services.transaction() as tx:
        found = category_by_slug(tx.session, slug)
        assert found is not None
        return found.id


def profile(world: World, slug: str) -> Profile:
    with world.services.transaction() as tx:
        who = by_slug(tx.session, slug)
        assert who is not None
        return models.profile(tx.session, who)


def post(world: World, slug: str, **typed: Any) -> Any:
    """Save the form as Carla, with what is typed over a plain one."""
    levels = {f"level-{category(world, name)}": level for name, level in typed.pop("knows").items()}
    plain = {"language": ["it"], "store": "turin", "here": "turin", "video": "yes", "capacity": "1"}
    sent = {"csrf_token": "token", "version": "0", "act": "save", **plain, **levels, **typed}
    answer = client(world).post(f"/roster/people/{slug}", data=sent)
    world.run()
    return answer


def rings(world: World) -> list[str]:
    with world.services.transaction() as tx:
        found = tx.session.scalars(select(Offer).where(Offer.state == "pending"))
        return [offer.associate.slug for offer in found]


def test_what_is_saved_is_stored_and_shown_with_who_did_it(world: World) -> None:
    answer = post(world, "dario", knows={"jewellery": "4"}, language=["it", "es"], video="no")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/roster/people/dario"
    now = profile(world, "dario")
    assert now.levels == {category(world, "jewellery"): 4}
    assert now.languages == {"it", "es"}
    assert not now.video
    page = client(world).get("/roster/people/dario").get_data(as_text=True)
    assert "Jewellery: not served → 4, advises in depth" in page
    assert "Audio: 5, teaches it → not served" in page
    assert "Carla Neri" in page
    listed = client(world).get("/roster/people").get_data(as_text=True)
    assert "Jewellery 4 · in Italian, Spanish. No live video." in listed


def test_a_new_skill_is_obeyed_by_the_very_next_pass(world: World) -> None:
    """The router that runs has learnt of Dario already, as somebody without jewellery."""
    world.ready("dario")
    world.asks()
    assert rings(world) == []
    post(world, "dario", knows={"jewellery": "1"})
    assert rings(world) == ["dario"]


def test_a_skill_taken_away_is_obeyed_too(world: World) -> None:
    world.ready("ada")
    post(world, "ada", knows={"phones": "5"})
    world.asks()
    assert rings(world) == []


def test_who_takes_no_customers_is_sent_none(world: World) -> None:
    world.ready("ada")
    post(world, "ada", knows={"jewellery": "5"}, capacity="0")
    world.asks()
    assert rings(world) == []


def test_who_moves_is_matched_where_they_went_and_nowhere_else(world: World) -> None:
    with world.services.transaction() as tx:
        berlin = store_by_slug(tx.session, "berlin")
        assert berlin is not None
        berlin.partition = 7
    world.ready("ada")
    answer = post(world, "ada", knows={"jewellery": "5"}, language=["it", "de"], store="berlin")
    assert answer.headers["Location"] == "/roster/people"
    world.asks()
    assert rings(world) == []
    world.asks("+4915123456780", store="berlin", language="de")
    assert rings(world) == ["ada"]
    assert client(world).get("/roster/people/ada").status_code == 404


@pytest.mark.parametrize("reason", ["ringing", "promised"])
def test_nobody_is_moved_away_from_a_customer(world: World, reason: str) -> None:
    if reason == "ringing":
        world.ready("ada")
        world.asks()
        assert rings(world) == ["ada"]
    else:
        books(world, times(world)[0], associate="ada")
    answer = post(world, "ada", knows={"jewellery": "5"}, store="berlin")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert ("with a customer" if reason == "ringing" else "promised calls here (1)") in page
    assert profile(world, "ada").levels != {category(world, "jewellery"): 5}


def test_a_preview_names_what_nobody_would_serve_and_saves_nothing(world: World) -> None:
    before = profile(world, "ada")
    answer = post(world, "ada", knows={"phones": "5"}, language=["it", "en"], act="preview")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Nothing is saved yet" in page
    assert "would serve: Cameras, Jewellery in English; Jewellery in Italian." in page
    assert profile(world, "ada") == before


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(world: World) -> None:
    answer = post(world, "ada", knows={"phones": "9"}, more_languages="<it>")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Please choose a level from 1 to 5." in page
    assert 'value="&lt;it&gt;"' in page


def test_an_older_page_overwrites_nothing(world: World) -> None:
    assert post(world, "ada", knows={"phones": "5"}).status_code == 303
    assert post(world, "ada", knows={"phones": "4"}).status_code == 409
    assert post(world, "ada", knows={"phones": "4"}, version="1").status_code == 303


def test_only_supervisors_and_only_for_their_own_store(world: World) -> None:
    assert client(world, "ada").get("/roster/people").status_code == 403
    assert client(world, "ada").get("/roster/people/ada").status_code == 403
    assert client(world).get("/roster/people/ben").status_code == 404
    assert client(world).get("/roster/people/carla").status_code == 404
    assert post(world, "ben", knows={"phones": "1"}).status_code == 404
