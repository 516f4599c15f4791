"""Enqueue and Leave: a leg waits until somebody fetches it (Twilio, "TwiML Voice: Enqueue")."""

from collections.abc import Callable
from typing import Final

from typing_extensions import override

from sandbox.calls import choices
from sandbox.calls.ports import Speech
from sandbox.calls.queues import Fetcher, Queue
from sandbox.calls.records import Place
from sandbox.calls.stage import Deaf, Stage, method_of
from sandbox.calls.verbs.waiting import WaitingRoom
from sandbox.twiml.document import Verb

_TOO_SHORT: Final = 14204
_TOO_LONG: Final = 14205
_FULL: Final = 14207
_LONGEST = 64


class Enqueue(Deaf):
    """The action is told how the waiting ended, or after a bridge that it is over."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then
        self._queue: Queue | None = None
        self._entered = 0.0
        self._waited_s = 0
        self._room: WaitingRoom | None = None
        self._by: Fetcher | None = None
        self._finished = False

    def start(self) -> None:
        code = self._wrong()
        if code:
            self._stage.core.alert(code, "Enqueue: the name is wrong.", self._stage.call.sid)
            self._finish("error")
            return
        self._entered = self._stage.core.now()
        most = self._verb.whole("maxQueueSize", choices.QUEUE_SIZE)
        name = self._verb.text
        self._queue = self._stage.queues.enter(name, self._stage.call.sid, self, most)
        if self._queue is None:
            self._queue = self._stage.queues.named(name)
            self._stage.core.alert(_FULL, "Enqueue: the queue is full.", self._stage.call.sid)
            self._finish("queue-full")
        else:
            self._wait()

    @override
    def digit(self, digit: str) -> None:
        if self._room:
            self._room.digit(digit)

    @override
    def speech(self, said: Speech) -> None:
        if self._room:
            self._room.speech(said)

    @override
    def stop(self) -> None:
        """Leave the queue: the leg hung up, or was sent elsewhere by API."""
        if self._finished:
            return
        self._finished = True
        self._hush()
        self._stage.queues.leave(self._stage.call.sid)
        self._note_wait()
        if self._by and self._stage.call.alive:
            self._by.lost()
        if "action" in self._verb.attributes:
            self._stage.tell(self._place(), self._result(self._ending()))

    def fetched(self, by: Fetcher) -> None:
        """Stop the waiting room: `by` joins the leg."""
        self._note_wait()
        self._by = by
        self._hush()

    def left(self, result: str) -> None:
        """Go on after the queue."""
        self._note_wait()
        self._hush()
        self._finish(result)

    def _ending(self) -> str:
        if not self._stage.call.alive:
            return "bridged" if self._by else "hangup"
        return "redirected-from-bridged" if self._by else "redirected"

    def _wait(self) -> None:
        url = self._verb.attributes.get("waitUrl", "")
        method = method_of(self._verb, "waitUrlMethod")
        place = Place(self._stage.resolve(url), method) if url else None
        self._room = WaitingRoom(self._stage, place, choices.QUEUE_ROOM, self._facts)
        self._room.start()

    def _facts(self) -> dict[str, str]:
        found = self._stage.queues.find(self._stage.call.sid)
        return self._stage.queues.facts(*found) if found else {}

    def _hush(self) -> None:
        if self._room:
            self._room.stop()
            self._room = None

    def _note_wait(self) -> None:
        if not self._by:
            self._waited_s = round(self._stage.core.now() - self._entered)

    def _result(self, result: str) -> dict[str, str]:
        queue = {"QueueSid": self._queue.sid} if self._queue else {}
        return {"QueueResult": result, "QueueTime": str(self._waited_s), **queue}

    def _place(self) -> Place:
        return Place(self._stage.resolve(self._verb.attributes["action"]), method_of(self._verb))

    def _finish(self, result: str) -> None:
        self._finished = True
        if "action" in self._verb.attributes:
            self._stage.fetch(self._place(), self._result(result))
        else:
            self._then()

    def _wrong(self) -> int:
        if not self._verb.text:
            return _TOO_SHORT
        return _TOO_LONG if len(self._verb.text) > _LONGEST else 0


class Leave(Deaf):
    """Take the leg out of its queue, from within the waiting room; elsewhere it does nothing."""

    def __init__(self, stage: Stage, _verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._then = then

    def start(self) -> None:
        if not self._stage.queues.leave(self._stage.call.sid, "leave"):
            self._then()
