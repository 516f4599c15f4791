"""What a verb may use while it acts on a call."""

from collections.abc import Callable, Mapping
from typing import Protocol

from sandbox.calls.core import Core
from sandbox.calls.hall import Hall
from sandbox.calls.legs import Legs
from sandbox.calls.records import Call, Place, Status
from sandbox.twiml.document import Document, Verb

WAITING_ROOM = frozenset({"Play", "Say", "Pause", "Redirect"})
"""Verbs a waitUrl may use (Twilio error 13238)."""


class Activity(Protocol):
    """A verb being carried out. It ends by calling `next`, `fetch` or `end` on its stage."""

    def start(self) -> None: ...

    def digit(self, digit: str) -> None: ...

    def stop(self) -> None:
        """Leave off: the leg was ended or sent elsewhere. Nothing may happen afterwards."""


class Stage(Protocol):
    """The script of a call, as its verbs see it."""

    core: Core
    legs: Legs
    hall: Hall
    call: Call
    here: Place

    def next(self) -> None:
        """Carry out the following verb."""

    def fetch(self, place: Place, extra: Mapping[str, str] | None = None) -> None:
        """Leave this document and run the one at `place`."""

    def resolve(self, url: str) -> str:
        """Return an absolute address: relative ones start at the current document."""

    def end(self, status: Status) -> None:
        """End the leg."""

    def branch(self, call: Call, done: Callable[[], None], words: frozenset[str]) -> "Branch":
        """Return a script of its own: a whisper on another leg, or a waiting room on this one."""

    def act(self, verb: Verb, then: Callable[[], None]) -> Activity:
        """Return a nested verb's activity, which calls `then` at its end."""


class Branch(Protocol):
    def fetch(self, place: Place, extra: Mapping[str, str] | None = None) -> None: ...

    def run(self, document: Document, here: Place) -> None: ...

    def digit(self, digit: str) -> None: ...

    def stop(self) -> None: ...


def method_of(verb: Verb, name: str = "method") -> str:
    """Return GET or POST; POST by default."""
    return "GET" if verb.attributes.get(name, "").strip().upper() == "GET" else "POST"
