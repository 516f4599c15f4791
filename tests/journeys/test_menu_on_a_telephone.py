"""A draft heard on a telephone: the same dialogue by keys, and nobody is connected."""

from datetime import timedelta
from typing import Any

import pytest

from callcenter.contacts.models import Contact
from callcenter.errors import Invalid, NotAllowed
from callcenter.messages.models import Message
from callcenter.missed import jobs as missed_jobs
from callcenter.missed.models import MissedCall
from callcenter.privacy import service as privacy
from ivr import trying
from ivr.menus import service as menus
from ivr.menus.check import Line
from ivr.menus.models import Trial
from tests.journeys.stage import DIAZ, TURIN, Stage

LABELS = {"it": "riparazioni", "en": "repairs", "es": "reparaciones"}


def allowed(stage: Stage, *lines: Line) -> None:
    carla = stage.person("carla")
    for line in lines:
        menus.put(stage.services, carla, "store", line)
    shown = stage.signed_in("carla").post(
        "/menu/trial",
        data={"of": "store", "phone": "312 345 6789", "csrf_token": "token"},
    )
    assert "+39 ••• 789" in shown.text
    assert DIAZ not in shown.text


def rows(stage: Stage, model: Any) -> list[Any]:
    with stage.services.transaction() as tx:
        return list(tx.session.query(model).order_by(model.id))


def test_who_calls_from_that_number_hears_the_draft_and_reaches_nobody(stage: Stage) -> None:
    stage.available("ada")
    allowed(
        stage, Line("main", "6", "menu", "repairs", LABELS), Line("repairs", "1", "person", "ada")
    )
    stage.dials("1")
    stage.advance(12)
    assert "riparazioni" in " ".join(stage.diaz.heard)
    stage.diaz.press("6")
    stage.advance(8)
    stage.diaz.press("1")
    stage.advance(12)
    assert "Anteprima" in stage.diaz.heard[-1]
    assert stage.diaz.state == "idle"
    assert rows(stage, Contact) == []
    assert stage.console("ada")["offer"] is None
    assert stage.carrier.facts("alert") == []


def test_it_is_no_missed_call(stage: Stage) -> None:
    allowed(stage)
    stage.dials()
    stage.diaz.hang_up()
    for _ in range(4):
        stage.advance(60)
        missed_jobs.sweep(stage.services)
    assert [(row.state, row.reason) for row in rows(stage, MissedCall)] == [
        ("passed_over", "heard a draft")
    ]
    assert rows(stage, Message) == []


def test_everybody_else_hears_what_is_published(stage: Stage) -> None:
    allowed(stage, Line("main", "6", "menu", "repairs", LABELS))
    stage.bo.dial(TURIN)
    stage.advance(2)
    stage.bo.press("1")
    stage.advance(14)
    assert "asterisco" in stage.bo.heard[-1], "the menu was heard to its end"
    assert "Con quale negozio" in " ".join(stage.bo.heard)
    assert "riparazioni" not in " ".join(stage.bo.heard)
    assert len(rows(stage, Contact)) == 1


def test_after_ten_minutes_it_is_over_and_forgotten(stage: Stage) -> None:
    allowed(stage)
    stage.advance(int(trying.LASTS / timedelta(seconds=1)) + 61)
    stage.dials()
    assert len(rows(stage, Contact)) == 1
    assert rows(stage, Trial) == []


def test_three_silences_end_it(stage: Stage) -> None:
    allowed(stage)
    stage.dials()
    stage.advance(90)
    assert stage.diaz.state == "idle"


@pytest.mark.parametrize("typed", ["", "112", "+870773111632"])
def test_a_number_that_is_none_is_refused_in_words(stage: Stage, typed: str) -> None:
    with pytest.raises(Invalid):
        trying.allow(stage.services, stage.person("carla"), "store", typed)
    sent = {"of": "store", "phone": typed, "csrf_token": "token"}
    refused = stage.signed_in("carla").post("/menu/trial", data=sent)
    assert refused.status_code == 422
    assert 'data-testid="menu-trouble"' in refused.text


def test_an_associate_may_not(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        trying.allow(stage.services, stage.person("ada"), "store", DIAZ)


def test_a_second_click_begins_the_ten_minutes_anew(stage: Stage) -> None:
    allowed(stage)
    before = rows(stage, Trial)[0].until
    stage.advance(30)
    allowed(stage)
    assert [row.until > before for row in rows(stage, Trial)] == [True]


def test_who_is_erased_is_forgotten_here_too(stage: Stage) -> None:
    allowed(stage)
    privacy.erase(stage.services, DIAZ)
    assert rows(stage, Trial) == []
