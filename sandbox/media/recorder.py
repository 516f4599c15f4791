"""Recordings as they grow: a leg's two directions, or a room's mixture."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sandbox.calls.ports import Take
from sandbox.media import pcm
from sandbox.media.pcm import FRAME, FRAME_S, Pcm

_LOUD = 200.0
_LONGEST = 50 * 3600
"""Frames kept of one recording: an hour, as Twilio's own default is for Record."""


@dataclass(eq=False)
class _Tape:
    take: Take
    channels: tuple[list[Pcm], list[Pcm]] = field(default_factory=lambda: ([], []))
    paused: str = ""
    silent: int = 0

    def add(self, inbound: Pcm, outbound: Pcm) -> None:
        loud = float(np.sqrt(np.mean(inbound.astype(np.float64) ** 2))) > _LOUD
        self.silent = 0 if loud else self.silent + 1
        if self.paused == "skip" or len(self.channels[0]) >= _LONGEST:
            return
        nothing = np.zeros(FRAME, np.int16)
        hush = self.paused == "silence"
        self.channels[0].append(nothing if hush else inbound)
        self.channels[1].append(nothing if hush else outbound)

    def sound(self) -> bytes:
        inbound, outbound = (
            np.concatenate(frames) if frames else pcm.silence(0.02) for frames in self.channels
        )
        if self.take.track == "inbound" or self.take.room:
            return pcm.wav([inbound])
        if self.take.track == "outbound":
            return pcm.wav([outbound])
        both = [inbound, outbound]
        return pcm.wav(both if self.take.channels > 1 else [pcm.mix(both)])


class Recorder:
    def __init__(self) -> None:
        self._tapes: dict[str, _Tape] = {}
        self._of_leg: dict[str, list[_Tape]] = {}
        self.rooms: list[_Tape] = []

    def begin(self, recording_sid: str, take: Take) -> None:
        tape = self._tapes[recording_sid] = _Tape(take)
        if take.room:
            self.rooms.append(tape)
        else:
            self._of_leg.setdefault(take.leg, []).append(tape)

    def pause(self, recording_sid: str, how: str) -> None:
        if recording_sid in self._tapes:
            self._tapes[recording_sid].paused = how

    def silent_s(self, recording_sid: str) -> float:
        """Return how long nobody spoke into the recording, to its end."""
        tape = self._tapes.get(recording_sid)
        return tape.silent * FRAME_S if tape else 0.0

    def end(self, recording_sid: str) -> bytes:
        tape = self._tapes.pop(recording_sid, None)
        if tape is None:
            return pcm.wav([pcm.silence(0.02)])
        if tape in self.rooms:
            self.rooms.remove(tape)
        listed = self._of_leg.get(tape.take.leg, [])
        if tape in listed:
            listed.remove(tape)
        return tape.sound()

    def hear(self, call_sid: str, said: Pcm, heard: Pcm) -> None:
        """Take 20 ms of a leg: what it said and what it heard."""
        for tape in self._of_leg.get(call_sid, ()):
            tape.add(said, heard)

    def hear_rooms(
        self, rooms: Mapping[str, str], said: Mapping[str, Pcm], muted: set[str]
    ) -> None:
        for tape in self.rooms:
            voices = [
                said[sid]
                for sid, room in rooms.items()
                if room == tape.take.room and sid in said and sid not in muted
            ]
            mixed = pcm.mix(voices)
            tape.add(mixed, mixed)
