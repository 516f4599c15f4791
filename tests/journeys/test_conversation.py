"""While they talk: hold, a friend, another associate, a supervisor; with the carrier in process."""

from typing import Any

import pytest

from callcenter.contacts import conversation, models
from callcenter.contacts import service as contacts
from callcenter.contacts.conversation import Handover
from callcenter.contacts.models import Leg
from callcenter.errors import Conflict, Invalid, NotFound
from tests.journeys.stage import BO, Stage


def lines(stage: Stage, public: str, role: str) -> list[Leg]:
    with stage.services.transaction() as tx:
        found = contacts.find(tx, public)
        return [leg for leg in models.legs(tx.session, found.id) if leg.role == role]


def supervise(stage: Stage, public: str, mode: str) -> None:
    conversation.oversee(stage.services, public, stage.person("carla"), mode)
    stage.carrier.client("carla").connect(stage.services.settings.twilio_twiml_app_sid)
    stage.advance(3)


def test_on_hold_the_customer_hears_who_comes_back_and_music(stage: Stage, asked: str) -> None:
    ada = stage.person("ada")
    conversation.hold(stage.services, asked, ada, held=True)
    stage.advance(3)
    assert stage.room() == {"client:ada"}
    assert any("Ada" in said for said in stage.diaz.heard[-3:])
    conversation.hold(stage.services, asked, ada, held=False)
    stage.advance(2)
    assert stage.room() == {"client:ada", stage.diaz.address}
    assert stage.contact(asked).state == "connected"


def test_a_friend_is_rung_joins_and_goes_alone(stage: Stage, asked: str) -> None:
    conversation.invite(stage.services, asked, stage.person("ada"), "011 765 4321")
    stage.advance(14)
    assert stage.room() == {"client:ada", stage.diaz.address, BO}
    assert "Aurora Torino" in " ".join(stage.bo.heard)
    stage.bo.hang_up()
    stage.advance(2)
    assert stage.contact(asked).state == "connected"
    assert stage.room() == {"client:ada", stage.diaz.address}


def test_the_associate_lets_a_guest_go(stage: Stage, asked: str) -> None:
    ada = stage.person("ada")
    line = conversation.invite(stage.services, asked, ada, BO)
    stage.advance(5)
    conversation.let_go(stage.services, asked, ada, line.id)
    stage.advance(3)
    assert stage.bo.state == "idle"
    assert stage.contact(asked).state == "connected"


def test_a_guest_who_does_not_answer_ends_nothing(stage: Stage, asked: str) -> None:
    stage.bo.habit = "ignore"
    conversation.invite(stage.services, asked, stage.person("ada"), BO)
    stage.advance(35)
    assert lines(stage, asked, "guest")[0].state == "ended"
    assert stage.contact(asked).state == "connected"


@pytest.mark.parametrize("typed", ["112", "+1 876 555 1234", "+870773111632", "", "312 345 6789"])
def test_a_guests_number_passes_the_same_policy(stage: Stage, asked: str, typed: str) -> None:
    with pytest.raises((Invalid, Conflict)):
        conversation.invite(stage.services, asked, stage.person("ada"), typed)
    stage.advance(2)
    assert len(lines(stage, asked, "guest")) == 0


def test_everybody_goes_when_the_conversation_ends(stage: Stage, asked: str) -> None:
    conversation.invite(stage.services, asked, stage.person("ada"), BO)
    stage.advance(5)
    stage.diaz.hang_up()
    stage.advance(4)
    assert stage.contact(asked).state == "done"
    assert (stage.bo.state, stage.carrier.client("ada").state) == ("idle", "idle")


def test_only_who_serves_the_customer_may(stage: Stage, asked: str) -> None:
    ben = stage.person("ben")
    with pytest.raises(NotFound):
        conversation.hold(stage.services, asked, ben, held=True)
    with pytest.raises(NotFound):
        conversation.invite(stage.services, asked, ben, BO)
    with pytest.raises(NotFound):
        conversation.hand_over(stage.services, asked, ben, Handover(associate="chiara"))


def test_handing_over_leaves_no_one_behind(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    stage.available("hugo")
    conversation.hand_over(stage.services, asked, stage.person("ada"), Handover(category="cameras"))
    stage.advance(3)
    assert stage.carrier.client("ada").state == "idle"
    assert stage.console("ada")["wrap_up"]
    assert stage.diaz.state == "talking"
    assert stage.room() == set(), "the customer hears music"
    stage.accepts("chiara")
    stage.advance(5)
    assert stage.contact(asked).state == "connected"
    assert stage.contact(asked).associate.slug == "chiara"
    assert stage.room() == {"client:chiara", stage.diaz.address}
    stage.wraps_up("ada", asked)


def test_a_person_who_was_asked_for_comes_first(stage: Stage, asked: str) -> None:
    for slug in ("hugo", "lucia", "iris", "chiara"):
        stage.available(slug)
    with stage.services.transaction() as tx:
        contacts.find(tx, asked).language = "en"
    conversation.hand_over(stage.services, asked, stage.person("ada"), Handover(associate="iris"))
    stage.advance(3)
    assert stage.console("iris")["offer"]


def test_nobody_takes_over_and_the_customer_is_told(stage: Stage, asked: str) -> None:
    conversation.hand_over(stage.services, asked, stage.person("ada"), Handover(category="cameras"))
    stage.advance(190)
    assert any("nessuno" in said for said in stage.diaz.heard)
    stage.advance(30)
    assert stage.contact(asked).state == "deferred"
    assert stage.diaz.state == "idle"


@pytest.mark.parametrize(
    ("mode", "muted", "coaching"),
    [("listen", True, False), ("whisper", False, True), ("join", False, False)],
)
def test_a_supervisor_takes_part(
    stage: Stage, asked: str, mode: str, muted: bool, coaching: bool
) -> None:
    supervise(stage, asked, mode)
    line = lines(stage, asked, "supervisor")[0]
    assert (line.joined, line.muted, line.coaching) == (True, muted, coaching)
    room = next(iter(stage.carrier.exchange.conferences.values()))
    member = room.participants[line.sid]
    assert (member.muted, bool(member.coaches)) == (muted, coaching)
    stage.carrier.client("carla").hang_up()
    stage.advance(2)
    assert stage.contact(asked).state == "connected"


def test_a_supervisor_changes_from_listening_to_joining(stage: Stage, asked: str) -> None:
    supervise(stage, asked, "listen")
    conversation.oversee(stage.services, asked, stage.person("carla"), "join")
    stage.advance(2)
    line = lines(stage, asked, "supervisor")[0]
    room = next(iter(stage.carrier.exchange.conferences.values()))
    assert not room.participants[line.sid].muted
    conversation.stop_overseeing(stage.services, stage.person("carla"))
    stage.advance(2)
    assert stage.carrier.client("carla").state == "idle"


def test_an_associate_may_not_oversee(stage: Stage, asked: str) -> None:
    web: Any = stage.web
    web.post("/console/demo", data={"associate": "ben"})
    assert web.post(f"/calls/{asked}/oversee", json={"mode": "listen"}).status_code == 403
