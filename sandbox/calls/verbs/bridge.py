"""Dial Number and Dial Client: ring others at once, the first to answer is joined."""

import re
from collections.abc import Callable, Mapping, Sequence

from sandbox.calls.ports import Timer
from sandbox.calls.records import Call, Place, Status
from sandbox.calls.stage import Branch, Stage, method_of
from sandbox.calls.verbs.conference import callback_of
from sandbox.twiml.document import Verb

_CALLER_ID_REFUSED = 13214
_BAD_NUMBER = 13223
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_WHISPER = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup"})


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

    def released(self) -> None:
        self._bridge.ended(self)


class Bridge:
    def __init__(
        self,
        stage: Stage,
        dial: Verb,
        nouns: Sequence[Verb],
        over: Callable[[Mapping[str, str]], None],
    ) -> None:
        self._stage = stage
        self._dial = dial
        self._nouns = nouns
        self._over = over
        self._rung: list[Rung] = []
        self._joined: Rung | None = None
        self._bridged = False
        self._finished = False
        self._limit: Timer | None = None

    def start(self) -> None:
        wrong = next(filter(None, map(self._refused, self._nouns)), None)
        if wrong:
            self._stage.core.alert(*wrong, self._stage.call.sid)
            self._finish({"DialCallStatus": "failed", "DialBridged": "false"})
            return
        self._stage.core.audio.tone(self._stage.call.sid, "ringback")
        self._rung = [Rung(self, noun, self._leg(noun)) for noun in self._nouns]
        for rung in list(self._rung):
            self._stage.legs.place(rung.call, rung)

    def digit(self, digit: str) -> None:
        if digit == "*" and self._dial.flag("hangupOnStar", default=False) and self._joined:
            self._stage.legs.end(self._joined.call, Status.COMPLETED)

    def stop(self) -> None:
        """End the others: the caller went, or was sent elsewhere."""
        self._finished = True
        self._quieten()
        for rung in self._rung:
            self._stage.legs.end(rung.call, Status.CANCELED)

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
            rung.whisper = self._stage.branch(rung.call, lambda: self._join(rung), _WHISPER)
            rung.whisper.fetch(Place(self._stage.resolve(url), method_of(rung.noun)))
        else:
            self._join(rung)

    def ended(self, rung: Rung) -> None:
        if self._finished:
            return
        if self._joined is None and any(other.call.alive for other in self._rung):
            return
        if self._joined in {None, rung}:
            self._finish(self._result(rung.call))

    def _join(self, rung: Rung) -> None:
        rung.whisper = None
        self._bridged = True
        self._quieten()
        if not self._stage.call.talking:
            self._stage.legs.answered(self._stage.call)
        room = self._stage.call.sid
        self._stage.core.audio.join(room, room)
        self._stage.core.audio.join(rung.call.sid, room)
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

    def _result(self, call: Call) -> dict[str, str]:
        return {
            "DialCallStatus": call.status.value,
            "DialCallSid": call.sid,
            "DialCallDuration": str(call.duration_s),
            "DialBridged": "true" if self._bridged else "false",
        }

    def _leg(self, noun: Verb) -> Call:
        is_client = noun.name == "Client"
        return Call(
            from_=self._caller_id(),
            to=f"client:{_identity(noun)}" if is_client else noun.text,
            direction="outbound-dial",
            created=self._stage.core.now(),
            ring_s=min(self._dial.whole("timeout", 30), 600),
            limit_s=self._dial.whole("timeLimit", 14400),
            parent_sid=self._stage.call.sid,
            parameters=_parameters(noun) if is_client else {},
            report=callback_of(self._stage, noun, frozenset({"completed"})),
        )

    def _caller_id(self) -> str:
        return self._dial.attributes.get("callerId") or self._stage.call.from_

    def _refused(self, noun: Verb) -> tuple[int, str] | None:
        """Return code and words when the carrier would not ring this noun."""
        if noun.name == "Client":
            return None
        if not _E164.fullmatch(noun.text):
            return _BAD_NUMBER, "Dial: the phone number is not E.164."
        caller = self._caller_id()
        own = self._stage.core.config.number(caller)
        if (not own and caller != self._stage.call.from_) or caller.startswith("client:"):
            return _CALLER_ID_REFUSED, "Dial: callerId must be a number of the account."
        return None


def _identity(noun: Verb) -> str:
    named = next((child.text for child in noun.children if child.name == "Identity"), "")
    return named or noun.text


def _parameters(noun: Verb) -> dict[str, str]:
    said = [child.attributes for child in noun.children if child.name == "Parameter"]
    return {one["name"]: one.get("value", "") for one in said if "name" in one}
