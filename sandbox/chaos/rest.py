"""Commands that are refused, done without an answer, or answered late."""

from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from sandbox.calls.ports import Scheduler
from sandbox.chaos.faults import Faults, Strike
from sandbox.rest.answers import RestAnswer, RestError, RestRequest

_REFUSALS = {
    "429": RestError(429, 20429, "Too Many Requests"),
    "500": RestError(500, 20500, "Internal Server Error"),
    "500-done": RestError(500, 20500, "Internal Server Error"),
}
_NOT_DONE = frozenset({"429", "500", "timeout"})
_UNANSWERED = frozenset({"timeout", "timeout-done"})


class Api(Protocol):
    def handle(self, request: RestRequest) -> RestAnswer: ...


@dataclass(frozen=True)
class Outcome:
    """What the caller sees: an answer after `wait_s` seconds, or None for none at all."""

    answer: RestAnswer | None
    wait_s: float = 0.0


class FaultyRest:
    """Stands before the API; without faults it only passes on."""

    def __init__(self, inner: Api, scheduler: Scheduler, faults: Faults) -> None:
        self._inner = inner
        self._scheduler = scheduler
        self._faults = faults

    def handle(self, request: RestRequest) -> Outcome:
        """Answer one request, or do not."""
        strikes = self._faults.strike("rest", method=request.method, path=request.path)
        wait = sum(strike.seconds for strike in strikes if strike.what == "slow")
        hit = next((one for one in strikes if one.what not in {"slow", "list-lag"}), None)
        answer = None if hit and hit.what in _NOT_DONE else self._inner.handle(request)
        if hit:
            return Outcome(_shown(hit), wait)
        if answer and request.method == "GET":
            answer = self._lagging(answer, strikes)
        return Outcome(answer, wait)

    def _lagging(self, answer: RestAnswer, strikes: list[Strike]) -> RestAnswer:
        lag = next((one.seconds for one in strikes if one.what == "list-lag"), 0.0)
        body = answer.body
        if not lag or not isinstance(body, dict) or "page_size" not in body:
            return answer
        youngest = self._scheduler.now() - lag
        shown = {
            name: [one for one in value if _born(one) <= youngest]
            if isinstance(value, list)
            else value
            for name, value in body.items()
        }
        return replace(answer, body=shown)


def _shown(hit: Strike) -> RestAnswer | None:
    return None if hit.what in _UNANSWERED else _REFUSALS[hit.what].answer()


def _born(resource: Any) -> float:
    """Return when a resource was made, in seconds since the epoch; 0 when it does not say."""
    made = resource.get("date_created") if isinstance(resource, dict) else None
    return parsedate_to_datetime(made).timestamp() if made else 0.0
