"""Exactly the documented parameters, kind by kind.

"Webhook parameters can change: the parameters included in webhook events vary by channel and event
type" (twilio.com/docs/usage/webhooks/webhooks-security): here they vary with neither mood nor luck.
"""

from collections.abc import Iterable

from tests.sandbox.scene import APP, BASE, DIAZ, SCHMIDT, STORE, Scene

PLACES = ("City", "State", "Zip", "Country")
BASIC = {
    *("CallSid", "AccountSid", "From", "To", "Caller", "Called", "CallStatus", "ApiVersion"),
    "Direction",
}
EVERY_EVENT = ["initiated", "ringing", "answered", "completed"]
PROGRESS = {"Timestamp", "SequenceNumber", "CallbackSource"}


def places(*whose: str) -> set[str]:
    return {f"{who}{place}" for who in whose for place in PLACES}


NUMBERS = BASIC | places("From", "To", "Caller", "Called")


def keys(told: dict[str, str]) -> set[str]:
    return set(told)


def test_an_incoming_call() -> None:
    scene = Scene()
    scene.rings("<Hangup/>")
    assert keys(scene.at("/voice")[0]) == NUMBERS | {"CallToken"}
    assert scene.at("/voice")[0]["FromCountry"] == "IT"


def test_an_incoming_calls_end() -> None:
    scene = Scene()
    scene.rings("<Pause length='3'/><Say>Hi</Say><Pause length='65'/>", 90)
    [told] = scene.at("/status")
    ended = {"CallDuration", "Duration", "SipResponseCode"}
    assert keys(told) == NUMBERS | PROGRESS | ended | {"CallToken"}
    assert (told["CallDuration"], told["Duration"]) == ("65", "2")
    assert told["CallbackSource"] == "call-progress-events"
    assert told["Timestamp"].endswith(" +0000")


def test_a_softphones_call() -> None:
    scene = Scene()
    scene.says("/client", "<Hangup/>")
    scene.carrier.client("ada").connect(APP, contact="c1", To="+390119999999")
    scene.carrier.advance(1)
    [asked] = scene.at("/client")
    assert keys(asked) == BASIC | {"ApplicationSid", "contact"}
    assert (asked["To"], asked["Called"]) == ("+390119999999", "")
    assert (asked["Caller"], asked["Direction"]) == ("client:ada", "inbound")


def test_a_call_by_api_and_its_progress() -> None:
    scene = Scene()
    scene.says("/voice", "<Hangup/>")
    scene.call(status_callback=f"{BASE}/status", status_callback_event=EVERY_EVENT)
    scene.carrier.advance(5)
    assert keys(scene.at("/voice")[0]) == NUMBERS
    *early, last = scene.at("/status")
    assert all(keys(told) == NUMBERS | PROGRESS for told in early)
    assert keys(last) == NUMBERS | PROGRESS | {"CallDuration", "Duration", "SipResponseCode"}


def test_a_call_nobody_took_has_no_minutes() -> None:
    scene = Scene()
    scene.diaz.habit = "busy"
    scene.call(status_callback=f"{BASE}/status")
    scene.carrier.advance(5)
    [told] = scene.at("/status")
    assert keys(told) == NUMBERS | PROGRESS | {"CallDuration", "SipResponseCode"}


def test_a_dialled_leg_names_its_parent() -> None:
    scene = Scene()
    scene.says("/whisper", "<Pause length='60'/>")
    scene.rings(f"<Dial><Number url='/whisper'>{SCHMIDT}</Number></Dial>", 5)
    [asked] = scene.at("/whisper")
    assert keys(asked) == NUMBERS | {"ParentCallSid"}
    assert (asked["From"], asked["Direction"]) == (DIAZ, "outbound-dial")


def added(scene: Scene, path: str) -> set[str]:
    """Return what the last request to a path adds to those of an incoming call."""
    return keys(scene.at(path)[-1]) - NUMBERS - {"CallToken"}


