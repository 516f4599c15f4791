"""Say, Play and Pause. Rules: Twilio, "TwiML Voice: Play" (twilio.com/docs/voice/twiml/play).

"Specifying 0 will cause the <Play> verb to loop until either the call is hung up or 1000
iterations are performed."
"""

import pytest

from tests.sandbox.scene import STORE, Scene


def test_a_loop_of_nought_goes_on_until_the_call_ends() -> None:
    scene = Scene()
    scene.rings("<Say loop='0'>Still here</Say>", 60)
    assert len(scene.diaz.heard) > 40
    assert scene.diaz.state == "talking"


def test_a_loop_counts() -> None:
    scene = Scene()
    scene.rings("<Say loop='3'>Hello</Say>")
    assert scene.diaz.heard == ["Hello"] * 3


def test_digits_are_played_to_the_other_side() -> None:
    scene = Scene()
    scene.rings("<Play digits='ww12#'/><Say>Done</Say>")
    assert scene.diaz.keys == "ww12#"
    assert scene.diaz.heard == ["Done"]


def test_a_pause_as_first_verb_delays_the_answer() -> None:
    scene = Scene()
    scene.rings("<Pause length='3'/><Say>One two three four five</Say>", 2)
    assert scene.diaz.state == "dialling"
    scene.carrier.advance(2)
    assert scene.diaz.state == "talking"


@pytest.mark.parametrize("verbs", ["<Hangup/>", ""])
def test_only_reject_prevents_the_answer(verbs: str) -> None:
    """Twilio, in its own words.

    "Any other response will result in an answered call" (TwiML Voice: Reject).
    """
    scene = Scene()
    scene.rings(verbs)
    assert scene.at("/status")[-1]["CallStatus"] == "completed"
    [call] = scene.client.calls.list(to=STORE)
    assert call.start_time is not None


@pytest.mark.parametrize(
    ("inner", "plain"),
    [
        ("Hello <break strength='weak' time='1s'/>there", "Hello there"),
        ("<p>One</p><p>Two!</p>", "One. Two!"),
        ("<sub alias='World Wide Web'>WWW</sub> rules", "World Wide Web rules"),
        ("Code <say-as interpret-as='spell-out'>AB1</say-as>", "Code A B 1"),
        (
            "<prosody rate='x-slow'>Slow <emphasis level='strong'>down</emphasis></prosody>",
            "Slow down",
        ),
        ("<lang xml:lang='it-IT'>Buongiorno</lang>", "Buongiorno"),
    ],
)
def test_markup_of_speech_becomes_plain_words(inner: str, plain: str) -> None:
    scene = Scene()
    scene.rings(f"<Say voice='Polly.Joanna'>{inner}</Say>")
    assert scene.diaz.heard == [plain]
    assert scene.alerts() == []


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("<Say/>", "13520"),
        ("<Say loop='x'>Hello</Say>", "13510"),
        ("<Play loop='-1'>/music.wav</Play>", "13410"),
        ("<Pause length='long'/>", "13910"),
        ("<Play>/nothing.wav</Play>", "13420"),
        ("<Redirect method='FETCH'>/next</Redirect>", "13710"),
    ],
)
def test_what_is_wrong_is_warned_of_by_its_code(verb: str, code: str) -> None:
    scene = Scene()
    scene.pages["/music.wav"] = "RIFF"
    scene.says("/next", "<Hangup/>")
    scene.rings(verb)
    assert scene.alerts() == [code]


def test_many_verbs_that_end_at_once_do_not_pile_up() -> None:
    scene = Scene()
    scene.rings("<Stop/>" * 5000 + "<Say>Hello</Say>")
    assert scene.diaz.heard == ["Hello"]
