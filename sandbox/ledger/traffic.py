"""The newest webhooks with request, signature, answer and timing, for the panel."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.calls.ports import Scheduler, WebhookAnswer, WebhookRequest
from sandbox.webhooks.packing import packed
from sandbox.webhooks.signature import address

_KEPT = 1000
_LONGEST_BODY = 20_000


@dataclass
class Exchanged:
    """One request and, once it came, its answer. `took_ms` is -1 until then."""

    number: int
    at: float
    request: WebhookRequest
    signature: str
    took_ms: int = -1
    answer: WebhookAnswer | None = None

    def brief(self) -> dict[str, Any]:
        answer = self.answer
        return {
            "number": self.number,
            "at": self.at,
            "kind": self.request.kind,
            "method": self.request.method,
            "url": self.request.url,
            "call_sid": self.request.call_sid or "",
            "took_ms": self.took_ms,
            "status": answer.status if answer else None,
            "error": answer.error if answer else 0,
        }

    def whole(self) -> dict[str, Any]:
        body = self.answer.body[:_LONGEST_BODY].decode("utf-8", "replace") if self.answer else ""
        return {
            **self.brief(),
            "parameters": dict(self.request.parameters),
            "signature": self.signature,
            "content_type": self.answer.content_type if self.answer else "",
            "body": body,
        }


@dataclass
class Traffic:
    scheduler: Scheduler
    auth_token: str
    changed: Callable[[Exchanged], None] = lambda _one: None
    kept: deque[Exchanged] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def sent(self, request: WebhookRequest) -> Exchanged:
        signature = self._signature(request)
        one = Exchanged(next(self._numbers), self.scheduler.now(), request, signature)
        self.kept.append(one)
        self.changed(one)
        return one

    def _signature(self, request: WebhookRequest) -> str:
        """Return the signature; nothing for an address that the sender will refuse (11100)."""
        try:
            url, form = address(request.url, request.method, request.parameters)
        except ValueError:
            return ""
        return packed(self.auth_token, request, (request.method, url, form)).signature

    def answered(self, one: Exchanged, answer: WebhookAnswer) -> None:
        one.answer = answer
        one.took_ms = round((self.scheduler.now() - one.at) * 1000)
        self.changed(one)

    def find(self, number: int) -> Exchanged | None:
        return next((one for one in self.kept if one.number == number), None)
