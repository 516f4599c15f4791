"""Dial: join this call with others (Twilio, "TwiML Voice: Dial")."""

from collections.abc import Callable, Mapping
from typing import Protocol

from sandbox.calls.records import Place
from sandbox.calls.stage import Stage, method_of
from sandbox.calls.verbs.bridge import Bridge
from sandbox.calls.verbs.conference import Conferring
from sandbox.twiml.document import Verb


class Joining(Protocol):
    def start(self) -> None: ...

    def digit(self, digit: str) -> None: ...

    def stop(self) -> None: ...


class Dial:
    """One Dial holds either numbers and clients, or one conference."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then
        self._joining: Joining = self._choose()

    def start(self) -> None:
        self._joining.start()

    def digit(self, digit: str) -> None:
        self._joining.digit(digit)

    def stop(self) -> None:
        """Leave what was joined."""
        self._joining.stop()

    def _choose(self) -> Joining:
        rooms = [noun for noun in self._verb.children if noun.name == "Conference"]
        if rooms:
            return Conferring(self._stage, rooms[0], self._over, self._verb)
        nouns = self._verb.children or (Verb("Number", {}, self._verb.text),)
        return Bridge(self._stage, self._verb, nouns, self._over)

    def _over(self, result: Mapping[str, str]) -> None:
        """Go on: to the action with the result, or to the next verb."""
        if "action" in self._verb.attributes:
            url = self._stage.resolve(self._verb.attributes["action"])
            self._stage.fetch(Place(url, method_of(self._verb)), result)
        else:
            self._then()
