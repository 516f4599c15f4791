"""The menu that supervisors write: drafted, checked, heard, published, and kept by calls."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.errors import Invalid, NotAllowed
from ivr.menus import service as menus
from ivr.menus.check import Line
from tests.journeys.stage import TURIN, Stage
from tests.journeys.test_inbound import the_contact

_TOKEN = {"X-CSRF-Token": "token"}
LABELS = {"it": "riparazioni", "en": "repairs", "es": "reparaciones"}


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Iterator[Stage]:
    stage = Stage(sessions)
    yield stage
    assert stage.carrier.facts("alert") == [], "every document obeys the grammar"


def write(stage: Stage, *lines: Line) -> None:
    for line in lines:
        menus.put(stage.services, stage.person("carla"), "store", line)


def written(stage: Stage) -> None:
    """Publish: 6 repairs, which leads on; 7 Ada herself; 8 a message; 9 the hours."""
    write(
        stage,
        Line("main", "6", "menu", "repairs", LABELS),
        Line("repairs", "1", "category", "audio"),
        Line("main", "7", "person", "ada"),
        Line("main", "8", "message", "", LABELS),
        Line("main", "9", "hours", "", LABELS),
    )
    menus.publish(stage.services, stage.person("carla"), "store")


def supervisor(stage: Stage) -> Any:
    with stage.web.session_transaction() as session:
        session["associate_id"], session["csrf"] = stage.person("carla"), "token"
    return stage.web


def test_callers_hear_what_was_published_and_are_not_asked_for_a_store(stage: Stage) -> None:
    written(stage)
    stage.dials("1")
    stage.advance(12)
    heard = " ".join(stage.diaz.heard)
    assert "riparazioni" in heard
    assert "Ada Rossi" in heard
    assert "Quale negozio" not in heard
    stage.diaz.press("6")
    stage.advance(2)
    stage.diaz.press("1")
    stage.advance(2)
    assert (the_contact(stage).state, the_contact(stage).category.slug) == ("queued", "audio")


def test_a_person_is_asked_first(stage: Stage) -> None:
    written(stage)
    stage.available("chiara")
    stage.available("ada")
    stage.dials("1", "7")
    stage.advance(2)
    assert the_contact(stage).preferred_id == stage.person("ada")
    assert stage.console("ada")["offer"]


def test_a_message_and_the_hours_are_keys(stage: Stage) -> None:
    written(stage)
    stage.dials("1", "9")
    assert any("ora è aperto" in said for said in stage.diaz.heard)
    stage.diaz.press("8")
    stage.advance(2)
    assert (the_contact(stage).state, the_contact(stage).outcome) == ("parting", "by_choice")


def test_a_call_keeps_the_version_it_began_with(stage: Stage) -> None:
    written(stage)
    stage.dials("1")
    write(stage, Line("main", "7", "category", "kitchen"))
    menus.publish(stage.services, stage.person("carla"), "store")
    stage.diaz.press("7")
    stage.advance(2)
    assert the_contact(stage).preferred_id == stage.person("ada"), "as this caller was told"
    stage.diaz.hang_up()
    stage.advance(2)
    stage.bo.dial(TURIN)
    stage.advance(1)
    stage.bo.press("1")
    stage.advance(15)
    assert any("cucina" in said for said in stage.bo.heard)


def test_a_faulty_draft_is_not_published(stage: Stage) -> None:
    write(stage, Line("main", "6", "menu", "repairs", LABELS))
    with pytest.raises(Invalid, match="no menu"):
        menus.publish(stage.services, stage.person("carla"), "store")
    stage.dials("1", "1", "4")
    assert the_contact(stage).category.slug == "jewellery", "callers hear what they heard"


def test_only_supervisors_write(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        menus.put(stage.services, stage.person("ada"), "store", Line("main", "6", "hours"))


def test_the_page_writes_checks_draws_and_publishes(stage: Stage) -> None:
    web = supervisor(stage)
    form = {"csrf_token": "token", "of": "store", "step": "main", "digit": "7"}
    web.post("/menu/lines", data={**form, "leads": "person", "value": "nobody"})
    page = web.get("/menu").get_data(as_text=True)
    assert "there is no person" in page
    assert "<svg" in page
    refused = web.post("/menu/publish", data=form)
    assert refused.status_code == 422
    web.post("/menu/lines", data={**form, "leads": "person", "value": "ada"})
    assert web.post("/menu/publish", data=form).status_code == 303
    with stage.services.transaction() as tx:
        store_id = the_contact_store(stage, tx)
        published = menus.published(tx, store_id)
        assert published is not None
        assert "ada" in {line.value for line in published.lines}


def the_contact_store(stage: Stage, tx: Any) -> int:
    return menus.scope_of(tx, stage.person_in(tx, "carla"), "store")


def test_the_preview_plays_the_draft_without_a_call(stage: Stage) -> None:
    write(stage, Line("main", "7", "person", "ada"))
    web, sent = supervisor(stage), {"of": "store", "state": "", "digits": "", "speech": ""}

    def plays(**more: str) -> Any:
        answer = web.post("/menu/preview", json={**sent, **more}, headers={"X-CSRF-Token": "token"})
        return answer.get_json()

    first = plays()
    assert first["said"][0] == {"language": "it-IT", "text": "Benvenuti da Aurora Torino."}
    second = plays(state=first["state"], digits="1")
    assert any("Ada Rossi" in one["text"] for one in second["said"])
    spoken = plays(state=second["state"], speech="vorrei Ada")
    assert (spoken["state"], spoken["end"]) == ("", "Here: wait for ada.")
    with stage.services.transaction() as tx:
        assert menus.published(tx, the_contact_store(stage, tx)) is None


def test_an_unfinished_draft_is_played_too(stage: Stage) -> None:
    """A key without words yet, and one that leads to nobody of the house."""
    write(stage, Line("main", "6", "menu", "repairs"), Line("main", "7", "person", "nobody"))
    sent = {"of": "store", "state": "", "digits": "1"}
    web = supervisor(stage)
    first = web.post("/menu/preview", json={**sent, "digits": ""}, headers=_TOKEN).get_json()
    asked = {**sent, "state": first["state"]}
    second = web.post("/menu/preview", json=asked, headers=_TOKEN).get_json()
    said = " ".join(one["text"] for one in second["said"])
    assert "repairs" in said
    assert "nobody" in said
