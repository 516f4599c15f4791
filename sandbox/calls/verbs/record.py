"""Record: the caller's voice until silence, a key or the limit (Twilio, "TwiML Voice: Record")."""

from collections.abc import Callable

from typing_extensions import override

from sandbox.calls.ports import Take, Timer
from sandbox.calls.records import Place, Recording
from sandbox.calls.stage import Deaf, Stage, method_of, taping_of
from sandbox.twiml.document import Verb

_BEEP_S = 0.25
_LOOK_S = 0.5
_ANY_KEY = "0123456789*#"


class Record(Deaf):
    """Without an action the current document is asked again; nothing said goes on after it."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then
        self._timers: list[Timer] = []
        self._one: Recording | None = None
        self._silence_s = verb.whole("timeout", 5)
        self._finish = verb.attributes.get("finishOnKey", _ANY_KEY)

    def start(self) -> None:
        wait = 0.0
        if self._verb.flag("playBeep", default=True):
            self._stage.core.audio.tone(self._stage.call.sid, "beep")
            wait = _BEEP_S
        self._after(wait, self._begin)

    @override
    def digit(self, digit: str) -> None:
        if self._one and digit in self._finish:
            self._finished(digit)

    @override
    def stop(self) -> None:
        """Keep what a caller said who hung up, and tell the action so."""
        self._cancel()
        one, self._one = self._one, None
        if one is None:
            return
        self._stage.tapes.stop(one)
        if not self._stage.call.alive and one.duration_s:
            self._stage.tell(self._place(), self._result(one, "hangup"))

    def _begin(self) -> None:
        taping = taping_of(self._stage, self._verb, "RecordVerb")
        call_sid = self._stage.call.sid
        self._one = self._stage.tapes.start(call_sid, taping, Take(call_sid, track="inbound"))
        self._after(self._verb.whole("maxLength", 3600), lambda: self._finished(""))
        if self._silence_s:
            self._after(_LOOK_S, self._look)

    def _look(self) -> None:
        """Listen whether the caller stopped speaking."""
        if self._one is None:
            return
        if self._stage.core.audio.silent_s(self._one.sid) >= self._silence_s:
            self._finished("", silent=True)
        else:
            self._after(_LOOK_S, self._look)

    def _finished(self, key: str, *, silent: bool = False) -> None:
        one, self._one = self._one, None
        self._cancel()
        if one is None:
            return
        spoken_s = self._stage.core.now() - one.started
        if silent and spoken_s <= self._silence_s + _LOOK_S:
            self._stage.tapes.discard(one)
            self._then()
            return
        self._stage.tapes.stop(one)
        self._stage.fetch(self._place(), self._result(one, key))

    def _result(self, one: Recording, key: str) -> dict[str, str]:
        return {
            "RecordingUrl": self._stage.tapes.url(one),
            "RecordingSid": one.sid,
            "RecordingDuration": str(one.duration_s),
            "Digits": key,
        }

    def _place(self) -> Place:
        url = self._stage.resolve(self._verb.attributes.get("action", ""))
        return Place(url, method_of(self._verb))

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        self._timers.append(self._stage.core.later(seconds, action))

    def _cancel(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
