"""The mixer's arithmetic, tones and sound files."""

import io
import wave

import numpy as np
import pytest

from sandbox.media import pcm
from sandbox.media.pcm import FRAME, RATE, Pcm
from sandbox.media.speech import speaker
from sandbox.media.studio import Studio


class Ear:
    """A leg that says one constant value and keeps what it hears."""

    def __init__(self, value: int) -> None:
        self.value = value
        self.heard: list[Pcm] = []
        self.patience = 0

    def pull(self) -> Pcm:
        return np.full(FRAME, self.value, np.int16)

    def steady(self, frames: int = 2) -> None:
        self.patience = frames

    def push(self, frame: Pcm) -> None:
        self.heard.append(frame)

    def last(self) -> int:
        return int(self.heard[-1][0])


def studio(**values: int) -> tuple[Studio, dict[str, Ear]]:
    made = Studio(speaker())
    ears = {name: Ear(value) for name, value in values.items()}
    for name, ear in ears.items():
        made.attach(name, ear)
        made.join(name, "room")
    made.tick()
    return made, ears


def test_everybody_hears_the_others_and_never_themselves() -> None:
    _, ears = studio(a=100, b=20, c=3)
    assert {name: ear.last() for name, ear in ears.items()} == {"a": 23, "b": 103, "c": 120}


def test_rooms_are_apart() -> None:
    made, ears = studio(a=100, b=20)
    made.join("b", "elsewhere")
    made.tick()
    assert (ears["a"].last(), ears["b"].last()) == (0, 0)


def test_who_is_muted_hears_and_is_not_heard() -> None:
    made, ears = studio(a=100, b=20)
    made.mute("a", muted=True)
    made.tick()
    assert (ears["a"].last(), ears["b"].last()) == (20, 0)
    made.mute("a", muted=False)
    made.tick()
    assert ears["b"].last() == 100


def test_loud_voices_are_clipped_not_wrapped() -> None:
    _, ears = studio(a=30000, b=30000, c=0)
    assert ears["c"].last() == 32767


def test_a_prompt_is_heard_by_one_leg_and_ends() -> None:
    made, ears = studio(a=0, b=0)
    made.leave("a")
    made.tone("a", "beep")
    for _ in range(13):
        made.tick()
    beep = np.concatenate(ears["a"].heard[-13:])
    assert round(pcm.dominant(beep)[0], -1) == 880
    assert not np.concatenate(ears["b"].heard).any()
    made.tick()
    assert not ears["a"].heard[-1].any()


def test_ringing_goes_on_until_quiet() -> None:
    made, ears = studio(a=0)
    made.tone("a", "ringback-it")
    for _ in range(255):
        made.tick()
    assert ears["a"].heard[-3].any()
    made.quiet("a")
    made.tick()
    assert not ears["a"].heard[-1].any()


def test_a_sound_file_is_played_for_its_length() -> None:
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(np.zeros(4000, np.int16).tobytes())
    made, _ = studio(a=0)
    assert made.play("a", "audio/wav", body.getvalue()) == pytest.approx(0.5, abs=0.05)


def test_what_is_no_sound_file_is_skipped() -> None:
    made, _ = studio(a=0)
    assert made.play("a", "audio/wav", b"not a sound") == 0


def test_speech_lasts_as_long_as_words_do() -> None:
    speak = speaker()
    short, long = len(speak("Hello", "en-US", "")), len(speak("Hello " * 10, "en-US", ""))
    assert RATE // 10 < short < long


@pytest.mark.parametrize("frequency", [440, 1000])
def test_the_strongest_tone_is_found(frequency: int) -> None:
    found, loud = pcm.dominant(pcm.sine(frequency, 1.0))
    assert found == pytest.approx(frequency, abs=2)
    assert loud > 1000


def test_who_was_muted_in_one_room_speaks_in_the_next() -> None:
    made, ears = studio(a=100, b=20)
    made.mute("a", muted=True)
    made.leave("a")
    made.join("a", "room")
    made.tick()
    assert ears["b"].last() == 100


def test_a_jitter_buffer_has_its_size() -> None:
    made, ears = studio(a=0)
    made.steady("a", "large")
    large = ears["a"].patience
    made.steady("a", "off")
    assert large > ears["a"].patience == 1
