"""Which voice each name of Say stands for.

Twilio, "TwiML Voice: Say": "man" and "woman" speak the language that is named; a Polly or Google
voice speaks its own.
"""

import pytest

from sandbox.media.voices import Chosen, chosen


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
