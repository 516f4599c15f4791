"""The mixer: who hears whom and which prompts, on one clock of 20 ms."""

import asyncio
import logging
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

import numpy as np

from sandbox.calls.ports import Take
from sandbox.media import pcm
from sandbox.media.buffer import PATIENCE
from sandbox.media.ears import Ears
from sandbox.media.pcm import FRAME, FRAME_S, RATE, Pcm
from sandbox.media.recorder import Recorder
from sandbox.media.ringing import ringback
from sandbox.media.speech import Speaker

_LOG = logging.getLogger(__name__)
_TOO_LATE_S = 1.0
_STEADY = {"off": 1, "small": 2, "medium": 4, "large": 8}
"""Frames of 20 ms for each jitterBufferSize; Twilio says which is larger, not how large."""


class Channel(Protocol):
    """The two ends of a leg, as the mixer sees it."""

    def pull(self) -> Pcm: ...

    def push(self, frame: Pcm) -> None: ...

    def steady(self, frames: int = PATIENCE) -> None:
        """Await so many frames of 20 ms before the far end is heard."""


class Media(Channel, Protocol):
    """The sound of one leg, and how it is agreed upon."""

    async def offer(self) -> str: ...

    async def answer(self, offer: str) -> str:
        """Return our answer; raises ValueError for an offer that is none."""

    async def accept(self, answer: str) -> None:
        """Take the far side's answer; raises ValueError for one that is none."""

    async def close(self) -> None: ...


@dataclass
class Tape:
    """A prompt being played to one leg."""

    samples: Pcm
    loops: bool = False
    at: int = 0

    def frame(self) -> Pcm | None:
        """Return the next 20 ms, or None at the end."""
        if self.loops:
            self.at %= len(self.samples)
        piece = self.samples[self.at : self.at + FRAME]
        self.at += FRAME
        if not len(piece):
            return None
        return np.pad(piece, (0, FRAME - len(piece))) if len(piece) < FRAME else piece


