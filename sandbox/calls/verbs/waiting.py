"""A waiting room: a document played again and again while a leg waits, or music."""

from collections.abc import Callable, Mapping

from sandbox.calls import choices
from sandbox.calls.ports import Speech, Timer
from sandbox.calls.records import Place
from sandbox.calls.stage import Branch, Stage


class WaitingRoom:
    """`facts` are asked anew for every turn: places in a queue change."""

    def __init__(
        self,
        stage: Stage,
        place: Place | None,
        words: frozenset[str],
        facts: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._stage = stage
        self._place = place
        self._words = words
        self._facts = facts
        self._branch: Branch | None = None
        self._timer: Timer | None = None
        self._began = 0.0

    def start(self) -> None:
        if self._place is None:
            self._stage.core.audio.tone(self._stage.call.sid, "hold")
            return
        self._began = self._stage.core.now()
        self._branch = self._stage.branch(self._stage.call, self._again, self._words)
        self._branch.fetch(self._place, self._facts())

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()
        branch, self._branch = self._branch, None
        if branch:
            branch.stop()
        self._stage.core.audio.quiet(self._stage.call.sid)

    def digit(self, digit: str) -> None:
        if self._branch:
            self._branch.digit(digit)

    def speech(self, said: Speech) -> None:
        if self._branch:
            self._branch.speech(said)

    def _again(self) -> None:
        """Ask anew; a document that plays nothing is not asked faster than once a second."""
        took = self._stage.core.now() - self._began
        wait = max(0.0, choices.WAIT_AGAIN_S - took)
        self._timer = self._stage.core.later(wait, self.start)
