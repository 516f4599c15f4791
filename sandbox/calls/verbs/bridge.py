"""Dial Number and Dial Client: ring others, the first to answer is joined."""

from collections.abc import Callable, Mapping, Sequence

from typing_extensions import override

from sandbox.calls import choices
from sandbox.calls.numbering import normal, ring_tone
from sandbox.calls.ports import Speech, Timer
from sandbox.calls.records import Call, Place, Status
from sandbox.calls.stage import Branch, Deaf, Stage, method_of
from sandbox.calls.verbs.nouns import leg_for, refused
from sandbox.twiml.document import Verb

Over = Callable[[Mapping[str, str]], None]


class Rung:
    """One leg that a Dial rang: it owns the leg until the Dial is over."""

    def __init__(self, bridge: "Bridge", noun: Verb, call: Call) -> None:
        self._bridge = bridge
        self.noun = noun
        self.call = call
        self.whisper: Branch | None = None

    def answered(self) -> None:
        self._bridge.answered(self)

    def ended(self) -> None:
        if self.whisper:
            self.whisper.stop()
        self._bridge.ended(self)

    def digit(self, digit: str) -> None:
        if self.whisper:
            self.whisper.digit(digit)

    def speech(self, said: Speech) -> None:
        if self.whisper:
            self.whisper.speech(said)

    def released(self) -> None:
        if self.whisper:
            self.whisper.stop()
        self._bridge.lost(self)


class Bridge(Deaf):
    """All nouns ring at once, or with `sequential` one after the other."""

    def __init__(
        self, stage: Stage, dial: Verb, nouns: Sequence[Verb], told: tuple[Callable[[], None], Over]
    ) -> None:
        self._stage = stage
        self._dial = dial
        self._nouns = list(nouns)
        self._on_bridge, self._over = told
        self._rung: list[Rung] = []
        self._joined: Rung | None = None
        self._bridged = False
        self._finished = False
        self._limit: Timer | None = None
        self._last: Mapping[str, str] = {"DialCallStatus": "failed", "DialBridged": "false"}

    def start(self) -> None:
        self._nouns = [noun for noun in self._nouns if not self._refuses(noun)]
        if not self._nouns:
            self._finish(self._last)
            return
        self._stage.core.audio.tone(self._stage.call.sid, f"ringback-{self._ring_tone()}")
        self._ring()

    @override
    def digit(self, digit: str) -> None:
        if digit == "*" and self._dial.flag("hangupOnStar", default=False) and self._joined:
            self._stage.legs.end(self._joined.call, Status.COMPLETED)

    @override
    def stop(self) -> None:
        """End the others: the caller went, or was sent elsewhere."""
        self._finished = True
        self._quieten()
        for rung in self._rung:
            self._stage.legs.end(rung.call, choices.CALLER_GONE)
        known = self._joined or (self._rung[0] if self._rung else None)
        if known:
            self._last = self._told(known.call)

    def result(self) -> Mapping[str, str]:
        return self._last

    def answered(self, rung: Rung) -> None:
        if self._joined or self._finished:
            self._stage.legs.end(rung.call, Status.CANCELED)
            return
        self._joined = rung
        for other in self._rung:
            if other is not rung:
                self._stage.legs.end(other.call, Status.CANCELED)
        url = rung.noun.attributes.get("url")
        if url:
            done = self._joiner(rung)
            rung.whisper = self._stage.branch(rung.call, done, choices.WHISPER)
            rung.whisper.fetch(Place(self._stage.resolve(url), method_of(rung.noun)))
        else:
            self._join(rung)

    def ended(self, rung: Rung) -> None:
        if self._finished:
            return
        if self._joined is None and any(other.call.alive for other in self._rung):
            return
        if self._joined is None and self._nouns:
            self._ring()
        elif self._joined in {None, rung}:
            self._finish(self._told(rung.call))

    def lost(self, rung: Rung) -> None:
        """Note that the API sent the leg elsewhere: it lives on without this Dial."""
        self._stage.core.audio.leave(rung.call.sid)
        self._rung.remove(rung)
        self.ended(rung)

    def _ring(self) -> None:
        """Ring everybody, or the next one in turn."""
        turn = 1 if self._dial.flag("sequential", default=False) else len(self._nouns)
        now, self._nouns = self._nouns[:turn], self._nouns[turn:]
        rung = [Rung(self, noun, leg_for(self._stage, self._dial, noun)) for noun in now]
        self._rung = [*self._rung, *rung]
        for one in rung:
            self._stage.legs.place(one.call, one)

    def _ring_tone(self) -> str:
        said = self._dial.attributes.get("ringTone", "").strip().lower()
        return said or ring_tone(normal(self._nouns[0].text))

    def _joiner(self, rung: Rung) -> Callable[[], None]:
        return lambda: self._join(rung)

    def _join(self, rung: Rung) -> None:
        rung.whisper = None
        self._bridged = True
        self._quieten()
        if not self._stage.call.talking:
            self._stage.legs.answered(self._stage.call)
        room = self._stage.call.sid
        self._stage.core.audio.join(room, room)
        self._stage.core.audio.join(rung.call.sid, room)
        self._on_bridge()
        seconds = self._dial.whole("timeLimit", 14400)
        self._limit = self._stage.core.later(
            seconds, lambda: self._stage.legs.end(rung.call, Status.COMPLETED)
        )

    def _finish(self, result: Mapping[str, str]) -> None:
        self._finished = True
        self._quieten()
        self._over(result)

    def _quieten(self) -> None:
        if self._limit:
            self._limit.cancel()
        self._stage.core.audio.quiet(self._stage.call.sid)
        if self._bridged and self._finished:
            self._stage.core.audio.leave(self._stage.call.sid)

    def _told(self, call: Call) -> dict[str, str]:
        status, seconds = call.status.value, call.duration_s
        if call.talking:
            talked = self._stage.core.now() - (call.answered or 0.0)
            status, seconds = Status.COMPLETED.value, round(talked)
        return {
            "DialCallStatus": status,
            "DialCallSid": call.sid,
            "DialCallDuration": str(seconds),
            "DialBridged": "true" if self._bridged else "false",
        }

    def _refuses(self, noun: Verb) -> bool:
        wrong = refused(self._stage, self._dial, noun)
        if wrong:
            self._stage.core.alert(*wrong, self._stage.call.sid)
        return wrong is not None
