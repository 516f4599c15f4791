"""One request to the API: who asks, which resource, what comes back."""

import hmac
import re
from collections.abc import Callable

from sandbox.calls.exchange import Exchange
from sandbox.rest.answers import RestAnswer, RestError, RestRequest
from sandbox.rest.calls import Calls
from sandbox.rest.conferences import Conferences, Participants
from sandbox.rest.messages import Messages

_PATH = re.compile(r"/2010-04-01/Accounts/(?P<account>\w+)/(?P<rest>[^?]+)\.json")
_Handler = Callable[..., RestAnswer]


class Rest:
    def __init__(self, exchange: Exchange) -> None:
        self._config = exchange.config
        self._calls = Calls(exchange)
        self._conferences = Conferences(exchange)
        self._participants = Participants(exchange, self._conferences, self._calls)
        self._messages = Messages(exchange)

    def handle(self, request: RestRequest) -> RestAnswer:
        """Answer one request; refusals are answers too, never exceptions."""
        try:
            self._admit(request)
            return self._route(request)
        except RestError as error:
            return error.answer()

    def _admit(self, request: RestRequest) -> None:
        user, password = request.auth or ("", "")
        pairs = [
            (self._config.account_sid, self._config.auth_token),
            (self._config.api_key, self._config.api_secret),
        ]
        if not any(user and _same(user, sid) and _same(password, key) for sid, key in pairs):
            raise RestError(401, 20003, "Authenticate")

    def _route(self, request: RestRequest) -> RestAnswer:
        found = _PATH.fullmatch(request.path)
        if not found or found["account"] != self._config.account_sid:
            raise _missing(request.path)
        parts = found["rest"].split("/")
        name = "/".join(parts[::2])
        handlers = self._handlers(request).get((name, len(parts) % 2 == 0))
        if handlers is None:
            raise _missing(request.path)
        handler = handlers.get(request.method)
        if handler is None:
            raise RestError(405, 20004, "Method not allowed")
        return handler(*parts[1::2])

    def _handlers(self, request: RestRequest) -> dict[tuple[str, bool], dict[str, _Handler]]:
        """Return handlers by resource and by whether one instance is meant."""
        form, query, path = request.form, request.query, request.path
        calls, rooms, people, texts = (
            self._calls,
            self._conferences,
            self._participants,
            self._messages,
        )
        return {
            ("Calls", False): {
                "GET": lambda: calls.find(query, path),
                "POST": lambda: calls.create(form),
            },
            ("Calls", True): {
                "GET": calls.fetch,
                "POST": lambda sid: calls.update(sid, form),
                "DELETE": calls.delete,
            },
            ("Conferences", False): {"GET": lambda: rooms.find(query, path)},
            ("Conferences", True): {
                "GET": rooms.fetch,
                "POST": lambda sid: rooms.update(sid, form),
            },
            ("Conferences/Participants", False): {
                "GET": lambda sid: people.find(sid, query, path),
                "POST": lambda sid: people.create(sid, form),
            },
            ("Conferences/Participants", True): {
                "GET": people.fetch,
                "POST": lambda sid, who: people.update(sid, who, form),
                "DELETE": people.delete,
            },
            ("Messages", False): {
                "GET": lambda: texts.find(query, path),
                "POST": lambda: texts.create(form),
            },
            ("Messages", True): {"GET": texts.fetch, "DELETE": texts.delete},
        }


def _same(said: str, known: str) -> bool:
    return hmac.compare_digest(said.encode(), known.encode())


def _missing(path: str) -> RestError:
    return RestError(404, 20404, f"The requested resource {path} was not found")
