"""Queues and who waits in them (Twilio, "Queue resource", "Member resource")."""

from sandbox.calls import choices
from sandbox.calls.exchange import Exchange
from sandbox.calls.queues import Member, Queue
from sandbox.calls.records import Place
from sandbox.rest.answers import RestAnswer, invalid, not_found
from sandbox.rest.form import Ask
from sandbox.rest.paging import page
from sandbox.rest.shapes import Json
from sandbox.rest.shapes import rooms as shapes

_NAME_TAKEN = 22003
_NOT_EMPTY = 22005
_BAD_NAME = 20002


class Queues:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, ask: Ask) -> RestAnswer:
        name = self._name(ask, required=True)
        queue = self._exchange.queues.open(name, self._size(ask, choices.QUEUE_SIZE))
        return RestAnswer(201, self._shown(queue))

    def fetch(self, _ask: Ask, sid: str) -> RestAnswer:
        return RestAnswer(200, self._shown(self._known(sid)))

    def update(self, ask: Ask, sid: str) -> RestAnswer:
        queue = self._known(sid)
        if ask.form.text("FriendlyName") not in {"", queue.name}:
            queue.name = self._name(ask, required=False)
        queue.most = self._size(ask, queue.most)
        queue.updated = self._exchange.core.now()
        return self.fetch(ask, sid)

    def delete(self, _ask: Ask, sid: str) -> RestAnswer:
        """Delete an empty queue."""
        queue = self._known(sid)
        if queue.members:
            raise invalid(_NOT_EMPTY, "The queue is not empty")
        del self._exchange.queues.queues[queue.sid]
        return RestAnswer(204)

    def find(self, ask: Ask) -> RestAnswer:
        known = list(self._exchange.queues.queues.values())
        return page("queues", known, ask, self._shown)

    def members(self, ask: Ask, sid: str) -> RestAnswer:
        queue, now = self._known(sid), self._exchange.core.now()
        config = self._exchange.config

        def shown(member: Member) -> Json:
            return shapes.member(config, queue, member, now)

        return page("queue_members", queue.members, ask, shown)

    def member(self, _ask: Ask, sid: str, who: str) -> RestAnswer:
        queue = self._known(sid)
        member = self._waiting(queue, who)
        now = self._exchange.core.now()
        return RestAnswer(200, shapes.member(self._exchange.config, queue, member, now))

    def dequeue(self, ask: Ask, sid: str, who: str) -> RestAnswer:
        """Send a waiting call, or the one at the front, to another document."""
        queue = self._known(sid)
        url = ask.form.url("Url")
        if not url:
            raise invalid(21205, "Url parameter is required.")
        place = Place(url, ask.form.method("Method"))
        member = self._waiting(queue, who)
        now = self._exchange.core.now()
        shown = shapes.member(self._exchange.config, queue, member, now)
        self._exchange.redirect(self._exchange.calls[member.call_sid], place, "")
        return RestAnswer(200, shown)

    def _known(self, sid: str) -> Queue:
        queue = self._exchange.queues.queues.get(sid)
        if queue is None:
            raise not_found("/Queues", sid)
        return queue

    def _waiting(self, queue: Queue, who: str) -> Member:
        """Return a member by call SID, or by `Front` the one who waited longest."""
        for member in queue.members:
            if who in {member.call_sid, "Front"}:
                return member
        folder = f"/Queues/{queue.sid}/Members"
        raise not_found(folder, who)

    def _name(self, ask: Ask, *, required: bool) -> str:
        name = ask.form.text("FriendlyName")
        if len(name) > 64 or (required and not name):
            raise invalid(_BAD_NAME, "FriendlyName must have 1 to 64 characters")
        if self._exchange.queues.named(name):
            raise invalid(_NAME_TAKEN, f"Queue with name {name} already exists")
        return name

    def _size(self, ask: Ask, default: int) -> int:
        return ask.form.whole("MaxSize", default, (1, 5000))

    def _shown(self, queue: Queue) -> Json:
        return shapes.queue(self._exchange.config, queue, self._exchange.core.now())
