"""Ringing tones by country.

"ringTone: allows you to override the ringback tone that Twilio will play back to the caller while
executing the Dial." (twilio.com/docs/voice/twiml/dial)
"""

import numpy as np
import pytest

from sandbox.calls.numbering import ring_tone
from sandbox.media.pcm import RATE
from sandbox.media.ringing import ringback
from sandbox.twiml.values import RING_TONES
from tests.sandbox.scene import SCHMIDT, Scene


@pytest.mark.parametrize("country", RING_TONES.split())
def test_every_country_has_a_turn_of_sound_and_silence(country: str) -> None:
    turn = ringback(country)
    assert 2 * RATE < len(turn) < 7 * RATE
    assert turn[: RATE // 5].any()
    assert not turn[-RATE:].any()


def test_two_frequencies_sound_together() -> None:
    spectrum = np.abs(np.fft.rfft(ringback("us")[:RATE]))
    assert {int(n) for n in np.argsort(spectrum)[-2:]} == {440, 480}


@pytest.mark.parametrize(
    ("number", "letters"),
    [("+390111234567", "it"), ("+442079460123", "uk"), ("+12025550123", "us"), ("", "us")],
)
def test_by_itself_it_rings_as_where_the_number_is(number: str, letters: str) -> None:
    assert ring_tone(number) == letters


@pytest.mark.parametrize(
    ("said", "heard", "warned"),
    [("", "de", []), ("ringTone='jp'", "jp", []), ("ringTone='mars'", "de", ["13220"])],
)
def test_dial_plays_the_tone_it_is_told(said: str, heard: str, warned: list[str]) -> None:
    scene = Scene()
    scene.rings(f"<Dial {said}>{SCHMIDT}</Dial>", 0.5)
    assert [one[2] for one in scene.carrier.lines.sounds if one[0] == "tone"] == [
        f"ringback-{heard}"
    ]
    assert scene.alerts() == warned
