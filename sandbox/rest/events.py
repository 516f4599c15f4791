"""What the application was asked about a call, and answered (Twilio, "Call Events resource")."""

import re

from sandbox.calls.exchange import Exchange
from sandbox.calls.params import date
from sandbox.calls.records import Event
from sandbox.rest.answers import RestAnswer
from sandbox.rest.calls import Calls
from sandbox.rest.form import Ask
from sandbox.rest.paging import page
from sandbox.rest.shapes import Json

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Events:
    def __init__(self, exchange: Exchange, calls: Calls) -> None:
        self._exchange = exchange
        self._calls = calls

    def find(self, ask: Ask, call_sid: str) -> RestAnswer:
        """Return them in the order of asking."""
        self._calls.known(call_sid)
        found = list(self._exchange.core.events.newest(call=call_sid))
        return page("events", reversed(found), ask, _shown)


def _shown(one: Event) -> Json:
    """Twilio: "The parameters property keys are presented in snake_case format"."""
    said = {_CAPITAL.sub("_", name).lower(): value for name, value in one.parameters.items()}
    return {
        "request": {"url": one.url, "method": one.method, "parameters": said},
        "response": {
            "date_created": date(one.at),
            "request_duration": one.took_ms,
            "response_code": one.status,
            "content_type": one.content_type,
            "response_body": one.body,
        },
    }
