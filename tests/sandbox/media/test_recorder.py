"""Recordings of live legs, keys as tones, coaches in a room."""

import io
import wave
from dataclasses import dataclass, field

import numpy as np

from sandbox.calls.ports import Take
from sandbox.media import pcm
from sandbox.media.ears import Ears
from sandbox.media.pcm import FRAME, RATE, Pcm
from sandbox.media.studio import Studio


@dataclass
class Voice:
    """A leg that always says one tone and keeps what it hears."""

    frequency: float = 0.0
    heard: list[Pcm] = field(default_factory=list)

    def pull(self) -> Pcm:
        if not self.frequency:
            return np.zeros(FRAME, np.int16)
        at = np.arange(FRAME) / RATE
        return (np.sin(2 * np.pi * self.frequency * at) * 8000).astype(np.int16)

    def steady(self, frames: int = 2) -> None:
        self.patience = frames

    def push(self, frame: Pcm) -> None:
        self.heard.append(frame)


def studio(**voices: Voice) -> Studio:
    made = Studio(lambda text, _language, _voice: pcm.murmur(text))
    for sid, voice in voices.items():
        made.attach(sid, voice)
    return made


def tones(sound: bytes) -> list[float]:
    """Return the strongest frequency of each channel."""
    with wave.open(io.BytesIO(sound)) as read:
        frames = np.frombuffer(read.readframes(read.getnframes()), "<i2")
        channels = frames.reshape(-1, read.getnchannels()).T
    return [round(pcm.dominant(channel)[0], -1) for channel in channels]


def ticks(made: Studio, count: int = 50) -> None:
    for _ in range(count):
        made.tick()


def test_two_channels_hold_both_directions() -> None:
    made = studio(a=Voice(500), b=Voice(900))
    made.join("a", "room")
    made.join("b", "room")
    made.record("RE1", Take(leg="a", channels=2))
    ticks(made)
    assert tones(made.cut("RE1")) == [500, 900]


def test_one_direction_is_recorded_alone() -> None:
    made = studio(a=Voice(500), b=Voice(900))
    for sid in "ab":
        made.join(sid, "room")
    made.record("RE1", Take(leg="a", track="inbound"))
    made.record("RE2", Take(leg="a", track="outbound"))
    ticks(made)
    assert tones(made.cut("RE1")) == [500]
    assert tones(made.cut("RE2")) == [900]


def test_a_room_is_recorded_without_who_is_muted_or_elsewhere() -> None:
    made = studio(a=Voice(500), b=Voice(900), c=Voice(1300))
    made.join("a", "room")
    made.join("b", "room")
    made.join("c", "other")
    made.mute("b", True)
    made.record("RE1", Take(room="room"))
    ticks(made)
    assert tones(made.cut("RE1")) == [500]


def test_silence_is_measured_on_the_legs_own_side() -> None:
    voice = Voice(500)
    made = studio(a=voice)
    made.record("RE1", Take(leg="a", track="inbound"))
    ticks(made)
    assert made.silent_s("RE1") == 0
    voice.frequency = 0
    ticks(made, 100)
    assert made.silent_s("RE1") == 2.0


def test_a_pause_leaves_time_out_or_fills_it_with_silence() -> None:
    made = studio(a=Voice(500))
    for sid, how in (("RE1", "skip"), ("RE2", "silence")):
        made.record(sid, Take(leg="a"))
        made.pause(sid, how)
    ticks(made)
    lengths = []
    for sid in ("RE1", "RE2"):
        with wave.open(io.BytesIO(made.cut(sid))) as read:
            lengths.append(read.getnframes())
    assert lengths == [FRAME, 50 * FRAME]


def test_a_coach_is_heard_by_the_coached_alone() -> None:
    coached, customer = Voice(), Voice()
    made = studio(coach=Voice(900), coached=coached, customer=customer)
    for sid in ("coach", "coached", "customer"):
        made.join(sid, "room")
    made.coach("coach", "coached")
    ticks(made)
    assert round(pcm.dominant(np.concatenate(coached.heard))[0], -1) == 900
    assert pcm.dominant(np.concatenate(customer.heard))[1] == 0
    made.coach("coach", "")
    ticks(made)
    assert round(pcm.dominant(np.concatenate(customer.heard[50:]))[0], -1) == 900


def test_keys_are_heard_as_their_tones() -> None:
    voice = Voice()
    made = studio(a=voice)
    assert made.keys("a", "w5") == 0.7
    ticks(made, 35)
    heard = np.concatenate(voice.heard)[int(0.5 * RATE) : int(0.62 * RATE)]
    spectrum = np.abs(np.fft.rfft(heard.astype(float), RATE))
    loudest = {int(f) for f in np.argsort(spectrum)[-30:]}
    assert {770, 1336} <= loudest


def test_cutting_what_was_never_begun_is_a_short_silence() -> None:
    assert len(studio().cut("RE1")) > 44


def test_who_begins_and_stops_to_speak_is_told_once() -> None:
    told: list[tuple[str, bool]] = []
    voice = Voice(500)
    made = studio(a=voice)
    made.ears = Ears(lambda sid, loud: told.append((sid, loud)))
    made.join("a", "room")
    ticks(made, 4)
    assert told == []
    ticks(made, 20)
    voice.frequency = 0
    ticks(made, 100)
    assert told == [("a", True), ("a", False)]


def test_silence_at_both_ends_is_cut_off_where_it_is_asked_for() -> None:
    """Twilio, "Record: trim": trim-silence removes leading and trailing silence."""
    voice = Voice()
    made = studio(a=voice)
    made.record("RE1", Take(leg="a", track="inbound", trims=True))
    made.record("RE2", Take(leg="a", track="inbound"))
    for frequency in (0, 500, 0):
        voice.frequency = frequency
        ticks(made)
    assert (made.hushed_s("RE1"), made.hushed_s("RE2")) == (2.0, 0.0)
    lengths = []
    for sid in ("RE1", "RE2"):
        with wave.open(io.BytesIO(made.cut(sid))) as read:
            lengths.append(read.getnframes() // FRAME)
    assert lengths == [50, 150]


def test_nothing_but_silence_leaves_one_frame() -> None:
    made = studio(a=Voice())
    made.record("RE1", Take(leg="a", trims=True))
    ticks(made)
    with wave.open(io.BytesIO(made.cut("RE1"))) as read:
        assert read.getnframes() == FRAME


def test_a_coach_is_not_on_the_recording_of_the_room() -> None:
    made = studio(coach=Voice(900), coached=Voice(), customer=Voice(500))
    for sid in ("coach", "coached", "customer"):
        made.join(sid, "room")
    made.coach("coach", "coached")
    made.record("RE1", Take(room="room"))
    ticks(made)
    assert tones(made.cut("RE1")) == [500]


def test_who_is_muted_is_not_told_of_as_speaking() -> None:
    told: list[str] = []
    made = studio(a=Voice(500))
    made.ears = Ears(lambda sid, _loud: told.append(sid))
    made.join("a", "room")
    made.mute("a", muted=True)
    ticks(made)
    assert told == []