class Studio:
    """Implements the exchange's `Audio`. Legs come and go; their rooms are kept by call SID."""

    def __init__(self, speak: Speaker) -> None:
        self._speak = speak
        self._legs: dict[str, Channel] = {}
        self._rooms: dict[str, str] = {}
        self._muted: set[str] = set()
        self.deaf: set[str] = set()
        self.dumb: set[str] = set()
        """Legs that hear nobody, or that nobody hears, by a fault of the line."""
        self._coaches: dict[str, str] = {}
        self._recorder = Recorder()
        self.ears: Ears | None = None
        self._tapes: dict[str, Tape] = {}
        self._tones = {
            "busy": (pcm.busy(), True),
            "beep": (pcm.beep(), False),
            "hold": (pcm.hold_music(), True),
        }

    def attach(self, call_sid: str, leg: Channel) -> None:
        self._legs[call_sid] = leg

    def detach(self, call_sid: str) -> None:
        self._legs.pop(call_sid, None)
        self._tapes.pop(call_sid, None)
        for marked in (self._muted, self.deaf, self.dumb):
            marked.discard(call_sid)
        self._rooms.pop(call_sid, None)
        self._coaches.pop(call_sid, None)
        if self.ears:
            self.ears.forget(call_sid)

    def leg(self, call_sid: str) -> Channel | None:
        return self._legs.get(call_sid)

    def speak(self, call_sid: str, text: str, language: str, voice: str) -> float:
        return self._start(call_sid, self._speak(text, language, voice))

    def play(self, call_sid: str, content_type: str, body: bytes) -> float:
        try:
            samples = pcm.decode(body)
        except ValueError:
            _LOG.warning("a sound file could not be read", extra={"kind": content_type})
            return 0.0
        return self._start(call_sid, samples)

    def tone(self, call_sid: str, kind: str) -> None:
        if kind not in self._tones:
            self._tones[kind] = (ringback(kind.removeprefix("ringback-")), True)
        self._tapes[call_sid] = Tape(*self._tones[kind])

    def quiet(self, call_sid: str) -> None:
        self._tapes.pop(call_sid, None)

    def join(self, call_sid: str, room: str) -> None:
        self._rooms[call_sid] = room

    def mute(self, call_sid: str, muted: bool) -> None:  # noqa: FBT001
        if muted:
            self._muted.add(call_sid)
        else:
            self._muted.discard(call_sid)

    def leave(self, call_sid: str) -> None:
        """Part the leg from its room; whoever joins it to the next says anew who may speak."""
        self._rooms.pop(call_sid, None)
        self._muted.discard(call_sid)
        if self.ears:
            self.ears.forget(call_sid)

    def steady(self, call_sid: str, size: str) -> None:
        leg = self._legs.get(call_sid)
        if leg:
            leg.steady(_STEADY.get(size, PATIENCE))

    def coach(self, call_sid: str, other: str) -> None:
        if other:
            self._coaches[call_sid] = other
        else:
            self._coaches.pop(call_sid, None)

    def keys(self, call_sid: str, digits: str) -> float:
        return self._start(call_sid, pcm.keys(digits))

    def record(self, recording_sid: str, take: Take) -> None:
        self._recorder.begin(recording_sid, take)

    def pause(self, recording_sid: str, how: str) -> None:
        self._recorder.pause(recording_sid, how)

    def silent_s(self, recording_sid: str) -> float:
        return self._recorder.silent_s(recording_sid)

    def hushed_s(self, recording_sid: str) -> float:
        return self._recorder.hushed_s(recording_sid)

    def cut(self, recording_sid: str) -> bytes:
        return self._recorder.end(recording_sid)

    async def run(self) -> None:
        """Tick every 20 ms until cancelled; after a long stall, start counting anew."""
        due = monotonic()
        while True:
            due += FRAME_S
            ahead = due - monotonic()
            if ahead > 0:
                await asyncio.sleep(ahead)
            elif ahead < -_TOO_LATE_S:
                due = monotonic()
            self.tick()

    def tick(self) -> None:
        """Move 20 ms of sound: everybody hears the others of the room, and their own prompt."""
        said = {sid: leg.pull() for sid, leg in self._legs.items()}
        rooms = self._summed(said)
        for sid, leg in self._legs.items():
            mixed = pcm.mixed(self._heard(sid, said, rooms), self._prompt(sid))
            leg.push(mixed)
            self._recorder.hear(sid, said[sid], mixed)
            if self.ears and self._is_heard(sid):
                self.ears.hear(sid, said[sid])
        if self._recorder.rooms:
            self._recorder.hear_rooms(rooms)

    def _summed(self, said: dict[str, Pcm]) -> dict[str, pcm.Sum]:
        """Return what all speakers of each room say together; coaches speak to one leg alone."""
        speaking: dict[str, list[Pcm]] = {}
        for sid, frame in said.items():
            if self._is_heard(sid) and sid not in self._coaches:
                speaking.setdefault(self._rooms[sid], []).append(frame)
        return {room: pcm.summed(frames) for room, frames in speaking.items()}

    def _heard(self, sid: str, said: dict[str, Pcm], rooms: dict[str, pcm.Sum]) -> pcm.Sum | None:
        room = self._rooms.get(sid, "")
        if not room or sid in self.deaf:
            return None
        heard = rooms.get(room)
        if heard is not None and self._is_heard(sid) and sid not in self._coaches:
            heard = heard - said[sid]
        for coach, other in self._coaches.items():
            if other == sid and self._rooms.get(coach) == room and self._is_heard(coach):
                words = pcm.summed([said[coach]])
                heard = words if heard is None else heard + words
        return heard

    def _is_heard(self, sid: str) -> bool:
        return sid in self._rooms and sid not in self._muted and sid not in self.dumb

    def _prompt(self, call_sid: str) -> Pcm | None:
        tape = self._tapes.get(call_sid)
        frame = tape.frame() if tape else None
        if frame is None:
            self._tapes.pop(call_sid, None)
        return frame

    def _start(self, call_sid: str, samples: Pcm) -> float:
        self._tapes[call_sid] = Tape(samples)
        return len(samples) / RATE
