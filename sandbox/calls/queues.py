"""Queues of waiting calls and their statistics (Twilio, "Queue resource", "TwiML: Enqueue")."""

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.calls import choices
from sandbox.calls.core import Core
from sandbox.calls.records import Call, new_sid


class Waiting(Protocol):
    """A leg's side of its waiting."""

    def fetched(self, by: "Fetcher") -> None:
        """Be joined with who fetched it; its own documents stop."""

    def left(self, result: str) -> None:
        """Go on with the document: the leg left the queue for this reason."""


class Fetcher(Protocol):
    """A Dial Queue that takes the first of the queue."""

    def took(self, member: "Member", queue: "Queue") -> None: ...

    def lost(self) -> None:
        """Note that who was fetched was sent elsewhere by API."""


@dataclass
class Member:
    call_sid: str
    entered: float
    side: Waiting


@dataclass
class Queue:
    name: str
    created: float
    most: int = choices.QUEUE_SIZE
    sid: str = field(default_factory=lambda: new_sid("QU"))
    members: list[Member] = field(default_factory=list)
    waits: deque[float] = field(default_factory=lambda: deque(maxlen=1000))
    updated: float = 0.0

    def average_s(self, now: float) -> int:
        """Return the mean of the waits: of those who left, or of those who wait."""
        known = list(self.waits) or [now - member.entered for member in self.members]
        return round(sum(known) / len(known)) if known else 0


class Queues:
    def __init__(self, core: Core) -> None:
        self._core = core
        self.queues: dict[str, Queue] = {}
        self._fetchers: list[tuple[Queue, Fetcher]] = []
        core.departures.append(self._departed)

    def named(self, name: str) -> Queue | None:
        """Return a queue by its name or SID."""
        known = self.queues.get(name)
        return known or next((q for q in self.queues.values() if q.name == name), None)

    def open(self, name: str, most: int = choices.QUEUE_SIZE) -> Queue:
        queue = Queue(name, self._core.now(), most)
        queue.updated = queue.created
        self.queues[queue.sid] = queue
        return queue

    def enter(self, name: str, call_sid: str, side: Waiting, most: int) -> Queue | None:
        """Let a leg wait; None when the queue is full. Who dials the queue gets it at once."""
        queue = self.named(name) or self.open(name, most)
        if len(queue.members) >= queue.most:
            return None
        queue.members.append(Member(call_sid, self._core.now(), side))
        self._note(queue, call_sid, "enter")
        self._core.later(0, lambda: self._match(queue))
        return queue

    def fetch(self, queue: Queue, fetcher: Fetcher) -> None:
        """Take the first of the queue now, or as soon as there is one."""
        self._fetchers.append((queue, fetcher))
        self._match(queue)

    def give_up(self, fetcher: Fetcher) -> None:
        self._fetchers = [pair for pair in self._fetchers if pair[1] is not fetcher]

    def find(self, call_sid: str) -> tuple[Queue, Member] | None:
        """Return the queue a leg waits in."""
        for queue in self.queues.values():
            for member in queue.members:
                if member.call_sid == call_sid:
                    return queue, member
        return None

    def leave(self, call_sid: str, result: str = "") -> bool:
        """Take a leg out; with a result its document goes on. False when it does not wait."""
        found = self.find(call_sid)
        if found is None:
            return False
        queue, member = found
        self._remove(queue, member)
        if result:
            member.side.left(result)
        return True

    def facts(self, queue: Queue, member: Member) -> dict[str, str]:
        """Return what a waitUrl is told (Twilio, "TwiML Voice: Enqueue, waitUrl")."""
        now = self._core.now()
        return {
            "QueueSid": queue.sid,
            "QueuePosition": str(queue.members.index(member) + 1),
            "QueueTime": str(round(now - member.entered)),
            "AvgQueueTime": str(queue.average_s(now)),
            "CurrentQueueSize": str(len(queue.members)),
            "MaxQueueSize": str(queue.most),
        }

    def _match(self, queue: Queue) -> None:
        """Join who dials the queue with who waits in it, each in the order of coming."""
        for pair in list(self._fetchers):
            if pair[0] is queue and queue.members:
                self._fetchers.remove(pair)
                member = queue.members[0]
                self._remove(queue, member)
                pair[1].took(member, queue)

    def _departed(self, call: Call) -> None:
        self.leave(call.sid)

    def _remove(self, queue: Queue, member: Member) -> None:
        queue.members.remove(member)
        queue.waits.append(self._core.now() - member.entered)
        self._note(queue, member.call_sid, "leave")

    def _note(self, queue: Queue, call_sid: str, event: str) -> None:
        queue.updated = self._core.now()
        self._core.note("queue", queue_sid=queue.sid, call_sid=call_sid, event=event)
