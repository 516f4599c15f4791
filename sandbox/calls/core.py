"""What every part of the exchange shares: the ports, the calls, their owners, the ledger."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.calls import choices, params
from sandbox.calls.directory import Directory
from sandbox.calls.ports import (
    Audio,
    Lines,
    Scheduler,
    Speech,
    Timer,
    Web,
    WebhookAnswer,
    WebhookRequest,
)
from sandbox.calls.records import Alert, Call, Callback, Event, Fact
from sandbox.calls.shelf import Shelf
from sandbox.config import Config

Observer = Callable[[dict[str, Any]], None]
_FACTS_KEPT = 200_000
_CALLS_KEPT = 100_000
_ALERTS_KEPT = 10_000
_EVENTS_KEPT, _BODY_KEPT = 10_000, 4000


@dataclass(frozen=True)
class Ports:
    scheduler: Scheduler
    audio: Audio
    lines: Lines
    web: Web


class Owner(Protocol):
    """Who acts for a leg: the script it runs, or the Dial that rang it."""

    def answered(self) -> None: ...

    def ended(self) -> None: ...

    def digit(self, digit: str) -> None: ...

    def speech(self, said: Speech) -> None: ...

    def released(self) -> None:
        """Let go of the leg: somebody else takes it over, alive."""


class Core:
    def __init__(self, config: Config, ports: Ports, observe: Observer | None = None) -> None:
        self.config = config
        self.audio = ports.audio
        self.lines = ports.lines
        self.calls: Shelf[Call] = Shelf(
            _CALLS_KEPT,
            lambda call: not call.alive,
            to=lambda call: call.to,
            from_=lambda call: call.from_,
            parent=lambda call: call.parent_sid or "",
        )
        self.events: Shelf[Event] = Shelf(
            _EVENTS_KEPT, lambda _event: True, call=lambda event: event.call_sid
        )
        self.alerts: Shelf[Alert] = Shelf(
            _ALERTS_KEPT, lambda _alert: True, call=lambda alert: alert.call_sid
        )
        self.owners: dict[str, Owner] = {}
        self.ledger: deque[Fact] = deque(maxlen=_FACTS_KEPT)
        self._scheduler = ports.scheduler
        self._web = ports.web
        self._observe = observe
        self.directory = Directory(config, self.now())
        self.epilogue: Callable[[Call], dict[str, str]] = lambda _call: {}
        self.rings: list[Callable[[Call], None]] = []
        self.arrivals: list[Callable[[Call], None]] = []
        self.departures: list[Callable[[Call], None]] = []

    def now(self) -> float:
        return self._scheduler.now()

    def later(self, delay_s: float, action: Callable[[], None]) -> Timer:
        return self._scheduler.later(delay_s, action)

    def note(self, kind: str, **fields: str) -> None:
        """Write a fact down and show it to whoever watches."""
        at = self.now()
        self.ledger.append(Fact(at, kind, fields))
        if self._observe:
            self._observe({"at": at, "kind": kind, **fields})

    def alert(self, code: int, words: str, call_sid: str = "") -> None:
        """Note what Twilio's debugger would show."""
        one = Alert(code, words, call_sid, self.now())
        self.alerts[one.sid] = one
        self.note("alert", code=str(code), words=words, call_sid=call_sid)

    def ask(self, request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None:
        """Send a request to the application; `done` gets the answer, whatever it is."""
        asked = self.now()

        def answered(answer: WebhookAnswer) -> None:
            self.note(
                "webhook",
                what=request.kind,
                url=request.url,
                call_sid=request.call_sid or "",
                status=str(answer.status),
                error=str(answer.error),
                took_ms=str(round((self.now() - asked) * 1000)),
            )
            if request.call_sid and request.kind != "sound":
                self._remember(request, answer, asked)
            done(answer)

        self._web.send(request, answered)

    def _remember(self, request: WebhookRequest, answer: WebhookAnswer, asked: float) -> None:
        """Keep what was asked about a call, and what came back."""
        one = Event(
            request.call_sid or "",
            request.url,
            request.method,
            request.parameters,
            asked,
            round((self.now() - asked) * 1000),
            answer.status,
            answer.content_type,
            answer.body[:_BODY_KEPT].decode("utf-8", "replace"),
        )
        self.events[one.sid] = one

    def tell(self, call: Call, event: str) -> None:
        """Count a call's event, and send the callback when somebody subscribed to it."""
        self.note("call", call_sid=call.sid, event=event, status=call.status.value)
        if call.report.url and event in call.report.events:
            told = params.call_status(self.config.account_sid, call, event, self.now())
            self.report(call.report, told | self.about(call), call.sid)
        elif not choices.COUNTS_UNSUBSCRIBED:
            return
        call.sequence += 1

    def about(self, call: Call) -> dict[str, str]:
        """Return what others know of an ended call and its report repeats: its recording."""
        return self.epilogue(call) if not call.alive else {}

    def report(self, to: Callback, told: dict[str, str], call_sid: str | None = None) -> None:
        """Send a callback nobody waits for; a refusal is an alert, as at the real carrier."""

        def check(answer: WebhookAnswer) -> None:
            if answer.error or not 200 <= answer.status < 400:
                self.alert(answer.error or 11200, f"{to.url} answered {answer.status}")

        self.ask(WebhookRequest(to.url, to.method, told, "callback", call_sid), check)
