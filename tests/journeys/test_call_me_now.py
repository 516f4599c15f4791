"""*Call me now*, with the carrier: every ending a customer or an associate can cause."""

from typing import Any

import pytest

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from routing.presence import service as presence
from streaming import service as tours
from tests.journeys.stage import DIAZ, TURIN, Stage


def contact(stage: Stage, asked: Any) -> Contact:
    with stage.services.transaction() as tx:
        return contacts.find(tx, asked["contact"]["id"])


def talking(stage: Stage) -> Any:
    """Bring Ada and Diaz onto the phone."""
    stage.available("ada")
    asked = stage.asks()
    stage.accepts("ada")
    stage.advance(12)
    assert contact(stage, asked).state == "connected"
    return asked


def calls_of_the_account(stage: Stage) -> list[str]:
    return [fact["event"] for fact in stage.carrier.facts("call") if fact["event"] == "initiated"]


def test_nobody_is_rung_before_an_associate_accepted(stage: Stage) -> None:
    stage.available("ada")
    stage.asks()
    stage.advance(5)
    assert calls_of_the_account(stage) == []
    assert stage.diaz.state == "idle"


def test_both_are_in_one_conference_and_every_request_was_genuine(stage: Stage) -> None:
    talking(stage)
    rooms = stage.carrier.lines.rooms
    assert len(rooms) == 2
    assert len(set(rooms.values())) == 1
    statuses = {fact["status"] for fact in stage.carrier.facts("webhook")}
    assert statuses <= {"200", "204"}
    assert stage.carrier.facts("alert") == []


def test_the_text_before_the_call_names_who_calls(stage: Stage) -> None:
    talking(stage)
    assert "Ada" in stage.diaz.texts[0].body
    assert stage.diaz.texts[0].from_ == TURIN


def test_the_customer_hangs_up(stage: Stage) -> None:
    asked = talking(stage)
    stage.diaz.hang_up()
    stage.advance(2)
    assert contact(stage, asked).outcome == "customer_hung_up"
    assert stage.carrier.client("ada").state == "idle"
    assert stage.console("ada")["wrap_up"]["outcome_text"] == "The customer hung up."
    assert stage.customer(asked["contact"]["id"])["state"] == "done"


def test_the_associate_hangs_up(stage: Stage) -> None:
    asked = talking(stage)
    contacts.hang_up(stage.services, asked["contact"]["id"], stage.person("ada"))
    stage.advance(2)
    assert contact(stage, asked).outcome == "associate_ended"
    assert stage.diaz.state == "idle"
    assert stage.carrier.client("ada").state == "idle"


@pytest.mark.parametrize(
    ("habit", "outcome"), [("busy", "busy"), ("decline", "busy"), ("ignore", "no_answer")]
)
def test_a_customer_who_does_not_pick_up(stage: Stage, habit: str, outcome: str) -> None:
    stage.diaz.habit = habit
    stage.available("ada")
    asked = stage.asks()
    stage.accepts("ada")
    stage.advance(30)
    found = contact(stage, asked)
    assert (found.state, found.outcome) == ("unreached", outcome)
    assert stage.carrier.client("ada").state == "idle"
    assert stage.console("ada")["presence"]["state"] == "available"


def test_a_missed_offer_goes_to_somebody_else(stage: Stage) -> None:
    stage.available("ada")
    asked = stage.asks()
    stage.advance(2)
    stage.available("chiara")
    stage.advance(21)
    state = contact(stage, asked).state
    assert state == "queued"
    assert stage.console("ada")["offer"] is None


def test_nobody_free_is_said_in_time_and_nobody_was_rung(stage: Stage) -> None:
    asked = stage.asks()
    stage.advance(95)
    assert contact(stage, asked).state == "deferred"
    assert stage.customer(asked["contact"]["id"])["headline"]
    assert calls_of_the_account(stage) == []


def test_a_cancelled_request_stops_the_ringing_phone(stage: Stage) -> None:
    stage.diaz.habit = "ignore"
    stage.available("ada")
    asked = stage.asks()
    stage.accepts("ada")
    stage.advance(3)
    assert stage.diaz.state == "ringing"
    headers = {"Authorization": f"Bearer {asked['key']}"}
    stage.web.post(f"/widget/calls/{asked['contact']['id']}/cancel", headers=headers)
    stage.advance(3)
    assert contact(stage, asked).state == "cancelled"
    assert stage.diaz.state == "idle"


def test_a_tour_texts_one_link_that_only_a_tap_opens(stage: Stage) -> None:
    asked = talking(stage)
    tour = tours.start(stage.services, asked["contact"]["id"], stage.person("ada"))
    stage.advance(3)
    body = stage.diaz.texts[-1].body
    path = body[body.index("http") :].split()[0].removeprefix("http://localhost:8000")
    assert stage.web.get(path).status_code == 200
    with stage.services.transaction() as tx:
        assert tours.find(tx, tour.public_id).state == "invited"
    opened = stage.web.post(path).get_json()
    assert opened["whep"]["url"].endswith(tour.public_id)


def test_a_second_request_for_a_number_looks_like_the_first_and_rings_nobody(
    stage: Stage,
) -> None:
    first = stage.asks()["contact"]
    again = stage.asks()["contact"]
    told = {"state", "headline", "detail", "associate", "waited_s", "keeps_place", "phone_masked"}
    assert {name: first[name] for name in told} == {name: again[name] for name in told}
    assert first.keys() == again.keys()
    stage.available("ada")
    stage.accepts("ada")
    stage.advance(4)
    assert [call.to for call in stage.carrier.exchange.calls.values()].count(DIAZ) == 1


def test_a_lost_report_does_not_keep_a_number_busy(stage: Stage) -> None:
    asked = talking(stage)
    stage.lost = ("/voice/legs/",)
    contacts.hang_up(stage.services, asked["contact"]["id"], stage.person("ada"))
    stage.advance(4)
    assert contact(stage, asked).state == "done"
    stage.lost = ()
    wrapped = stage.services, stage.person("ada"), asked["contact"]["id"], "sold", ""
    presence.dispose(*wrapped)
    again = stage.asks()
    stage.accepts("ada")
    stage.advance(12)
    assert contact(stage, again).state == "connected"


def test_a_forged_webhook_does_nothing(stage: Stage) -> None:
    asked = talking(stage)
    sid = stage.diaz.call_sid
    forged = {"CallSid": sid, "CallStatus": "completed", "AccountSid": "AC" + "0" * 32}
    answer = stage.web.post(
        "/voice/lines", data=forged, headers={"X-Twilio-Signature": "bm9uc2Vuc2U="}
    )
    assert answer.status_code == 403
    stage.advance(1)
    assert contact(stage, asked).state == "connected"


def test_the_console_learns_of_the_pickup_though_its_report_is_lost(stage: Stage) -> None:
    stage.lost = ("/voice/legs/",)
    stage.available("ada")
    asked = stage.asks()
    stage.accepts("ada")
    while stage.diaz.state != "talking":
        stage.advance(1)
    stage.advance(1)
    shown = stage.console("ada")["contact"]
    assert contact(stage, asked).state == "connecting", "the greeting is still being spoken"
    assert shown["customer_leg"] == "in_call"
    assert shown["headline"] == "Customer on the line"
