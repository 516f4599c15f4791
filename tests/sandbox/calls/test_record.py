"""Record. Rules: Twilio, "TwiML Voice: Record" (twilio.com/docs/voice/twiml/record).

"The <Record> verb records the caller's voice and returns to you the URL of a file containing the
audio recording."
"""

import pytest

from tests.sandbox.scene import BASE, Scene


def record(scene: Scene, attributes: str = "", seconds: float = 3) -> None:
    scene.says("/got", "<Say>Thanks</Say>")
    scene.rings(f"<Record action='/got' {attributes}/><Say>Nothing</Say>", seconds)


def test_any_key_ends_it_and_the_action_gets_the_address() -> None:
    scene = Scene()
    record(scene)
    scene.diaz.press("5")
    scene.carrier.advance(1)
    [asked] = scene.at("/got")
    assert (asked["Digits"], asked["RecordingDuration"]) == ("5", "3")
    [kept] = scene.client.recordings.list()
    assert asked["RecordingUrl"].endswith(f"/Recordings/{kept.sid}")
    assert kept.source == "RecordVerb"
    assert scene.diaz.heard == ["Thanks"]


def test_other_keys_do_nothing_where_one_is_named() -> None:
    scene = Scene()
    record(scene, "finishOnKey='#'")
    scene.diaz.press("5")
    scene.carrier.advance(1)
    assert scene.at("/got") == []


def test_silence_ends_it() -> None:
    scene = Scene()
    record(scene, "timeout='4'", 10)
    scene.diaz.silent_s = 4
    scene.carrier.advance(1)
    assert scene.at("/got")[0]["Digits"] == ""


def test_nothing_said_goes_on_with_the_next_verb() -> None:
    scene = Scene()
    scene.diaz.silent_s = 99
    record(scene, "recordingStatusCallback='/tape' recordingStatusCallbackEvent='absent'", 6)
    assert scene.at("/got") == []
    assert scene.diaz.heard == ["Nothing"]
    assert scene.at("/tape")[0]["RecordingStatus"] == "absent"


def test_the_longest_length_ends_it() -> None:
    scene = Scene()
    record(scene, "maxLength='20'", 25)
    assert scene.at("/got")[0]["RecordingDuration"] == "20"


def test_who_hangs_up_is_reported_as_hangup() -> None:
    scene = Scene()
    record(scene)
    scene.diaz.hang_up()
    scene.carrier.settle()
    [asked] = scene.at("/got")
    assert (asked["Digits"], asked["CallStatus"]) == ("hangup", "completed")


def test_its_end_is_reported_a_moment_later() -> None:
    scene = Scene()
    record(scene, "recordingStatusCallback='/tape'")
    scene.diaz.press("#")
    scene.carrier.advance(2)
    [told] = scene.at("/tape")
    assert (told["RecordingStatus"], told["RecordingSource"]) == ("completed", "RecordVerb")
    assert told["RecordingUrl"].startswith("https://api.twilio.com/2010-04-01/Accounts/")
    assert {"RecordingStartTime", "RecordingTrack", "RecordingChannels", "ErrorCode"} <= set(told)
    assert "CallStatus" not in told


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("timeout='x'", "13611"),
        ("maxLength='x'", "13612"),
        ("finishOnKey='x'", "13613"),
        ("playBeep='x'", "13616"),
        ("method='x'", "13610"),
        ("recordingStatusCallbackEvent='x'", "13621"),
        ("transcribe='true'", "12200"),
    ],
)
def test_a_wrong_value_is_warned_of(wrong: str, code: str) -> None:
    scene = Scene()
    record(scene, wrong)
    assert scene.alerts() == [code]


def test_start_records_in_the_background_until_stop() -> None:
    """Twilio, in its own words.

    "it immediately starts recording the call's audio before processing any other TwiML
    instructions" (TwiML Voice: Recording).
    """
    scene = Scene()
    tape = "<Recording name='a' channels='dual' recordingStatusCallback='/tape'/>"
    stop = "<Stop><Recording name='a'/></Stop>"
    scene.rings(f"<Start>{tape}</Start><Pause length='5'/>{stop}<Pause length='60'/>", 10)
    [told] = scene.at("/tape")
    assert (told["RecordingDuration"], told["RecordingChannels"]) == ("5", "2")


def test_a_call_placed_with_record_says_so_at_its_end() -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='5'/>")
    scene.call(record=True, status_callback=f"{BASE}/status")
    scene.carrier.advance(20)
    told = scene.at("/status")[-1]
    assert told["RecordingDuration"] == "5"
    [kept] = scene.client.recordings.list()
    assert told["RecordingSid"] == kept.sid
    assert kept.source == "OutboundAPI"


@pytest.mark.parametrize(
    ("trim", "seconds"), [("", "2"), ("trim='trim-silence'", "2"), ("trim='do-not-trim'", "6")]
)
def test_silence_is_cut_off_unless_it_is_kept(trim: str, seconds: str) -> None:
    """Twilio, "Record: trim": "trim-silence or do-not-trim", the default is trim-silence."""
    scene = Scene()
    scene.diaz.silent_s = 4
    scene.rings(f"<Record action='/got' timeout='0' maxLength='6' {trim}/>", 10)
    assert scene.at("/got")[0]["RecordingDuration"] == seconds
