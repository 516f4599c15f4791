"""Which voice each name of Say stands for.

Twilio, "TwiML Voice: Say": "man" and "woman" speak the language that is named; a Polly or Google
voice speaks its own.
"""

import xml.etree.ElementTree as ET

import pytest

from sandbox.media.pcm import RATE
from sandbox.media.speech import speaker
from sandbox.media.voices import Chosen, chosen
from sandbox.twiml import ssml


@pytest.mark.parametrize(
    ("voice", "language", "expected"),
    [
        ("", "", Chosen("en")),
        ("man", "it-IT", Chosen("it-it")),
        ("woman", "it-IT", Chosen("it-it", female=True)),
        ("alice", "en-GB", Chosen("en-gb", female=True)),
        ("Polly.Bianca", "en-US", Chosen("it-it", female=True)),
        ("Polly.Giorgio-Neural", "en-US", Chosen("it-it")),
        ("Google.it-IT-Wavenet-A", "en-US", Chosen("it-it", female=True)),
        ("Google.de-DE-Standard-B", "", Chosen("de-de")),
        ("Polly.Nobody", "fr-FR", Chosen("fr-fr")),
    ],
)
def test_a_voice_has_a_language_and_a_kind(voice: str, language: str, expected: Chosen) -> None:
    assert chosen(voice, language) == expected


@pytest.mark.parametrize(
    ("said", "longer_s"),
    [
        ("One <break time='2s'/> two", 1.7),
        ("<prosody rate='x-slow'>One two</prosody>", 0.2),
        ("<say-as interpret-as='characters'>NATO</say-as>", 0.1),
    ],
)
def test_markup_is_heard(said: str, longer_s: float) -> None:
    """Twilio, "Say: SSML": break, prosody, emphasis, say-as and sub change how words are said."""
    pytest.importorskip("espeakng_loader", reason="the `tts` extra brings a voice")
    speak = speaker()
    say = ET.fromstring(f"<Say>{said}</Say>")  # noqa: S314  # ours
    plain, marked = "".join(say.itertext()), ssml.markup(say)
    took = [len(speak(words, "en-US", "")) / RATE for words in (plain, marked)]
    assert took[1] > took[0] + longer_s
    assert ssml.words(marked).split() == plain.split()
