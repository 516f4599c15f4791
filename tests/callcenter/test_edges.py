"""The edges an outsider touches: webhooks, links, hosts, keys pressed on a call."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from callcenter.appointments.models import Appointment
from callcenter.contacts import service as contacts
from callcenter.contacts import standing
from callcenter.contacts.calls import LegReport
from callcenter.contacts.models import Contact, Leg
from callcenter.contacts.standing import PROOF_LASTS, Proof
from callcenter.kernel.clock import iso
from ivr import reception, reports, strangers, twiml
from ivr import service as ivr
from ivr.reception import Caller
from ivr.reports import LineReport
from routing.offers import service as offers
from tests.callcenter.promises import ROME, books, link, look, times, until
from tests.cast import DIAZ, World
from tests.journeys.asking import wish

PREVIEWS = ("WhatsApp/2.23", "TelegramBot", "facebookexternalhit/1.1", "Slackbot", "Mozilla/5.0")


def posted(world: World, path: str, form: Any, **changes: Any) -> int:
    """Send a webhook, genuinely signed but for the changes."""
    known = world.services.settings
    sent = {"AccountSid": known.twilio_account_sid, **form}
    token = changes.pop("token", known.twilio_auth_token)
    mac = RequestValidator(token).compute_signature(known.public_url + path, sent)
    headers = {"X-Twilio-Signature": changes.pop("signature", mac)}
    data = changes.pop("data", sent)
    return world.app.test_client().post(path, data=data, headers=headers, **changes).status_code


CALL = {"CallSid": "CA" + "1" * 32, "CallStatus": "ringing", "SequenceNumber": "1"}


def test_only_our_carriers_signature_opens_the_webhooks(world: World) -> None:
    """T9, T11, T12: forged, for another account, doubled, or not a form: refused, never a 5xx."""
    assert posted(world, "/voice/lines", CALL) == 204
    assert posted(world, "/voice/lines", CALL, token="another") == 403
    assert posted(world, "/voice/lines", CALL, signature="") == 403
    assert posted(world, "/voice/lines", CALL, signature="\u00e9") == 403
    assert posted(world, "/voice/lines", {**CALL, "AccountSid": "AC" + "9" * 32}) == 403
    doubled = f"CallSid=CA1&CallSid=CA2&AccountSid={'AC' + '0' * 32}"
    kind = "application/x-www-form-urlencoded"
    assert posted(world, "/voice/lines", {}, data=doubled, content_type=kind) == 403
    assert posted(world, "/voice/lines", CALL, data="{}", content_type="application/json") == 403


def test_links_in_texts_come_from_our_address_whatever_host_was_named(world: World) -> None:
    """T21: a poisoned Host header must not send customers to somebody else."""
    said = {**wish(), "starts_at": iso(times(world)[0]), "timezone": ROME}
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    world.app.test_client().post("/widget/appointments", json=said, headers=headers)
    world.run()
    assert "http://localhost:8000/a/" in world.carrier.texts[0].body
    assert "evil" not in world.carrier.texts[0].body


def test_preview_robots_change_nothing(world: World) -> None:
    """T18: whatever fetches a texted link before its owner does, only a press counts."""
    made = books(world, times(world)[5])
    token, web = link(world, made), world.app.test_client()
    for _ in range(8):
        for robot in PREVIEWS:
            for path in (f"/a/{token}", f"/a/{token}/times", f"/a/{token}.ics"):
                assert web.get(path, headers={"User-Agent": robot}).status_code == 200
                assert web.head(path).status_code == 200
    for press in ("cancel", "never", "now", "snooze", "move", "confirm"):
        assert web.get(f"/a/{token}/{press}").status_code in {404, 405}
    with world.services.transaction() as tx:
        row = tx.session.query(Appointment).one()
        assert (row.state, row.sequence) == ("booked", 0)
        assert tx.session.query(Proof).count() == 0


def test_wrong_links_are_all_alike(world: World) -> None:
    """T19: wrong, short and long tokens get the same answer; pages tell nobody where they are."""
    web = world.app.test_client()
    answers = {web.get(f"/a/{token}").data for token in ("x" * 22, "y" * 22, "z", "q" * 200)}
    assert len(answers) == 1
    made = web.get(f"/a/{link(world, books(world, times(world)[0]))}")
    assert made.headers["Referrer-Policy"] == "no-referrer"
    assert made.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "noindex" in made.text


@given(st.text(max_size=80))
def test_no_text_becomes_an_element_of_twiml(text: str) -> None:
    """T14: names and sentences are spoken, never obeyed."""
    clean = "".join(letter for letter in text if letter.isprintable())
    said = ET.fromstring(twiml.speak("en", [clean], hang_up=True))  # noqa: S314 - our own
    assert [child.tag for child in said] == ["Say", "Hangup"]


def answered(world: World) -> tuple[Leg, str]:
    """Bring Diaz to pick up; returns his line and what he hears."""
    world.ready("ada")
    world.asks()
    offers.accept(world.services, world.console("ada")["offer"]["id"], world.person("ada"))
    world.run()
    with world.services.transaction() as tx:
        leg = tx.session.query(Leg).filter_by(role="customer").one()
    return leg, ivr.customer_answered(world.services, leg.attempt, "CA" + f"{1:032x}")


def test_pressing_nine_ends_it_for_ever(world: World) -> None:
    """T3: first words are who calls, why, and how to be left alone; for calls and texts."""
    leg, heard = answered(world)
    assert "Premi 9" in heard
    said = strangers.pressed(world.services, leg.attempt, leg.sid or "", "9")
    assert "<Hangup" in said
    world.run()
    with world.services.transaction() as tx:
        assert standing.is_suppressed(tx.session, tx.vault.index(DIAZ))
    made = world.app.test_client().post("/widget/calls", json=wish())
    assert made.status_code == 201
    world.pass_(5, beats=("ada",))
    assert len(world.carrier.calls) == 1


def test_another_key_or_none_leads_on_into_the_conference(world: World) -> None:
    leg, heard = answered(world)
    assert "<Conference" in heard
    assert "<Conference" in strangers.pressed(world.services, leg.attempt, leg.sid or "", "4")


def test_a_known_number_is_put_through_at_once(world: World) -> None:
    with world.services.transaction() as tx:
        standing.prove(tx, tx.vault.index(DIAZ), "talk")
    _, heard = answered(world)
    assert "<Gather" not in heard


def test_a_proof_runs_out_because_numbers_get_new_owners(world: World) -> None:
    """T8."""
    with world.services.transaction() as tx:
        standing.prove(tx, "n", "talk")
        assert standing.is_proven(tx.session, "n", tx.now)
        assert not standing.is_proven(tx.session, "n", tx.now + PROOF_LASTS + timedelta(days=1))


def test_who_does_not_pick_up_is_tried_once_more_and_then_told(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    for attempt in (1, 2):
        until(world, look(world, made).due_at - timedelta(seconds=9))
        world.ready("ada")
        until(world, look(world, made).due_at, "ada")
        offers.accept(world.services, world.console("ada")["offer"]["id"], world.person("ada"))
        world.run()
        unanswered(world)
        assert len(world.carrier.calls) == attempt
    assert look(world, made).state == "missed"
    until(world, at + timedelta(minutes=30))
    assert len(world.carrier.calls) == 2


def unanswered(world: World) -> None:
    with world.services.transaction() as tx:
        leg = tx.session.query(Leg).filter_by(role="customer", state="placed").one()
    said = LegReport("end", "no_answer", leg.sid or "")
    reports.line(world.services, LineReport(leg.attempt, said, 9, "no-answer"))
    world.run()


@pytest.mark.parametrize("again", [1, 3])
def test_a_replayed_report_changes_nothing(world: World, again: int) -> None:
    """T10, T17: the same bytes validate for ever, so each is taken in once."""
    leg, _ = answered(world)
    said = LineReport(leg.attempt, LegReport("end", "busy", leg.sid or ""), 3, "busy")
    for _turn in range(again):
        reports.line(world.services, said)
    with world.services.transaction() as tx:
        assert tx.session.get_one(Leg, leg.id).end_reason == "busy"


def test_who_calls_while_their_last_call_is_still_ending_hears_a_sentence(world: World) -> None:
    """The contact is over, its line not yet known to be: one live line a number."""
    services, turin = world.services, "+390111234567"
    reception.greet(services, Caller("CA" + "1" * 32, DIAZ, turin))
    with services.transaction() as tx:
        contact = tx.session.query(Contact).one()
        assert contacts.end(tx, contact, "hang_up", "customer_hung_up")
    assert "altra linea" in reception.greet(services, Caller("CA" + "2" * 32, DIAZ, turin))
