"""After an outage: those whom the apology sent away are found, and offered a callback once."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts.models import Contact
from callcenter.contacts.standing import suppress
from callcenter.missed.models import MissedCall
from tests.journeys.stage import DIAZ, TURIN, Stage

DOWN = ("/voice/incoming", "/voice/lines", "/voice/legs")
"""The product does not answer; the fallback's document stands elsewhere, and does."""


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Stage:
    stage = Stage(sessions)
    stage.advance(1)
    return stage


def turned_away(stage: Stage, seconds: int = 30) -> None:
    stage.lost = DOWN
    stage.diaz.dial(TURIN)
    stage.advance(seconds)
    stage.lost = ()


def the_call(stage: Stage) -> MissedCall:
    with stage.services.transaction() as tx:
        return tx.session.query(MissedCall).one()


def link(stage: Stage) -> str:
    [text] = [text for text in stage.diaz.texts if "/m/" in text.body]
    return text.body.split("http://localhost:8000")[1].split()[0]


def test_the_caller_hears_an_apology_and_gets_one_text(stage: Stage) -> None:
    turned_away(stage)
    assert any("sorry" in said for said in stage.diaz.heard)
    stage.advance(60)
    assert the_call(stage).state == "offered"
    assert "richiamiamo" in [text.body for text in stage.diaz.texts][-1]
    turned_away(stage)
    stage.advance(60)
    assert len(stage.diaz.texts) == 1, "once, however often they tried"


def test_the_link_shows_and_the_button_takes_a_place_in_the_line(stage: Stage) -> None:
    turned_away(stage)
    stage.advance(60)
    page = stage.web.get(link(stage))
    shown = page.get_data(as_text=True)
    assert "Aurora Torino" in shown
    assert "Chiamatemi" in shown
    assert the_call(stage).state == "offered", "a look takes nothing"
    stage.available("ada")
    for _ in range(2):
        stage.web.post(link(stage), data={"category": "jewellery"})
    with stage.services.transaction() as tx:
        [contact] = tx.session.query(Contact)
    assert (contact.keeps_place, contact.category.slug) == (True, "jewellery")
    stage.advance(3)
    stage.accepts("ada")
    stage.advance(6)
    stage.diaz.press("1")
    stage.advance(4)
    with stage.services.transaction() as tx:
        assert tx.session.get_one(Contact, contact.id).state == "connected"


def test_who_got_through_later_is_not_texted(stage: Stage) -> None:
    """Between two looks: the sweep comes once a minute, so only the carrier's time goes by."""
    stage.lost = DOWN
    stage.diaz.dial(TURIN)
    stage.carrier.advance(20)
    stage.lost = ()
    stage.diaz.dial(TURIN)
    stage.carrier.advance(3)
    stage.diaz.hang_up()
    stage.advance(60)
    assert (the_call(stage).state, the_call(stage).reason) == ("passed_over", "called_again")
    assert stage.diaz.texts == []


def test_who_said_stop_is_not_texted(stage: Stage) -> None:
    with stage.services.transaction() as tx:
        suppress(tx, tx.vault.index(DIAZ), "text")
    turned_away(stage)
    stage.advance(60)
    assert the_call(stage).reason == "stopped"
    assert stage.diaz.texts == []


def test_a_landline_takes_no_text(stage: Stage) -> None:
    stage.lost = DOWN
    stage.bo.dial(TURIN)
    stage.advance(30)
    stage.lost = ()
    stage.advance(60)
    assert the_call(stage).reason == "landline"


def test_at_night_the_text_waits_for_the_day(stage: Stage) -> None:
    stage.carrier.advance(10 * 3600)
    stage.advance(61)
    turned_away(stage)
    stage.advance(60)
    assert the_call(stage).state == "offered"
    assert stage.diaz.texts == []
    stage.carrier.advance(9 * 3600)
    stage.advance(5)
    assert len(stage.diaz.texts) == 1


def test_calls_we_answered_are_no_news(stage: Stage) -> None:
    stage.diaz.dial(TURIN)
    stage.advance(3)
    stage.diaz.hang_up()
    stage.advance(62)
    with stage.services.transaction() as tx:
        assert tx.session.query(MissedCall).count() == 0
