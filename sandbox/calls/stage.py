"""What a verb may use while it acts on a call."""

from collections.abc import Callable, Mapping
from typing import Protocol

from sandbox.calls.core import Core
from sandbox.calls.hall import Hall
from sandbox.calls.legs import Legs
from sandbox.calls.ports import Speech
from sandbox.calls.post import Post
from sandbox.calls.queues import Queues
from sandbox.calls.records import Call, Callback, Place, Status, Taping
from sandbox.calls.tapes import Tapes
from sandbox.twiml.document import Document, Verb

_TRIM = dict.fromkeys(("Record", "Conference"), "trim-silence")


class Activity(Protocol):
    """A verb being carried out. It ends by calling `next`, `fetch` or `end` on its stage."""

    def start(self) -> None: ...

    def digit(self, digit: str) -> None: ...

    def speech(self, said: Speech) -> None: ...

    def stop(self) -> None:
        """Leave off: the leg was ended or sent elsewhere. Nothing may happen afterwards."""


class Deaf:
    """What most verbs do with keys and speech: nothing, for nobody gathers them."""

    def digit(self, digit: str) -> None:
        """Ignore a key."""

    def speech(self, said: Speech) -> None:
        """Ignore what is said."""

    def stop(self) -> None:
        """Have nothing to leave off."""


class Stage(Protocol):
    """The script of a call, as its verbs see it."""

    core: Core
    legs: Legs
    hall: Hall
    queues: Queues
    tapes: Tapes
    post: Post
    call: Call
    here: Place

    def next(self) -> None:
        """Carry out the following verb."""

    def fetch(self, place: Place, extra: Mapping[str, str] | None = None) -> None:
        """Leave this document and run the one at `place`."""

    def tell(self, place: Place, extra: Mapping[str, str]) -> None:
        """Ask an address whose answer nobody runs: the call is over."""

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

    def speech(self, said: Speech) -> None: ...

    def stop(self) -> None: ...


def method_of(verb: Verb, name: str = "method") -> str:
    """Return GET or POST; POST by default."""
    return "GET" if verb.attributes.get(name, "").strip().upper() == "GET" else "POST"


def callback_of(stage: Stage, noun: Verb, default: frozenset[str]) -> Callback:
    """Read statusCallback, its method and its events from a noun."""
    url = noun.attributes.get("statusCallback", "")
    events = noun.words("statusCallbackEvent") or default
    resolved = stage.resolve(url) if url else ""
    return Callback(resolved, method_of(noun, "statusCallbackMethod"), events)


def taping_of(stage: Stage, verb: Verb, source: str, *, channels: int = 1) -> Taping:
    """Read how a verb wants to record, and who is told; Record and Conference trim by default."""
    url = verb.attributes.get("recordingStatusCallback", "")
    events = verb.words("recordingStatusCallbackEvent") or frozenset({"completed"})
    method = method_of(verb, "recordingStatusCallbackMethod")
    return Taping(
        source,
        channels,
        verb.attributes.get("recordingTrack", verb.attributes.get("track", "both")),
        verb.attributes.get("trim", _TRIM.get(verb.name)) == "trim-silence",
        verb.attributes.get("name", ""),
        Callback(stage.resolve(url) if url else "", method, events),
    )
