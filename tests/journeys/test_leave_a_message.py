"""Leave a message: why callers come to it, what they hear, and what becomes of what they say."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts.models import Consent, Contact
from callcenter.contacts.standing import suppress
from callcenter.errors import Conflict, NotFound
from callcenter.privacy import service as privacy
from callcenter.stores.models import store_by_slug
from callcenter.voicemails import service as voicemails
from callcenter.voicemails.models import Voicemail
from routing.presence import service as presence
from routing.worklist import service as worklist
from tests.journeys.stage import DIAZ, Stage
from tests.journeys.test_inbound import the_contact


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Iterator[Stage]:
    stage = Stage(sessions)
    yield stage
    assert against_grammar(stage) == []


def against_grammar(stage: Stage) -> list[str]:
    """Return what the carrier found wrong in documents; requests that were lost are no fault."""
    found = [fact["code"] for fact in stage.carrier.facts("alert")]
    return [code for code in found if not code.startswith("112")]


def close(stage: Stage) -> None:
    with stage.services.transaction() as tx:
        store = store_by_slug(tx.session, "turin")
        assert store is not None
        store.hours = "Sa 10:00-12:00"


def the_message(stage: Stage) -> Voicemail:
    with stage.services.transaction() as tx:
        return tx.session.query(Voicemail).one()


def speaks(stage: Stage, seconds: int = 8) -> None:
    """Choose to leave a message, and speak until the hash key."""
    stage.diaz.press("1")
    stage.advance(20 + seconds)
    stage.diaz.press("#")
    stage.advance(10)


def left_out_of_hours(stage: Stage) -> None:
    close(stage)
    stage.dials("1", "1", "4")
    stage.advance(2)
    speaks(stage)


def work_of(stage: Stage, slug: str) -> Any:
    return stage.pushed.last(f"associate:{stage.person(slug)}")["work"]


def test_out_of_hours_a_message_becomes_work(stage: Stage) -> None:
    stage.available("ada")
    left_out_of_hours(stage)
    found = the_contact(stage)
    assert (found.state, found.outcome) == ("deferred", "left_message")
    assert the_message(stage).state == "waiting"
    assert the_message(stage).duration_s > 0
    assert stage.diaz.state == "idle"
    assert "richiamiamo" in stage.diaz.heard[-1]
    [work] = work_of(stage, "ada")
    assert (work["mine"], work["card"]["category"]) == (False, "Jewellery")


def test_the_words_of_consent_are_kept(stage: Stage) -> None:
    left_out_of_hours(stage)
    with stage.services.transaction() as tx:
        [consent] = tx.session.query(Consent).filter_by(purpose="recording")
    assert consent.given
    assert "180" in consent.wording
    assert consent.wording in stage.diaz.heard


def test_who_hangs_up_half_way_loses_nothing(stage: Stage) -> None:
    close(stage)
    stage.dials("1", "1", "4")
    stage.diaz.press("1")
    stage.advance(24)
    stage.diaz.hang_up()
    stage.advance(5)
    assert (the_message(stage).state, the_contact(stage).outcome) == ("waiting", "left_message")


@pytest.mark.parametrize("lost", [("/voice/message",), ("/voice/message", "/voice/lines")])
def test_a_message_is_found_although_every_report_was_lost(
    stage: Stage, lost: tuple[str, ...]
) -> None:
    close(stage)
    stage.dials("1", "1", "4")
    stage.diaz.press("1")
    stage.advance(24)
    stage.lost = lost
    stage.diaz.hang_up()
    stage.advance(60)
    assert the_message(stage).state == "waiting"
    assert the_message(stage).duration_s > 0


def test_nothing_said_is_no_message(stage: Stage) -> None:
    close(stage)
    stage.dials("1", "1", "4")
    stage.diaz.silent_s = 99
    speaks(stage)
    assert the_message(stage).state == "empty"
    assert the_contact(stage).outcome == "closed"
    assert stage.diaz.state == "idle"


def test_no_key_ends_the_call_politely(stage: Stage) -> None:
    close(stage)
    stage.dials("1", "1", "4")
    stage.advance(40)
    assert (the_contact(stage).state, the_contact(stage).outcome) == ("deferred", "closed")
    assert "Arrivederci" in stage.diaz.heard[-1]


def test_nobody_comes_and_the_caller_is_asked(stage: Stage) -> None:
    stage.dials("1", "1", "4")
    with stage.services.transaction() as tx:
        tx.session.query(Contact).one().give_up_at = tx.now
    stage.advance(4)
    assert the_contact(stage).state == "parting"
    assert any("nessuno" in said for said in stage.diaz.heard)
    speaks(stage)
    assert the_contact(stage).outcome == "left_message"


def test_nobody_comes_and_the_place_can_be_kept(stage: Stage) -> None:
    stage.dials("1", "1", "4")
    queued_at = the_contact(stage).queued_at
    with stage.services.transaction() as tx:
        tx.session.query(Contact).one().give_up_at = tx.now
    stage.advance(4)
    stage.diaz.press("2")
    stage.advance(10)
    found = the_contact(stage)
    assert (found.state, found.keeps_place, found.queued_at) == ("queued", True, queued_at)
    assert stage.diaz.state == "idle"


def test_a_crowded_store_offers_both(sessions: sessionmaker[Session]) -> None:
    stage = Stage(sessions)
    stage.asks(phone="011 765 4321")
    with stage.services.transaction() as tx:
        limit = tx.settings.longest_line
        waiting = tx.session.query(Contact).one()
        for number in range(limit):
            copy = {
                column.key: getattr(waiting, column.key)
                for column in Contact.__table__.columns
                if column.key not in {"id", "public_id", "number_index"}
            }
            tx.session.add(Contact(**copy, public_id=f"crowd{number}", number_index=f"n{number}"))
    stage.dials("1", "1", "4")
    with stage.services.transaction() as tx:
        ours = tx.session.query(Contact).filter_by(way="inbound").one()
    assert (ours.state, ours.outcome) == ("parting", "crowded")
    assert "2" in stage.diaz.heard[-1]


def test_a_message_by_choice_out_of_the_waiting_room(stage: Stage) -> None:
    stage.available("ada")
    stage.dials("1", "1", "4")
    stage.advance(2)
    assert stage.console("ada")["offer"]
    stage.diaz.press("*")
    stage.advance(2)
    stage.diaz.press("3")
    stage.advance(2)
    assert stage.console("ada")["offer"] is None, "who speaks to the tape is offered to nobody"
    stage.advance(25)
    stage.diaz.press("#")
    stage.advance(10)
    assert the_contact(stage).outcome == "left_message"


def test_one_takes_it_listens_and_finishes_it(stage: Stage) -> None:
    left_out_of_hours(stage)
    message, ada, chiara = the_message(stage), stage.person("ada"), stage.person("chiara")
    voicemails.take(stage.services, message.public_id, ada)
    with pytest.raises(Conflict):
        voicemails.take(stage.services, message.public_id, chiara)
    assert voicemails.sound(stage.services, message.public_id, ada).startswith(b"RIFF")
    voicemails.finish(stage.services, message.public_id, ada, "answered", "Wants a ring")
    assert the_message(stage).state == "done"
    written = the_message(stage).transcript_sealed
    assert stage.services.vault.open(written) == "Wants a ring"


def test_a_message_given_back_is_everybodys_again(stage: Stage) -> None:
    left_out_of_hours(stage)
    message = the_message(stage)
    voicemails.take(stage.services, message.public_id, stage.person("ada"))
    voicemails.give_back(stage.services, message.public_id, stage.person("ada"))
    voicemails.take(stage.services, message.public_id, stage.person("chiara"))
    assert the_message(stage).state == "taken"


def test_another_store_does_not_see_it(stage: Stage) -> None:
    left_out_of_hours(stage)
    with pytest.raises(NotFound):
        voicemails.take(stage.services, the_message(stage).public_id, stage.person("ben"))


def test_one_click_calls_back_by_the_guarded_path(stage: Stage) -> None:
    left_out_of_hours(stage)
    message, ada = the_message(stage), stage.person("ada")
    voicemails.take(stage.services, message.public_id, ada)
    with pytest.raises(Conflict):
        worklist.call_back(stage.services, message.public_id, ada)
    stage.available("ada")
    contact = worklist.call_back(stage.services, message.public_id, ada)
    stage.carrier.client("ada").connect(stage.services.settings.twilio_twiml_app_sid)
    stage.advance(8)
    with stage.services.transaction() as tx:
        called = tx.session.get_one(Contact, contact.id)
    assert (called.way, called.state, called.associate_id) == ("message", "connected", ada)
    assert len(set(stage.carrier.lines.rooms.values())) == 1


def test_nobody_calls_back_who_said_stop(stage: Stage) -> None:
    left_out_of_hours(stage)
    message, ada = the_message(stage), stage.person("ada")
    stage.available("ada")
    voicemails.take(stage.services, message.public_id, ada)
    with stage.services.transaction() as tx:
        suppress(tx, tx.vault.index(DIAZ), "text")
    with pytest.raises(Conflict):
        worklist.call_back(stage.services, message.public_id, ada)
    with stage.services.transaction() as tx:
        assert presence.of(tx, ada).state == "available"


def test_an_erasure_takes_the_sound_at_the_carrier_too(stage: Stage) -> None:
    left_out_of_hours(stage)
    assert len(stage.carrier.exchange.tapes.recordings) == 1
    privacy.erase(stage.services, DIAZ)
    stage.advance(2)
    assert len(stage.carrier.exchange.tapes.recordings) == 0
    found = the_message(stage)
    assert (found.state, found.recording_sid) == ("expired", None)


def test_retention_takes_the_sound_with_the_rest(stage: Stage) -> None:
    left_out_of_hours(stage)
    with stage.services.transaction() as tx:
        contact = tx.session.query(Contact).one()
        contact.ended_at = tx.now - timedelta(days=tx.settings.retention_days + 1)
    stage.advance(2)
    assert the_message(stage).wiped_at is not None
    assert len(stage.carrier.exchange.tapes.recordings) == 0
