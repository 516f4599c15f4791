"""Calls placed by API. Rules: Twilio, "Call resource" and "Make outbound calls".

`Timeout`: "The number of seconds that we should allow the phone to ring before assuming there is
no answer." (Twilio's OpenAPI description)
"""

import pytest

from tests.sandbox.scene import BASE, DIAZ, STORE, Scene

EVENTS = ["initiated", "ringing", "answered", "completed"]


def statuses(scene: Scene) -> list[str]:
    return [asked["CallStatus"] for asked in scene.at("/status")]


def ring(scene: Scene) -> str:
    return scene.call(status_callback=f"{BASE}/status", status_callback_event=EVENTS)


def test_an_answered_call_runs_its_document_and_reports_every_step() -> None:
    scene = Scene()
    scene.says("/voice", "<Say>Hello</Say>")
    sid = ring(scene)
    scene.carrier.advance(10)
    assert scene.diaz.heard == ["Hello"]
    assert statuses(scene) == ["initiated", "ringing", "in-progress", "completed"]
    assert [asked["SequenceNumber"] for asked in scene.at("/status")] == ["0", "1", "2", "3"]
    assert scene.client.calls(sid).fetch().status == "completed"
    assert scene.unsigned == []


def test_the_first_request_says_in_progress_and_outbound_api() -> None:
    scene = Scene()
    scene.says("/voice", "<Hangup/>")
    ring(scene)
    scene.carrier.advance(5)
    [asked] = scene.at("/voice")
    assert (asked["CallStatus"], asked["Direction"]) == ("in-progress", "outbound-api")
    assert (asked["From"], asked["To"], asked["ApiVersion"]) == (STORE, DIAZ, "2010-04-01")


@pytest.mark.parametrize(
    ("habit", "status", "sip"),
    [("busy", "busy", "486"), ("decline", "busy", "486"), ("ignore", "no-answer", "487")],
)
def test_a_call_nobody_takes_ends_by_name(habit: str, status: str, sip: str) -> None:
    scene = Scene()
    scene.diaz.habit = habit
    ring(scene)
    scene.carrier.advance(61)
    last = scene.at("/status")[-1]
    assert (last["CallStatus"], last["SipResponseCode"]) == (status, sip)
    assert last["CallDuration"] == "0"
    assert "Duration" not in last
    assert scene.at("/voice") == []


def test_an_unknown_number_fails() -> None:
    scene = Scene()
    scene.call(to="+393998887766", status_callback=f"{BASE}/status")
    scene.carrier.advance(5)
    assert statuses(scene) == ["failed"]


def test_a_call_can_be_canceled_only_before_the_answer() -> None:
    scene = Scene()
    scene.diaz.habit = "ignore"
    sid = ring(scene)
    scene.carrier.advance(1)
    scene.client.calls(sid).update(status="canceled")
    scene.carrier.settle()
    assert statuses(scene)[-1] == "canceled"
    assert scene.diaz.state == "idle"


def test_calls_leave_once_a_second_and_the_rest_wait_queued() -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    sids = [scene.call(to=to) for to in (DIAZ, "+4915123456789")]
    scene.carrier.advance(0.5)
    assert [scene.client.calls(sid).fetch().status for sid in sids] == ["ringing", "queued"]
    scene.carrier.advance(1)
    assert scene.client.calls(sids[1]).fetch().queue_time == "1000"


def test_a_live_call_takes_new_instructions() -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    scene.says("/other", "<Say>Elsewhere</Say>")
    sid = ring(scene)
    scene.carrier.advance(5)
    scene.client.calls(sid).update(url=f"{BASE}/other", method="POST")
    scene.carrier.advance(1)
    assert scene.diaz.heard == ["Elsewhere"]


def test_a_time_limit_ends_the_call() -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='600'/>")
    sid = scene.call(time_limit=30)
    scene.carrier.advance(40)
    call = scene.client.calls(sid).fetch()
    assert (call.status, call.duration) == ("completed", "30")
