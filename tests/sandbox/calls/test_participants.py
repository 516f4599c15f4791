"""Participants rung in by the API, and what a conference does with each of them.

Rules: Twilio, "Participant resource", "Conference resource", "TwiML Voice: Conference".
"""

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from sandbox.calls import choices
from tests.sandbox.calls.meeting import meet, noun
from tests.sandbox.scene import APP, BASE, SCHMIDT, STORE, Scene


@pytest.mark.parametrize(("early", "rings"), [(None, True), (False, False)])
def test_those_who_talk_hear_whom_the_api_rings(early: bool | None, rings: bool) -> None:
    """Twilio: EarlyMedia lets an agent hear "ringing or disconnect messages"; it is the default."""
    scene = Scene()
    room = meet(scene)
    more = {} if early is None else {"early_media": early}
    scene.carrier.phone(SCHMIDT).habit = "ignore"
    room.participants.create(to=SCHMIDT, from_=STORE, timeout=10, **more)
    scene.carrier.advance(2)
    told = [one[1] for one in scene.carrier.lines.sounds if one[::2] == ("tone", "ringback-de")]
    ada = scene.carrier.client("ada").call_sid
    assert sorted(told) == (sorted([scene.diaz.call_sid, ada]) if rings else [])


@pytest.mark.parametrize("size", ["off", "small", "medium", "large"])
def test_a_participants_sound_may_be_buffered(size: str) -> None:
    """Twilio, "Conference: jitterBufferSize": small, medium, large or off."""
    scene = Scene()
    meet(scene, f"jitterBufferSize='{size}'")
    assert ("steady", scene.diaz.call_sid, size) in scene.carrier.lines.sounds


def test_a_full_conference_is_16020() -> None:
    """Twilio, "Error 16020: Conference is full"."""
    scene = Scene()
    meet(scene, "maxParticipants='2'", "maxParticipants='2'")
    ben = scene.carrier.client("ben")
    scene.says("/client", noun("maxParticipants='2'"))
    ben.connect(APP)
    scene.carrier.advance(1)
    assert scene.alerts() == ["16020"]


def test_music_on_hold_is_asked_by_get() -> None:
    """Twilio, "Participant: HoldMethod": "Can be: GET or POST and the default is GET"."""
    scene = Scene()
    room = meet(scene)
    scene.says("/music", "<Pause length='60'/>")
    room.participants(scene.diaz.call_sid).update(hold=True, hold_url=f"{BASE}/music")
    scene.carrier.advance(1)
    asked = [one.request for one in scene.carrier.assembly.traffic.kept]
    assert [one.method for one in asked if one.url.endswith("/music")] == ["GET"]


@pytest.mark.parametrize(("said", "muted"), [("true", True), ("perhaps", False), ("", False)])
def test_what_is_not_true_unmutes(said: str, muted: bool) -> None:
    """Twilio: a Muted "other than `true` or `false` is interpreted as `false`"."""
    scene = Scene()
    room = meet(scene, "muted='true'")
    assert room.participants(scene.diaz.call_sid).update(muted=said).muted is muted


@pytest.mark.parametrize(("url", "waits"), [({}, True), ({"wait_url": ""}, False)])
def test_an_empty_wait_url_plays_nothing(url: dict[str, str], waits: bool) -> None:
    """Twilio: "If you do not want anything to play ... specify an empty string"."""
    scene = Scene()
    scene.client.conferences("tour").participants.create(to=SCHMIDT, from_=STORE, **url)
    scene.carrier.advance(3)
    tones = [one[2] for one in scene.carrier.lines.sounds if one[0] == "tone"]
    assert ("hold" in tones) is waits


@pytest.mark.parametrize("wrong", [{"max_participants": 1}, {"coaching": True}])
def test_a_participant_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """Twilio: MaxParticipants "from `2` to `250`"; Coaching needs CallSidToCoach."""
    with pytest.raises(TwilioRestException) as error:
        Scene().client.conferences("tour").participants.create(to=SCHMIDT, from_=STORE, **wrong)
    assert error.value.code == 20001


@pytest.mark.parametrize(("usual", "found"), [("", 1), ("in-progress", 0)])
def test_conferences_are_listed_by_status(
    usual: str, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twilio: "Starting from September 30th, 2026, the default is `in-progress`"."""
    monkeypatch.setattr(choices, "LISTED_CONFERENCES", usual)
    scene = Scene()
    room = meet(scene)
    assert [one.sid for one in scene.client.conferences.list()] == [room.fetch().sid]
    room.update(status="completed")
    assert len(scene.client.conferences.list()) == found
    assert len(scene.client.conferences.list(status="completed")) == 1


def test_a_participants_recording_tells_of_every_change() -> None:
    """Twilio: "`started`, `in-progress`, `paused`, `resumed`, `stopped`, `completed`" and more."""
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    events = ["started", "in-progress", "paused", "resumed", "stopped", "completed"]
    scene.client.conferences("tour").participants.create(
        to=SCHMIDT,
        from_=STORE,
        record=True,
        recording_status_callback=f"{BASE}/tape",
        recording_status_callback_event=events,
    )
    scene.carrier.advance(3)
    [call] = scene.client.calls.list()
    tape = scene.client.calls(call.sid).recordings("Twilio.CURRENT")
    for status in ("paused", "in-progress", "stopped"):
        tape.update(status=status)
        scene.carrier.advance(1)
    scene.carrier.advance(5)
    told = [one["RecordingStatus"] for one in scene.at("/tape")]
    assert told == ["in-progress", "in-progress", "paused", "in-progress", "stopped", "completed"]
