"""What Gather makes of speech. Rules: Twilio, "TwiML Voice: Gather".

"If you set profanityFilter to true, Twilio replaces all but the initial character in each filtered
profane word with asterisks, for example, 'f***.'" "hints: a list of words or phrases that Twilio
should expect during recognition." (twilio.com/docs/voice/twiml/gather)
"""

import pytest

from sandbox.calls.hearing import heard
from sandbox.twiml.document import Verb
from tests.sandbox.scene import Scene


@pytest.mark.parametrize(
    ("said", "attributes", "result"),
    [
        ("what the fuck", {}, "what the f***"),
        ("what the fuck", {"profanityFilter": "false"}, "what the fuck"),
        ("Shit happens, bullshitter", {}, "S*** happens, bullshitter"),
        ("a grape in scunthorpe", {}, "a grape in scunthorpe"),
        ("i want the bulgari ring", {"hints": "Bulgari, Cartier"}, "i want the Bulgari ring"),
        ("bulgarian", {"hints": "Bulgari"}, "bulgarian"),
        ("model a\\b 5", {"hints": "A\\B,$DIGIT"}, "model A\\B 5"),
    ],
)
def test_words_as_they_are_heard(said: str, attributes: dict[str, str], result: str) -> None:
    assert heard(said, Verb("Gather", attributes)) == result


def test_results_and_partial_results_are_filtered() -> None:
    scene = Scene()
    scene.rings(
        "<Gather input='speech' action='/got' speechTimeout='1' hints='Ada'"
        " partialResultCallback='/partial'/>",
        1,
    )
    scene.diaz.say("damn it ada, shit", final=False)
    scene.diaz.say("shit, ada")
    scene.carrier.advance(3)
    assert scene.at("/partial")[0]["UnstableSpeechResult"] == "damn it Ada, s***"
    assert scene.at("/got")[0]["SpeechResult"] == "s***, Ada"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("profanityFilter='maybe'", "13333"),
        ("bargeIn='maybe'", "13332"),
        ("enhanced='maybe'", "13339"),
        ("debug='maybe'", "13336"),
        ("maxSpeechTime='x'", "13328"),
        ("speechModel='the best'", "13334"),
        ("language='en'", "13331"),
        (f"hints='{'x' * 101}'", "13330"),
        (f"hints='{','.join(['a'] * 501)}'", "13330"),
        ("speechModel='default' speechTimeout='auto'", "13335"),
    ],
)
def test_a_wrong_value_has_its_own_warning(wrong: str, code: str) -> None:
    scene = Scene()
    scene.rings(f"<Gather input='speech' {wrong}/><Say>Nothing</Say>", 8)
    assert scene.alerts() == [code]
    assert scene.diaz.heard == ["Nothing"]
