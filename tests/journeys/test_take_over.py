"""A supervisor writes to the associate, and takes the customer over."""

import pytest

from callcenter.contacts import conversation, whispers
from callcenter.contacts import service as contacts
from callcenter.errors import Conflict, Invalid
from callcenter.privacy import service as privacy
from routing.console import timeline
from routing.console.oversight import take_over
from tests.journeys.stage import DIAZ, Stage


def listens(stage: Stage, public: str, mode: str = "listen") -> int:
    carla = stage.person("carla")
    conversation.oversee(stage.services, public, carla, mode)
    stage.carrier.client("carla").connect(stage.services.settings.twilio_twiml_app_sid)
    stage.advance(3)
    return carla


def story(stage: Stage, public: str) -> list[tuple[str, str]]:
    with stage.services.transaction() as tx:
        found = timeline.steps(tx, contacts.find(tx, public))
    return [(step["title"], step["detail"]) for step in found]


@pytest.mark.parametrize("mode", ["listen", "whisper", "join"])
def test_the_supervisor_becomes_the_associate(stage: Stage, asked: str, mode: str) -> None:
    carla = listens(stage, asked, mode)
    line = stage.diaz.call_sid
    take_over(stage.services, asked, carla)
    stage.advance(3)
    found = stage.contact(asked)
    assert (found.state, found.associate.slug) == ("connected", "carla")
    assert stage.room() == {"client:carla", stage.diaz.address}
    assert stage.diaz.call_sid == line
    room = next(iter(stage.carrier.exchange.conferences.values()))
    me = room.participants[stage.carrier.client("carla").call_sid]
    assert (me.muted, me.coaches) == (False, "")
    ada = stage.console("ada")
    assert ada["presence"]["state"] == "wrapping_up"
    assert ada["notice"] == "Carla Neri has taken your call over."
    assert stage.console("carla")["contact"]["card"]["id"] == asked
    assert ("Both are on the phone", "Taken over by Carla Neri") in story(stage, asked)
    contacts.hang_up(stage.services, asked, carla)
    stage.advance(3)
    assert stage.diaz.state == "idle"
    stage.wraps_up("ada", asked)
    stage.wraps_up("carla", asked)


def test_only_from_inside(stage: Stage, asked: str) -> None:
    with pytest.raises(Conflict):
        take_over(stage.services, asked, stage.person("carla"))
    assert stage.contact(asked).associate.slug == "ada"


def test_a_note_is_seen_by_the_associate_and_kept(stage: Stage, asked: str) -> None:
    whispers.whisper(stage.services, asked, stage.person("carla"), " Offer\nthe blue_one ")
    stage.advance(1)
    assert (
        stage.console("ada")["contact"]["whispers"][0]["text"] == "Carla Neri: Offer the blue_one"
    )
    assert "whispers" not in stage.customer(asked)
    assert ("Supervisor's note to the associate", "Carla Neri: Offer the blue_one") in story(
        stage, asked
    )
    privacy.erase(stage.services, DIAZ)
    assert not any("blue" in detail for _, detail in story(stage, asked))


def test_nothing_to_say_or_nobody_to_say_it_to(stage: Stage, asked: str) -> None:
    carla = stage.person("carla")
    with pytest.raises(Invalid):
        whispers.whisper(stage.services, asked, carla, "  ")
    contacts.hang_up(stage.services, asked, stage.person("ada"))
    with pytest.raises(Conflict):
        whispers.whisper(stage.services, asked, carla, "Too late")


def test_associates_may_neither(stage: Stage, asked: str) -> None:
    web = stage.signed_in("ben")
    assert web.post(f"/calls/{asked}/take-over", json={}).status_code == 403
    assert web.post(f"/calls/{asked}/whisper", json={"text": "no"}).status_code == 403
