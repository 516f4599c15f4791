"""The seams at which the world is unkind: REST, webhooks, hints and pushes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import Any

from requests.exceptions import ReadTimeout
from twilio.http.response import Response

from sandbox.calls.ports import Scheduler, WebhookAnswer, WebhookRequest
from sandbox.chaos import faults as chaos
from sandbox.chaos.rest import FaultyRest
from sandbox.inprocess.phones import Phone, VirtualLines
from sandbox.inprocess.sdk import InProcessHttp
from sandbox.inprocess.web import WsgiWeb
from sandbox.rest.service import Rest
from sandbox.webhooks.overrides import read
from tests.simulation.faults import Crash, Faults

_RETRY_S = 1.0
_LISTS = ("/Calls.json", "/Messages.json")
_CONNECTION_LOST = 11200
_SILENCE = WebhookAnswer(200, "audio/wav", b"\0" * 8000 * 30)


class FaultyHttp(InProcessHttp):
    """The carrier's API: it may refuse, do it and not say so, or lag in its books."""

    def __init__(self, rest: Rest, faults: Faults, time: Scheduler) -> None:
        super().__init__(FaultyRest(rest, time, chaos.Faults(time.now, lambda *_, **__: None)))
        self._faults = faults
        self._time = time

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        self._faults.here()
        fate = self._fate(method)
        if fate == "rest_429":
            return Response(429, '{"code": 20429, "message": "Too many", "status": 429}')
        if fate == "rest_timeout_not_done":
            raise ReadTimeout
        if fate == "rest_500_not_done":
            return Response(500, '{"code": 20500, "message": "Broken", "status": 500}')
        answer = super().request(method, url, *args, **options)
        if method == "GET" and url.endswith(_LISTS):
            return self._behind(answer)
        self._faults.here()
        if fate == "rest_timeout_done":
            raise ReadTimeout
        if fate == "rest_500_done":
            return Response(500, '{"code": 20500, "message": "Broken", "status": 500}')
        return answer

    def _behind(self, answer: Response) -> Response:
        """Leave out of a list what is younger than the carrier's delay."""
        if not self._faults.rolling or answer.status_code != 200:
            return answer
        until = self._time.now() - self._faults.dice.uniform(0, self._faults.odds.list_lag_s)
        body = json.loads(answer.text)
        for name in {"calls", "messages"} & set(body):
            seen = [one for one in body[name] if _made(one) <= until]
            self._faults.done["list_behind"] += len(seen) < len(body[name])
            body[name] = seen
        return Response(200, json.dumps(body))

    def _fate(self, method: str) -> str:
        if method == "GET":
            return self._faults.one_of("rest_timeout_not_done")
        return self._faults.one_of(
            "rest_429",
            "rest_500_not_done",
            "rest_500_done",
            "rest_timeout_done",
            "rest_timeout_not_done",
        )


class FaultyWeb(WsgiWeb):
    """Webhooks: lost, doubled, late and so out of order; a server that dies while it answers."""

    def __init__(self, faults: Faults, time: Scheduler, *parts: Any) -> None:
        super().__init__(time, *parts)
        self._faults = faults
        self._time = time
        self.dropped: set[str] = set()

    def send(self, request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None:
        if request.url.endswith(".wav"):
            self._time.later(0, lambda: done(_SILENCE))
        elif request.kind == "callback":
            self._report(self._coloured(request), done)
        else:
            if self._faults.strikes("twiml_doubled"):
                self._time.later(0.05, lambda: self._try(request, _ignore, 3))
            self._time.later(0, lambda: self._try(request, done, 0))

    def _report(self, request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None:
        if self._faults.strikes("hook_lost"):
            return
        self._time.later(self._delay(), lambda: self._try(request, done, 0))
        if self._faults.strikes("hook_doubled"):
            self._time.later(self._delay(), lambda: self._try(request, _ignore, 0))

    def _delay(self) -> float:
        if self._faults.strikes("hook_late"):
            return self._faults.dice.uniform(0, self._faults.odds.hook_latest_s)
        return self._faults.dice.uniform(0, 0.3) if self._faults.rolling else 0.0

    def _try(
        self, request: WebhookRequest, done: Callable[[WebhookAnswer], None], tries: int
    ) -> None:
        try:
            with self._faults.process():
                answer = self._answer(request)
        except Crash:
            answer = WebhookAnswer(0, "", b"", _CONNECTION_LOST)
        wanted = read(request.url)
        if answer.error and tries < wanted.retries and wanted.again("ct"):
            self._time.later(_RETRY_S, lambda: self._try(request, done, tries + 1))
        else:
            done(answer)

    def _coloured(self, request: WebhookRequest) -> WebhookRequest:
        """Say of a dropped line what a carrier can: the far end's last SIP answer."""
        said = request.parameters
        if said.get("CallSid") in self.dropped and said.get("CallStatus") == "completed":
            return replace(request, parameters={**said, "SipResponseCode": "480"})
        return request


def _made(one: Mapping[str, Any]) -> float:
    return parsedate_to_datetime(one["date_created"]).timestamp()


def _ignore(_answer: WebhookAnswer) -> None:
    """Nobody waits for the second answer."""


class ManyLines(VirtualLines):
    """As the sandbox's, with thousands of telephones found by call."""

    calls: Mapping[str, Any]

    def _of(self, call_sid: str) -> Phone | None:
        call = self.calls.get(call_sid)
        if call is None:
            return None
        phone = self.phones.get(call.from_ if call.direction == "inbound" else call.to)
        return phone if phone and phone.call_sid == call_sid else None


@dataclass
class Hints:
    """Redis as a carrier of hints: late, lost, flushed, away. Implements the product's jobs."""

    faults: Faults
    time: Scheduler
    run: Callable[[str, int], None]
    away: bool = False
    waiting: list[Any] = field(default_factory=list)

    def enqueue(self, _lane: str, name: str, ref: int) -> None:
        self.faults.here()
        if self.away or self.faults.strikes("hint_lost"):
            return
        delay = self.faults.dice.uniform(0, 0.1)
        self.waiting.append(self.time.later(delay, lambda: self.run(name, ref)))

    def flush(self) -> None:
        for timer in self.waiting:
            timer.cancel()
        self.waiting.clear()


@dataclass
class Pushes:
    """The live channel: what it loses is found at the next look. Implements the product's push."""

    faults: Faults
    time: Scheduler
    listeners: dict[str, Callable[[Mapping[str, Any]], None]] = field(default_factory=dict)
    away: bool = False

    def send(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        listener = self.listeners.get(topic) if event == "console" else None
        if listener and not self.away and not self.faults.strikes("push_lost"):
            self.time.later(0.05, lambda: listener(data))
