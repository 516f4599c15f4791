"""Gather. Rules: Twilio, "TwiML Voice: Gather" (twilio.com/docs/voice/twiml/gather).

"When Twilio executes this TwiML, it will pause for up to five seconds to wait for the caller to
enter digits on their keypad."
"""

import pytest

from tests.sandbox.scene import Scene


def gather(scene: Scene, attributes: str, inner: str = "", seconds: float = 1) -> None:
    scene.says("/got", "<Pause length='600'/>")
    scene.rings(f"<Gather action='/got' {attributes}>{inner}</Gather><Say>Nothing</Say>", seconds)


def test_silence_of_five_seconds_falls_through() -> None:
    scene = Scene()
    gather(scene, "", seconds=4.9)
    assert scene.diaz.heard == []
    scene.carrier.advance(0.2)
    assert scene.diaz.heard == ["Nothing"]


def test_without_an_action_the_document_itself_is_asked() -> None:
    scene = Scene()
    scene.rings("<Gather numDigits='1'/>", 1)
    scene.diaz.press("7")
    scene.carrier.settle()
    assert [asked.get("Digits") for asked in scene.at("/voice")] == [None, "7"]


def test_the_timeout_starts_anew_with_every_key() -> None:
    scene = Scene()
    gather(scene, "timeout='3'", seconds=0.1)
    for key in "123":
        scene.carrier.advance(2.5)
        scene.diaz.press(key)
    assert scene.at("/got") == []
    scene.carrier.advance(3.1)
    assert [asked["Digits"] for asked in scene.at("/got")] == ["123"]


def test_an_empty_finish_key_takes_every_key() -> None:
    scene = Scene()
    gather(scene, "finishOnKey='' numDigits='3'")
    scene.diaz.press("1#*")
    scene.carrier.settle()
    assert scene.at("/got")[0]["Digits"] == "1#*"


def test_a_prompt_that_may_not_be_interrupted_goes_on() -> None:
    scene = Scene()
    gather(scene, "bargeIn='false' numDigits='1'", "<Say>One two three four five six</Say>", 1)
    scene.diaz.press("1")
    scene.carrier.advance(3)
    scene.diaz.press("2")
    scene.carrier.settle()
    assert [asked["Digits"] for asked in scene.at("/got")] == ["2"]


def test_speech_is_recognised_after_a_pause() -> None:
    scene = Scene()
    gather(scene, "input='speech' speechTimeout='auto'")
    scene.diaz.press("1")
    scene.diaz.say("I want a ring")
    scene.carrier.advance(2)
    [asked] = scene.at("/got")
    assert (asked["SpeechResult"], asked["Confidence"]) == ("I want a ring", "0.9")
    assert "Digits" not in asked


def test_the_first_input_wins_of_keys_and_speech() -> None:
    scene = Scene()
    gather(scene, "input='dtmf speech' numDigits='1'")
    scene.diaz.press("4")
    scene.diaz.say("four")
    scene.carrier.advance(10)
    assert [asked.get("Digits") for asked in scene.at("/got")] == ["4"]


def test_partial_results_are_numbered_and_do_not_end_the_gather() -> None:
    scene = Scene()
    gather(scene, "input='speech' speechTimeout='1' partialResultCallback='/partial'")
    scene.diaz.say("I want", final=False)
    scene.diaz.say("I want a ring")
    scene.carrier.advance(2)
    first, last = scene.at("/partial")
    assert (first["SequenceNumber"], first["UnstableSpeechResult"]) == ("0", "I want")
    assert (last["SequenceNumber"], last["StableSpeechResult"]) == ("1", "I want a ring")
    assert len(scene.at("/got")) == 1


def test_who_speaks_without_end_is_cut_off() -> None:
    scene = Scene()
    gather(scene, "input='speech' maxSpeechTime='10' speechTimeout='5'")
    for _ in range(6):
        scene.diaz.say("and")
        scene.carrier.advance(2)
    [asked] = scene.at("/got")
    assert asked["SpeechResult"] == "and and and and and"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("timeout='x'", "13313"),
        ("numDigits='0'", "13314"),
        ("finishOnKey='A'", "13310"),
        ("method='PUT'", "13312"),
        ("speechTimeout='never'", "13327"),
        ("actionOnEmptyResult='maybe'", "13338"),
        ("input='mind'", "12200"),
    ],
)
def test_a_wrong_value_is_warned_of_and_the_default_holds(wrong: str, code: str) -> None:
    scene = Scene()
    gather(scene, wrong, seconds=6)
    assert scene.alerts() == [code]
    assert scene.diaz.heard == ["Nothing"]


def test_a_verb_that_may_not_be_nested_is_13320() -> None:
    scene = Scene()
    gather(scene, "", "<Hangup/>", seconds=6)
    assert scene.alerts() == ["13320"]
