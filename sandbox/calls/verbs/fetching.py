"""Dial Queue: be joined with the first who waits (Twilio, "TwiML Voice: Queue")."""

from collections.abc import Callable, Mapping
from typing import Final

from typing_extensions import override

from sandbox.calls import choices
from sandbox.calls.ports import Timer
from sandbox.calls.queues import Member, Queue
from sandbox.calls.records import Call, Place
from sandbox.calls.stage import Branch, Deaf, Stage, method_of
from sandbox.twiml.document import Verb

_TOO_SHORT: Final = 14212
_TOO_LONG: Final = 14213
_LONGEST = 64


class Fetching(Deaf):
    """The queue must exist. Its url is heard by who waited, before they are joined."""

    def __init__(
        self, stage: Stage, noun: Verb, over: Callable[[Mapping[str, str]], None], dial: Verb
    ) -> None:
        self._stage = stage
        self._noun = noun
        self._over = over
        self._dial = dial
        self._timer: Timer | None = None
        self._member: Member | None = None
        self._whisper: Branch | None = None
        self._joined_at: float | None = None
        self._finished = False

    def start(self) -> None:
        queue = self._stage.queues.named(self._noun.text)
        if queue is None:
            code = _TOO_SHORT if not self._noun.text else _TOO_LONG
            if not self._noun.text or len(self._noun.text) > _LONGEST:
                self._stage.core.alert(code, "Dial: the queue's name is wrong.", self._sid)
            self._finish({"DialCallStatus": "failed", "DialBridged": "false"})
            return
        self._stage.core.departures.append(self._departed)
        ringing = self._dial.attributes.get("ringTone", "us").strip().lower()
        self._stage.core.audio.tone(self._sid, f"ringback-{ringing}")
        seconds = self._dial.whole("timeout", 30)
        self._timer = self._stage.core.later(seconds, self._in_vain)
        self._stage.queues.fetch(queue, self)

    @override
    def digit(self, digit: str) -> None:
        if digit == "*" and self._dial.flag("hangupOnStar", default=False) and self._member:
            self._part("bridged")
            self._finish(self.result())

    @override
    def stop(self) -> None:
        """Part from who was fetched: its own document goes on."""
        if self._finished:
            return
        self._close()
        if self._member:
            self._part("bridged" if self._joined_at else "error")

    def took(self, member: Member, queue: Queue) -> None:
        if self._timer:
            self._timer.cancel()
        self._member = member
        member.side.fetched(self)
        url = self._noun.attributes.get("url")
        if not url:
            self._join()
            return
        waited = round(self._stage.core.now() - member.entered)
        told = {
            "QueueSid": queue.sid,
            "QueueTime": str(waited),
            "DequeingCallSid": self._sid,
        }
        call = self._stage.core.calls[member.call_sid]
        self._whisper = self._stage.branch(call, self._join, choices.WAITING_ROOM)
        self._whisper.fetch(Place(self._stage.resolve(url), method_of(self._noun)), told)

    def result(self) -> Mapping[str, str]:
        joined = self._joined_at is not None
        told = {
            "DialCallStatus": "completed" if joined else choices.QUEUE_TIMED_OUT,
            "DialBridged": "true" if joined else "false",
        }
        if self._member and self._joined_at is not None:
            seconds = round(self._stage.core.now() - self._joined_at)
            told |= {"DialCallSid": self._member.call_sid, "DialCallDuration": str(seconds)}
        return told

    @property
    def _sid(self) -> str:
        return self._stage.call.sid

    def _join(self) -> None:
        self._whisper = None
        if self._member is None:
            return
        self._joined_at = self._stage.core.now()
        self._stage.core.audio.quiet(self._sid)
        if not self._stage.call.talking:
            self._stage.legs.answered(self._stage.call)
        for call_sid in (self._sid, self._member.call_sid):
            self._stage.core.audio.join(call_sid, self._sid)

    def lost(self) -> None:
        """Go on: who was fetched went elsewhere."""
        result = self.result()
        if self._whisper:
            self._whisper.stop()
        if self._member:
            self._stage.core.audio.leave(self._member.call_sid)
        self._member = None
        self._finish(result)

    def _departed(self, call: Call) -> None:
        if self._member and call.sid == self._member.call_sid and not self._finished:
            self.lost()

    def _in_vain(self) -> None:
        self._stage.queues.give_up(self)
        self._finish(self.result())

    def _part(self, result: str) -> None:
        """Let who was fetched go on with its own document."""
        member, self._member = self._member, None
        if member is None:
            return
        if self._whisper:
            self._whisper.stop()
        self._stage.core.audio.leave(member.call_sid)
        call = self._stage.core.calls[member.call_sid]
        if call.alive:
            self._stage.core.later(0, lambda: member.side.left(result) if call.alive else None)

    def _close(self) -> None:
        self._finished = True
        self._stage.queues.give_up(self)
        if self._timer:
            self._timer.cancel()
        if self._departed in self._stage.core.departures:
            self._stage.core.departures.remove(self._departed)
        self._stage.core.audio.quiet(self._sid)
        self._stage.core.audio.leave(self._sid)

    def _finish(self, result: Mapping[str, str]) -> None:
        self._close()
        self._over(result)