def test_what_each_action_is_told_besides() -> None:
    cases: Iterable[tuple[str, set[str]]] = [
        (
            "<Gather action='/got' actionOnEmptyResult='true' timeout='1'/>",
            {"Digits", "FinishedOnKey", "msg"},
        ),
        (
            "<Record action='/got' maxLength='2'/>",
            {"RecordingUrl", "RecordingSid", "RecordingDuration", "Digits"},
        ),
        (
            f"<Dial action='/got' timeLimit='2'>{SCHMIDT}</Dial>",
            {"DialCallStatus", "DialCallSid", "DialCallDuration", "DialBridged"},
        ),
        ("<Dial action='/got'><Number>1</Number></Dial>", {"DialCallStatus", "DialBridged"}),
        ("<Enqueue action='/got'>q</Enqueue>", {"QueueResult", "QueueTime", "QueueSid"}),
        ("<Sms action='/got'>Hi</Sms>", {"SmsSid", "MessageSid", "SmsStatus"}),
    ]
    for verbs, extra in cases:
        scene = Scene()
        scene.says("/got", "<Hangup/>")
        scene.rings(verbs, 10)
        scene.diaz.hang_up()
        scene.carrier.settle()
        assert added(scene, "/got") == extra, verbs


def test_what_a_queues_waiting_room_is_told_besides() -> None:
    scene = Scene()
    scene.says("/wait", "<Pause length='60'/>")
    scene.rings("<Enqueue waitUrl='/wait'>q</Enqueue>", 1)
    assert added(scene, "/wait") == {
        *("QueueSid", "QueuePosition", "QueueTime", "AvgQueueTime"),
        *("CurrentQueueSize", "MaxQueueSize"),
    }


def test_a_conferences_events() -> None:
    scene = Scene()
    told = "statusCallback='/room' statusCallbackEvent='start end join leave'"
    scene.says("/client", "<Dial><Conference beep='false'>tour</Conference></Dial>")
    scene.rings(f"<Dial><Conference beep='false' {told}>tour</Conference></Dial>", 1)
    scene.carrier.client("ada").connect(APP)
    scene.carrier.advance(1)
    scene.carrier.client("ada").hang_up()
    scene.diaz.hang_up()
    scene.carrier.settle()
    room = {"ConferenceSid", "FriendlyName", "AccountSid", "SequenceNumber", "Timestamp"} | {
        "StatusCallbackEvent"
    }
    member = {"CallSid", "Muted", "Hold", "Coaching", "EndConferenceOnExit"} | {
        "StartConferenceOnEnter"
    }
    extra = {
        "participant-join": member,
        "conference-start": set(),
        "participant-leave": member | {"ParticipantCallStatus", "ReasonParticipantLeft"},
        "conference-end": {"ReasonConferenceEnded", "Reason", "CallSidEndingConference"},
    }
    seen = {told["StatusCallbackEvent"]: keys(told) - room for told in scene.at("/room")}
    assert seen == extra


def test_a_recordings_end() -> None:
    scene = Scene()
    scene.says("/got", "<Hangup/>")
    scene.rings("<Record action='/got' recordingStatusCallback='/tape' maxLength='2'/>", 9)
    assert keys(scene.at("/tape")[0]) == {
        *("AccountSid", "CallSid", "RecordingSid", "RecordingUrl", "RecordingStatus"),
        *("RecordingDuration", "RecordingChannels", "RecordingStartTime", "RecordingSource"),
        *("RecordingTrack", "ErrorCode"),
    }


def test_a_texts_delivery() -> None:
    scene = Scene()
    told = f"{BASE}/delivery"
    scene.client.messages.create(to=DIAZ, from_=STORE, body="Hi", status_callback=told)
    scene.client.messages.create(to="+393998887766", from_=STORE, body="Hi", status_callback=told)
    scene.carrier.advance(1)
    basic = {"MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "To", "From"} | {
        *("AccountSid", "ApiVersion")
    }
    seen = {told["MessageStatus"]: keys(told) - basic for told in scene.at("/delivery")}
    assert seen == {
        "sent": set(),
        "delivered": {"RawDlrDoneDate"},
        "undelivered": {"ErrorCode"},
    }


def test_a_relative_address_keeps_its_query_and_is_signed() -> None:
    scene = Scene()
    scene.says("/next", "<Say>There</Say>")
    scene.rings("<Redirect method='GET'>next?a=b#rc=2</Redirect>")
    [asked] = scene.at("/next")
    assert asked["a"] == "b"
    assert scene.diaz.heard == ["There"]
    assert scene.unsigned == []
