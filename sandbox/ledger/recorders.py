"""Recorders at the ports: innermost, so that only what really happened is written down."""

from collections.abc import Callable

from sandbox.calls.ports import Lines, Ring, Scheduler, Web, WebhookAnswer, WebhookRequest
from sandbox.chaos.passing import Passing
from sandbox.chaos.rest import Api
from sandbox.chaos.sound import Ears
from sandbox.ledger.book import Book
from sandbox.ledger.traffic import Traffic
from sandbox.rest.answers import RestAnswer, RestRequest


class RecordedLines(Passing):
    inner: Lines

    def __init__(self, inner: Lines, book: Book, scheduler: Scheduler) -> None:
        super().__init__(inner)
        self._book = book
        self._scheduler = scheduler

    def ring(self, ring: Ring) -> str:
        outcome = self.inner.ring(ring)
        what = "rang" if outcome == "ringing" else outcome
        self._write(what, call_sid=ring.call_sid, address=ring.to, caller=ring.from_)
        return outcome

    def ended(self, call_sid: str, reason: str) -> None:
        self._write("ended", call_sid=call_sid, reason=reason)
        self.inner.ended(call_sid, reason)

    def text(self, to: str, from_: str, body: str, message_sid: str) -> str:
        outcome = self.inner.text(to, from_, body, message_sid)
        what = "text" if outcome == "delivered" else outcome
        self._write(what, address=to, sender=from_, body=body, message_sid=message_sid)
        return outcome

    def _write(self, what: str, **fields: str) -> None:
        self._book.write(self._scheduler.now(), "phone", what, **fields)


class RecordedAudio(Passing):
    """Writes who is together with whom; prompts and tones pass."""

    inner: Ears

    def __init__(self, inner: Ears, book: Book, scheduler: Scheduler) -> None:
        super().__init__(inner)
        self._book = book
        self._scheduler = scheduler

    def join(self, call_sid: str, room: str) -> None:
        broken = [
            word
            for word, legs in (("deaf", self.inner.deaf), ("dumb", self.inner.dumb))
            if call_sid in legs
        ]
        self._write("join", call_sid, room=room, broken=" ".join(broken))
        self.inner.join(call_sid, room)

    def leave(self, call_sid: str) -> None:
        self._write("leave", call_sid)
        self.inner.leave(call_sid)

    def _write(self, what: str, call_sid: str, **fields: str) -> None:
        self._book.write(self._scheduler.now(), "sound", what, call_sid=call_sid, **fields)


class RecordedWeb:
    def __init__(self, inner: Web, book: Book, traffic: Traffic) -> None:
        self._inner = inner
        self._book = book
        self._traffic = traffic

    def send(self, request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None:
        kept = self._traffic.sent(request)

        def answered(answer: WebhookAnswer) -> None:
            self._traffic.answered(kept, answer)
            self._book.write(
                kept.at,
                "request",
                request.kind,
                call_sid=request.call_sid or "",
                url=request.url,
                parameters=dict(request.parameters),
                status=answer.status,
                error=answer.error,
                took_ms=kept.took_ms,
            )
            done(answer)

        self._inner.send(request, answered)


class RecordedRest:
    def __init__(self, inner: Api, book: Book, scheduler: Scheduler) -> None:
        self._inner = inner
        self._book = book
        self._scheduler = scheduler

    def handle(self, request: RestRequest) -> RestAnswer:
        answer = self._inner.handle(request)
        form = {name: list(values) for name, values in request.form.items()}
        sid = answer.body.get("sid", "") if isinstance(answer.body, dict) else ""
        self._book.write(
            self._scheduler.now(),
            "command",
            request.method,
            path=request.path,
            form=form,
            status=answer.status,
            sid=sid,
        )
        return answer
