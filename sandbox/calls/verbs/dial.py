"""Dial: join this call with others (Twilio, "TwiML Voice: Dial")."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from typing_extensions import override

from sandbox.calls.ports import Take
from sandbox.calls.records import Place, Recording
from sandbox.calls.stage import Deaf, Stage, method_of, taping_of
from sandbox.calls.verbs.bridge import Bridge
from sandbox.calls.verbs.conference import Conferring
from sandbox.calls.verbs.fetching import Fetching
from sandbox.twiml.document import Verb

_BAD_NESTING: Final = 13215
_TOO_MANY = 10
_FAILED = {"DialCallStatus": "failed", "DialBridged": "false"}


class Joining(Protocol):
    def start(self) -> None: ...

    def digit(self, digit: str) -> None: ...

    def stop(self) -> None: ...

    def result(self) -> Mapping[str, str]:
        """Return what the action is told."""


class _Nobody(Deaf):
    """A Dial that can ring none of its nouns."""

    def __init__(self, over: Callable[[Mapping[str, str]], None]) -> None:
        self._over = over

    def start(self) -> None:
        self._over(_FAILED)

    def result(self) -> Mapping[str, str]:
        return _FAILED


class Dial(Deaf):
    """One Dial holds numbers and clients, or one conference, or one queue."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then
        self._tape: Recording | None = None
        self._finished = False
        self._joining: Joining = self._choose()

    def start(self) -> None:
        if "ringing" in self._records:
            self._record()
        self._joining.start()

    @override
    def digit(self, digit: str) -> None:
        self._joining.digit(digit)

    @override
    def stop(self) -> None:
        """Leave what was joined; a caller who hung up is still reported to the action."""
        if self._finished:
            return
        self._finished = True
        self._joining.stop()
        self._cut()
        if not self._stage.call.alive and "action" in self._verb.attributes:
            self._stage.tell(self._place(), {**self._joining.result(), **self._taped()})

    @property
    def _records(self) -> str:
        said = self._verb.attributes.get("record", "")
        return "record-from-answer" if said == "true" else said

    def _choose(self) -> Joining:
        nouns = [noun for noun in self._verb.children if not noun.refused]
        alone = next((noun for noun in nouns if noun.name in {"Conference", "Queue"}), None)
        if (alone and len(nouns) > 1) or len(nouns) > _TOO_MANY:
            words = "Dial: one conference, one queue, or up to ten numbers and clients."
            self._stage.core.alert(_BAD_NESTING, words, self._stage.call.sid)
        if alone:
            kind = Conferring if alone.name == "Conference" else Fetching
            return kind(self._stage, alone, self._over, self._verb)
        if not self._verb.children and self._verb.text:
            nouns = [Verb("Number", {}, self._verb.text)]
        if not nouns:
            return _Nobody(self._over)
        return Bridge(self._stage, self._verb, nouns[:_TOO_MANY], (self._bridged, self._over))

    def _bridged(self) -> None:
        if self._records and self._tape is None and self._records != "do-not-record":
            self._record()

    def _record(self) -> None:
        channels = 2 if self._records.endswith("dual") else 1
        taping = taping_of(self._stage, self._verb, "DialVerb", channels=channels)
        take = Take(leg=self._stage.call.sid, channels=channels, track=taping.track)
        self._tape = self._stage.tapes.start(self._stage.call.sid, taping, take)

    def _cut(self) -> None:
        if self._tape:
            self._stage.tapes.stop(self._tape)

    def _taped(self) -> dict[str, str]:
        return {"RecordingUrl": self._stage.tapes.url(self._tape)} if self._tape else {}

    def _place(self) -> Place:
        return Place(self._stage.resolve(self._verb.attributes["action"]), method_of(self._verb))

    def _over(self, result: Mapping[str, str]) -> None:
        """Go on: to the action with the result, or to the next verb."""
        self._finished = True
        self._cut()
        if "action" in self._verb.attributes:
            self._stage.fetch(self._place(), {**result, **self._taped()})
        else:
            self._then()
