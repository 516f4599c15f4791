"""Messages beside a call, and subscriptions to them (Twilio, "UserDefinedMessage resource")."""

import json
from collections.abc import Callable

from sandbox.calls.exchange import Exchange
from sandbox.calls.params import date
from sandbox.rest.answers import RestAnswer, RestError, invalid, not_found
from sandbox.rest.calls import Calls
from sandbox.rest.form import Ask
from sandbox.rest.shapes import Json, root

_NOT_ACTIVE = 21220
_NO_JSON, _TOO_LONG = 32702, 32703
_LONGEST = 10_000
_KEYS_KEPT = 10_000


class Asides:
    """An IdempotencyKey that was used already is answered as the first time, and does nothing."""

    def __init__(self, exchange: Exchange, calls: Calls) -> None:
        self._exchange = exchange
        self._calls = calls
        self._done: dict[tuple[str, str, str], Json] = {}

    def create(self, ask: Ask, call_sid: str) -> RestAnswer:
        content = _content(ask)
        self._active(call_sid)

        def tell() -> Json:
            sid = self._exchange.asides.tell(call_sid, content)
            if not sid:
                raise _no_softphone()
            return self._shown(call_sid, sid)

        return self._once("message", ask, call_sid, tell)

    def subscribe(self, ask: Ask, call_sid: str) -> RestAnswer:
        url, method = ask.form.callback("Callback"), ask.form.method("Method")
        if not url:
            raise invalid(21205, "Callback parameter is required.")
        self._active(call_sid)

        def subscribe() -> Json:
            call = self._exchange.calls[call_sid]
            one = self._exchange.asides.subscribe(call, url, method)
            folder = f"{root(self._exchange.config)}/Calls/{call_sid}"
            uri = f"{folder}/UserDefinedMessageSubscriptions/{one.sid}.json"
            return {**self._shown(call_sid, one.sid), "uri": uri}

        return self._once("subscription", ask, call_sid, subscribe)

    def unsubscribe(self, _ask: Ask, call_sid: str, sid: str) -> RestAnswer:
        if not self._exchange.asides.unsubscribe(call_sid, sid):
            folder = f"/Calls/{call_sid}/UserDefinedMessageSubscriptions"
            raise not_found(folder, sid)
        return RestAnswer(204)

    def _once(self, kind: str, ask: Ask, call_sid: str, do: Callable[[], Json]) -> RestAnswer:
        key = ask.form.text("IdempotencyKey")
        known = self._done.get((kind, call_sid, key)) if key else None
        shown = known or do()
        if key:
            self._done[kind, call_sid, key] = shown
        if len(self._done) > _KEYS_KEPT:
            del self._done[next(iter(self._done))]
        return RestAnswer(201, shown)

    def _active(self, call_sid: str) -> None:
        """Raise 21220 for a call that is over, or that no softphone has."""
        call = self._calls.known(call_sid)
        if not call.alive or not any(end.startswith("client:") for end in (call.from_, call.to)):
            raise _no_softphone()

    def _shown(self, call_sid: str, sid: str) -> Json:
        return {
            "account_sid": self._exchange.config.account_sid,
            "call_sid": call_sid,
            "sid": sid,
            "date_created": date(self._exchange.core.now()),
        }


def _content(ask: Ask) -> object:
    said = ask.form.raw("Content")
    if len(said) > _LONGEST:
        raise invalid(_TOO_LONG, "Content body exceeded max length")
    try:
        found: object = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise invalid(_NO_JSON, "Invalid Content: only JSON is supported") from error
    return found


def _no_softphone() -> RestError:
    return invalid(_NOT_ACTIVE, "The call is not an active call of the Voice SDK.")
