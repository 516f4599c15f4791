"""Who speaks: a leg that is loud for a moment began, one that is quiet for a while stopped."""

from collections.abc import Callable

from sandbox.media.pcm import Pcm, is_loud

_LOUD = 300.0
_BEGINS_AFTER = 5
_STOPS_AFTER = 40
"""Frames of 20 ms."""


class Ears:
    def __init__(self, told: Callable[[str, bool], None]) -> None:
        self._told = told
        self._speaking: dict[str, bool] = {}
        self._run: dict[str, int] = {}

    def hear(self, call_sid: str, frame: Pcm) -> None:
        """Take 20 ms of what a leg says; tells of a change, once."""
        loud = is_loud(frame, _LOUD)
        speaking = self._speaking.get(call_sid, False)
        if loud == speaking:
            self._run[call_sid] = 0
            return
        self._run[call_sid] = self._run.get(call_sid, 0) + 1
        if self._run[call_sid] >= (_BEGINS_AFTER if loud else _STOPS_AFTER):
            self._speaking[call_sid], self._run[call_sid] = loud, 0
            self._told(call_sid, loud)

    def forget(self, call_sid: str) -> None:
        self._speaking.pop(call_sid, None)
        self._run.pop(call_sid, None)
