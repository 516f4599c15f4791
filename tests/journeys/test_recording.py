"""Recording a call: asked, told, started, paused, stopped, heard, erased; and never by default."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from callcenter.carrier.twilio import TwilioCarrier
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Consent
from callcenter.errors import CarrierError, Conflict, Invalid, NotAllowed, NotFound
from callcenter.privacy import service as privacy
from callcenter.recordings import models
from callcenter.recordings import service as recordings
from callcenter.recordings.models import Recording
from tests.journeys.stage import DIAZ, Stage


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Stage:
    return Stage(sessions, call_recording=True)


def tape(stage: Stage, public: str) -> Recording:
    with stage.services.transaction() as tx:
        return models.of_contact(tx.session, contacts.find(tx, public).id)[-1]


def at_carrier(stage: Stage) -> list[str]:
    return [one.status for one in stage.carrier.exchange.tapes.recordings.values()]


def record(stage: Stage, public: str) -> None:
    recordings.start(stage.services, public, stage.person("ada"), agreed=True)


def consents(stage: Stage) -> list[Consent]:
    with stage.services.transaction() as tx:
        found = select(Consent).where(Consent.purpose == recordings.PURPOSE).order_by(Consent.id)
        return list(tx.session.scalars(found))


def test_off_by_default(sessions: sessionmaker[Session]) -> None:
    stage = Stage(sessions)
    public = stage.talks()
    assert stage.console("ada")["contact"]["recording"]["allowed"] is False
    with pytest.raises(NotAllowed):
        record(stage, public)


def test_the_customer_is_told_before_anything_is_recorded(stage: Stage, asked: str) -> None:
    record(stage, asked)
    stage.jobs.run(stage.services)
    stage.carrier.settle()
    assert tape(stage, asked).state == "announcing"
    assert at_carrier(stage) == []
    assert consents(stage) == []
    stage.advance(6)
    assert any("registrata" in said for said in stage.diaz.heard)
    assert tape(stage, asked).state == "recording"
    assert at_carrier(stage) == ["in-progress"]
    assert [row.wording for row in consents(stage)] == ["Da ora questa chiamata viene registrata."]
    assert stage.console("ada")["contact"]["recording"]["state"] == "recording"


def test_pause_go_on_stop_and_hear(stage: Stage, asked: str) -> None:
    ada = stage.person("ada")
    record(stage, asked)
    stage.advance(6)
    for wish, status in (("pause", "paused"), ("resume", "in-progress"), ("stop", "completed")):
        recordings.change(stage.services, asked, ada, wish)
        stage.advance(5)
        assert at_carrier(stage) == [status]
    stage.advance(8)
    kept = tape(stage, asked)
    assert kept.state == "kept"
    heard = stage.signed_in("carla").get(f"/calls/recordings/{kept.public_id}")
    assert (heard.status_code, heard.mimetype, heard.data[:4]) == (200, "audio/wav", b"RIFF")
    assert "no-store" in heard.headers["Cache-Control"]
    refused = stage.signed_in("ada").get(f"/calls/recordings/{kept.public_id}")
    assert refused.status_code == 403


def test_the_end_of_the_call_ends_it(stage: Stage, asked: str) -> None:
    record(stage, asked)
    stage.advance(6)
    stage.diaz.hang_up()
    stage.advance(20)
    assert tape(stage, asked).state == "kept"


def test_it_goes_on_while_the_console_comes_back(stage: Stage, asked: str) -> None:
    record(stage, asked)
    stage.advance(6)
    stage.carrier.client("ada").hang_up()
    stage.advance(4)
    assert (tape(stage, asked).state, at_carrier(stage)) == ("recording", ["in-progress"])


def test_erased_with_the_customer_at_the_carrier_too(stage: Stage, asked: str) -> None:
    record(stage, asked)
    stage.advance(6)
    stage.diaz.hang_up()
    stage.advance(20)
    told = privacy.export(stage.services, DIAZ)["contacts"][0]["recordings"]
    assert [one["state"] for one in told] == ["kept"]
    privacy.erase(stage.services, DIAZ)
    stage.advance(5)
    assert tape(stage, asked).state == "erased"
    assert at_carrier(stage) == []
    assert consents(stage) == []
    erased = tape(stage, asked).public_id
    with pytest.raises(NotFound), stage.services.transaction() as tx:
        recordings.readable(tx, erased)


def test_what_could_not_be_told_is_not_recorded(stage: Stage, asked: str) -> None:
    stage.lost = ("/voice/recorded/",)
    record(stage, asked)
    stage.advance(40)
    assert tape(stage, asked).state == "failed"
    assert at_carrier(stage) == []


def test_a_start_in_doubt_is_found_however_late(
    stage: Stage, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The carrier began, its answer was lost, and it stayed silent until the call was over."""
    begin = TwilioCarrier.record

    def unheard(carrier: TwilioCarrier, call_sid: str) -> str:
        begin(carrier, call_sid)
        monkeypatch.setattr(TwilioCarrier, "taping", silent)
        raise CarrierError("no answer")

    def silent(_carrier: TwilioCarrier, _call_sid: str) -> list[str]:
        raise CarrierError("no answer")

    monkeypatch.setattr(TwilioCarrier, "record", unheard)
    record(stage, asked)
    stage.advance(40)
    assert (tape(stage, asked).state, at_carrier(stage)) == ("starting", ["in-progress"])
    stage.diaz.hang_up()
    stage.advance(5)
    monkeypatch.undo()
    stage.advance(120)
    assert (tape(stage, asked).state, at_carrier(stage)) == ("kept", ["completed"])


def test_refused_without_agreement_twice_or_on_hold(stage: Stage, asked: str) -> None:
    ada = stage.person("ada")
    with pytest.raises(Invalid):
        recordings.start(stage.services, asked, ada, agreed=False)
    record(stage, asked)
    with pytest.raises(Conflict):
        record(stage, asked)
    with pytest.raises(NotFound):
        recordings.change(stage.services, asked, stage.person("ben"), "stop")
