"""Webhooks that are lost, late, doubled or overtaken on their way."""

from collections.abc import Callable

from sandbox.calls.ports import Scheduler, Web, WebhookAnswer, WebhookRequest
from sandbox.chaos.faults import Faults, Strike

_WAIT_S = 15.0
"""How long a carrier waits for an answer that never comes (Twilio, "Webhooks: timeouts")."""
_LOST = WebhookAnswer(0, "", b"", 11200)
_REFUSED = WebhookAnswer(0, "", b"", 11205)
_LONGEST_HOLD_S = 5.0
Done = Callable[[WebhookAnswer], None]


class FaultyWeb:
    """Stands before the real sender; without faults it only passes on."""

    def __init__(self, inner: Web, scheduler: Scheduler, faults: Faults) -> None:
        self._inner = inner
        self._scheduler = scheduler
        self._faults = faults
        self._held: list[Callable[[], None]] = []
        self.dead = False
        """While the carrier dies, nothing leaves it."""

    def send(self, request: WebhookRequest, done: Done) -> None:
        if self.dead:
            return
        strikes = self._faults.strike(
            "webhook",
            kind=request.kind,
            url=request.url,
            method=request.method,
            call_sid=request.call_sid or "",
        )
        self._deliver(request, done, strikes)

    def _deliver(self, request: WebhookRequest, done: Done, strikes: list[Strike]) -> None:
        if not strikes:
            self._pass_on(request, done)
            return
        first, rest = strikes[0], strikes[1:]
        actions: dict[str, Callable[[], None]] = {
            "drop": lambda: self._after(_WAIT_S, lambda: done(_LOST)),
            "refuse": lambda: self._after(0, lambda: done(_REFUSED)),
            "delay": lambda: self._after(first.seconds, lambda: self._deliver(request, done, rest)),
            "duplicate": lambda: self._double(request, done, first.seconds),
            "reorder": lambda: self._hold(request, done, first.seconds),
            "lose-answer": lambda: self._inner.send(
                request, lambda _answer: self._after(_WAIT_S, lambda: done(_LOST))
            ),
        }
        actions[first.what]()

    def _pass_on(self, request: WebhookRequest, done: Done) -> None:
        """Send, and let go of what waited to be overtaken."""
        held, self._held = self._held, []
        self._inner.send(request, done)
        for release in held:
            self._after(0.05, release)

    def _double(self, request: WebhookRequest, done: Done, seconds: float) -> None:
        self._pass_on(request, done)
        self._after(seconds, lambda: self._inner.send(request, _ignore))

    def _hold(self, request: WebhookRequest, done: Done, seconds: float) -> None:
        """Keep it until the next one has left; nobody waits for ever."""
        left = False

        def release() -> None:
            nonlocal left
            if not left:
                left = True
                self._inner.send(request, done)

        self._held.append(release)
        self._after(seconds or _LONGEST_HOLD_S, release)

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        self._scheduler.later(seconds, action)


def _ignore(_answer: WebhookAnswer) -> None:
    """Take no notice: the carrier acted on the first answer."""
