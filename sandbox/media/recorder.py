"""Recordings as they grow: a leg's two directions, or a room's mixture."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sandbox.calls.ports import Take
from sandbox.media import pcm
from sandbox.media.pcm import FRAME_S, Pcm, Sum

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
        self.silent = 0 if pcm.is_loud(inbound, _LOUD) else self.silent + 1
        if self.paused == "skip" or len(self.channels[0]) >= _LONGEST:
            return
        hush = self.paused == "silence"
        self.channels[0].append(pcm.SILENCE if hush else inbound)
        self.channels[1].append(pcm.SILENCE if hush else outbound)

    def hushed(self) -> tuple[int, int]:
        """Return how many frames to drop at the beginning and at the end: nobody speaks there."""
        if not self.take.trims:
            return 0, 0
        both = zip(*self.channels, strict=True)
        loud = [n for n, pair in enumerate(both) if any(pcm.is_loud(one, _LOUD) for one in pair)]
        total = len(self.channels[0])
        return (loud[0], total - loud[-1] - 1) if loud else (max(total - 1, 0), 0)

    def sound(self) -> bytes:
        first, last = self.hushed()
        kept = slice(first, len(self.channels[0]) - last)
        inbound, outbound = (
            np.concatenate(frames[kept]) if frames else pcm.silence(FRAME_S)
            for frames in self.channels
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

    def hushed_s(self, recording_sid: str) -> float:
        """Return how much silence the end of the recording will cut off."""
        tape = self._tapes.get(recording_sid)
        return sum(tape.hushed()) * FRAME_S if tape else 0.0

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

    def hear_rooms(self, rooms: Mapping[str, Sum]) -> None:
        """Take 20 ms of what everybody of each room heard together."""
        for tape in self.rooms:
            mixed = pcm.mixed(rooms.get(tape.take.room), None)
            tape.add(mixed, mixed)
