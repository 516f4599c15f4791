"""Fetching documents, and what happens when they fail. Rules: Twilio, "TwiML for Voice".

"If the first verb in a TwiML document is <Reject>, Twilio will not pick up the call."
(twilio.com/docs/voice/twiml/reject)
"""

import pytest

from sandbox.calls.script import APPLICATION_ERROR
from tests.sandbox.scene import STORE, Scene


def dial(scene: Scene, seconds: float = 30) -> None:
    scene.diaz.dial(STORE)
    scene.carrier.advance(seconds)


def alerts(scene: Scene) -> list[str]:
    return [fact["code"] for fact in scene.carrier.facts("alert")]


def test_an_inbound_call_asks_the_number_and_is_answered() -> None:
    scene = Scene()
    scene.says("/voice", "<Say>Buongiorno</Say>")
    dial(scene)
    [asked] = scene.at("/voice")
    assert (asked["CallStatus"], asked["Direction"]) == ("ringing", "inbound")
    assert scene.diaz.heard == ["Buongiorno"]
    assert scene.at("/status")[-1]["CallStatus"] == "completed"
    assert scene.unsigned == []


def test_reject_leaves_the_call_unanswered() -> None:
    scene = Scene()
    scene.says("/voice", "<Reject reason='busy'/>")
    dial(scene)
    assert scene.at("/status")[-1]["CallStatus"] == "busy"


def test_redirect_goes_on_with_another_document_relative_to_this_one() -> None:
    scene = Scene()
    scene.says("/voice", "<Redirect>there</Redirect><Say>never</Say>")
    scene.says("/there", "<Say>here</Say>")
    dial(scene)
    assert scene.diaz.heard == ["here"]


def test_a_broken_application_is_said_so_and_the_call_ends() -> None:
    scene = Scene()
    scene.pages["/voice"] = (500, "oops")
    dial(scene)
    assert scene.diaz.heard == [APPLICATION_ERROR]
    assert alerts(scene) == ["11200"]
    assert scene.diaz.state == "idle"


def test_bad_xml_is_12100() -> None:
    scene = Scene()
    scene.pages["/voice"] = "<Response><Say>"
    dial(scene)
    assert alerts(scene) == ["12100"]


def test_a_verb_the_sandbox_cannot_do_is_refused_by_name() -> None:
    scene = Scene()
    scene.says("/voice", "<Say>Before</Say><Pay/><Say>After</Say>")
    dial(scene)
    assert scene.diaz.heard == ["Before", "After"]
    [alert] = scene.carrier.facts("alert")
    assert alert["code"] == "12200"
    assert "<Pay> is refused" in alert["words"]


def test_an_unknown_attribute_is_a_warning_and_the_call_goes_on() -> None:
    scene = Scene()
    scene.says("/voice", "<Say colour='red'>Hello</Say>")
    dial(scene)
    assert scene.diaz.heard == ["Hello"]
    assert alerts(scene) == ["12200"]


def test_the_fallback_is_asked_once_with_the_error() -> None:
    number = {
        "number": STORE,
        "voice_url": "http://shop.example/voice",
        "voice_fallback_url": "http://shop.example/fallback",
    }
    scene = Scene(config={"numbers": [number]})
    scene.pages["/voice"] = (404, "")
    scene.says("/fallback", "<Say>Sorry</Say>")
    dial(scene)
    [asked] = scene.at("/fallback")
    assert asked["ErrorCode"] == "11200"
    assert asked["ErrorUrl"] == "http://shop.example/voice"
    assert scene.diaz.heard == ["Sorry"]


def test_gather_hands_over_digits_and_the_first_key_stops_the_prompt() -> None:
    scene = Scene()
    scene.says(
        "/voice", "<Gather numDigits='2' action='/digits'><Say>A b c d e f g h i j</Say></Gather>"
    )
    scene.says("/digits", "<Hangup/>")
    dial(scene, 1)
    scene.diaz.press("4")
    scene.diaz.press("2")
    scene.carrier.advance(1)
    [asked] = scene.at("/digits")
    assert (asked["Digits"], asked["FinishedOnKey"], asked["msg"]) == ("42", "", "Gather End")


def test_gather_ends_at_the_finish_key() -> None:
    scene = Scene()
    scene.says("/voice", "<Gather action='/digits'/>")
    dial(scene, 1)
    scene.diaz.press("7#")
    scene.carrier.settle()
    [asked] = scene.at("/digits")
    assert (asked["Digits"], asked["FinishedOnKey"]) == ("7", "#")


def test_gather_without_a_key_falls_through_to_the_next_verb() -> None:
    scene = Scene()
    scene.says("/voice", "<Gather action='/digits' timeout='3'/><Say>Nobody</Say>")
    dial(scene)
    assert scene.at("/digits") == []
    assert scene.diaz.heard == ["Nobody"]


def test_gather_reports_silence_where_it_is_asked_to() -> None:
    scene = Scene()
    scene.says("/voice", "<Gather action='/digits' actionOnEmptyResult='true' timeout='3'/>")
    dial(scene)
    assert scene.at("/digits")[0]["Digits"] == ""


def test_play_fetches_the_sound() -> None:
    scene = Scene()
    scene.says("/voice", "<Play>music.wav</Play>")
    scene.pages["/music.wav"] = "RIFF"
    dial(scene)
    assert [sound[0] for sound in scene.carrier.lines.sounds] == ["play"]


def test_a_document_that_loops_at_once_is_noticed() -> None:
    scene = Scene()
    scene.says("/voice", "<Redirect/>")
    scene.diaz.dial(STORE)
    with pytest.raises(RuntimeError, match="loops"):
        scene.carrier.advance(1)
