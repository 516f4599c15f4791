"""One request to the API: who asks, which resource, what comes back."""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from secrets import token_hex

from sandbox import limits
from sandbox.calls.exchange import Exchange
from sandbox.calls.params import API_VERSION
from sandbox.rest.account import Applications, Numbers, Tokens
from sandbox.rest.answers import RestAnswer, RestError, RestRequest
from sandbox.rest.asides import Asides
from sandbox.rest.calls import Calls
from sandbox.rest.conferences import Conferences
from sandbox.rest.events import Events
from sandbox.rest.form import Ask, Form
from sandbox.rest.messages import Messages
from sandbox.rest.notifications import Notifications
from sandbox.rest.parameters import TABLE, Parameters
from sandbox.rest.participants import Participants
from sandbox.rest.queues import Queues
from sandbox.rest.recordings import Encode, Recordings
from sandbox.rest.shapes.account import account

_PATH = re.compile(r"/2010-04-01/Accounts/(?P<account>\w+)/(?P<rest>[^?]+)\.json")
_SOUND = re.compile(
    r"/2010-04-01/Accounts/(?P<account>\w+)/Recordings/(?P<sid>RE\w+)(?:\.(?P<kind>wav|mp3))?"
)
_REALM = 'Basic realm="Twilio API"'
_KINDS = ("Local", "Mobile", "TollFree")
_Handler = Callable[..., RestAnswer]


class Rest:
    def __init__(self, exchange: Exchange, encode: Encode | None = None) -> None:
        self._config, self._core, self._began = exchange.config, exchange.core, exchange.core.now()
        calls, rooms = Calls(exchange), Conferences(exchange)
        self._tapes = Recordings(exchange, calls, rooms, encode)
        people = Participants(exchange, rooms, calls)
        self._handlers: dict[tuple[str, str], _Handler] = {
            **_resource("Calls", calls, "create fetch update delete find"),
            **_resource("Conferences", rooms, "fetch update find"),
            **_resource("Conferences/{}/Participants", people, "create fetch update delete find"),
            **_resource("Messages", Messages(exchange), "create fetch update delete find"),
            ("GET", "Messages/{}/Media"): Messages(exchange).media,
            ("POST", "Messages/{}/Feedback"): Messages(exchange).confirm,
            ("GET", "Messages/{}/Media/{}"): Messages(exchange).picture,
            **_resource("Applications", Applications(exchange), "create fetch update delete find"),
            **_resource("Queues", Queues(exchange), "create fetch update delete find"),
            **_resource("Recordings", self._tapes, "fetch delete find"),
            ("POST", "Tokens"): Tokens(exchange).create,
            **_asides(Asides(exchange, calls)),
            **_alerts(Notifications(exchange, calls)),
            ("GET", "Calls/{}/Events"): Events(exchange, calls).find,
            **_numbers(Numbers(exchange)),
            **_members(Queues(exchange)),
            **_taped(self._tapes),
        }

    def handle(self, request: RestRequest) -> RestAnswer:
        """Answer one request; refusals are answers too, never exceptions."""
        try:
            self._admit(request)
            answer = self._route(request)
        except RestError as error:
            answer = error.answer()
        realm = {"WWW-Authenticate": _REALM} if answer.status == 401 else {}
        return replace(answer, headers=_headers() | realm)

    def _admit(self, request: RestRequest) -> None:
        user, password = request.auth or ("", "")
        pairs = [
            (self._config.account_sid, self._config.auth_token),
            (self._config.api_key, self._config.api_secret),
        ]
        if not any(user and _same(user, sid) and _same(password, key) for sid, key in pairs):
            raise RestError(401, 20003, "Authenticate")

    def _route(self, request: RestRequest) -> RestAnswer:
        own = f"/{API_VERSION}/Accounts/{self._config.account_sid}.json"
        if request.path == own and request.method == "GET":
            return RestAnswer(200, account(self._config, self._began))
        sound = _SOUND.fullmatch(request.path)
        if sound and sound["account"] == self._config.account_sid and request.method == "GET":
            channels = [*request.query.get("RequestedChannels", ()), ""][0]
            return self._tapes.listen(sound["sid"], sound["kind"] or "wav", channels)
        found = _PATH.fullmatch(request.path)
        if not found or found["account"] != self._config.account_sid:
            raise _missing(request.path)
        pattern, ids = _pattern(found["rest"])
        if not any(known == pattern for _, known in self._handlers):
            raise _missing(request.path)
        handler = self._handlers.get((request.method, pattern))
        if handler is None:
            raise RestError(405, 20004, "Method not allowed")
        ask = _ask(request, TABLE[request.method, pattern])
        for name in sorted(limits.PARAMETERS.keys() & set(ask.form)):
            words = f"{name} changes nothing here: {limits.PARAMETERS[name]}."
            self._core.alert(limits.UNHEARD, words)
        return handler(ask, *ids)


def _ask(request: RestRequest, known: Parameters) -> Ask:
    """Read the request: a POST carries its parameters in the form, a GET in the query."""
    nothing: Mapping[str, list[str]] = {}
    posts = request.method == "POST"
    form = Form(request.form if posts else nothing, known)
    return Ask(form, Form(nothing if posts else request.query, known), request.path)


def _pattern(rest: str) -> tuple[str, list[str]]:
    """Return the resource with `{}` for each identifier, and the identifiers."""
    parts = rest.split("/")
    if parts[0] == "IncomingPhoneNumbers" and parts[1:] and parts[1] in _KINDS:
        return rest, []
    shown = ["{}" if n % 2 else part for n, part in enumerate(parts)]
    return "/".join(shown), parts[1::2]


def _resource(name: str, one: object, what: str) -> dict[tuple[str, str], _Handler]:
    """Return the usual handlers of a resource: its list at the name, its instances below."""
    places = {
        "find": ("GET", name),
        "create": ("POST", name),
        "fetch": ("GET", f"{name}/{{}}"),
        "update": ("POST", f"{name}/{{}}"),
        "delete": ("DELETE", f"{name}/{{}}"),
    }
    return {places[verb]: getattr(one, verb) for verb in what.split()}


def _numbers(numbers: Numbers) -> dict[tuple[str, str], _Handler]:
    handlers = _resource("IncomingPhoneNumbers", numbers, "create fetch update delete find")
    for name, kind in zip(_KINDS, ("local", "mobile", "toll-free"), strict=True):
        handlers["GET", f"IncomingPhoneNumbers/{name}"] = numbers.find_typed(kind)
        handlers["POST", f"IncomingPhoneNumbers/{name}"] = numbers.create_typed(kind)
    return handlers


def _members(queues: Queues) -> dict[tuple[str, str], _Handler]:
    return {
        ("GET", "Queues/{}/Members"): queues.members,
        ("GET", "Queues/{}/Members/{}"): queues.member,
        ("POST", "Queues/{}/Members/{}"): queues.dequeue,
    }


def _alerts(alerts: Notifications) -> dict[tuple[str, str], _Handler]:
    return {
        **_resource("Notifications", alerts, "fetch find"),
        ("GET", "Calls/{}/Notifications"): alerts.find,
        ("GET", "Calls/{}/Notifications/{}"): alerts.fetch_of_call,
    }


def _asides(asides: Asides) -> dict[tuple[str, str], _Handler]:
    subscriptions = "Calls/{}/UserDefinedMessageSubscriptions"
    return {
        ("POST", "Calls/{}/UserDefinedMessages"): asides.create,
        ("POST", subscriptions): asides.subscribe,
        ("DELETE", f"{subscriptions}/{{}}"): asides.unsubscribe,
    }


def _taped(tapes: Recordings) -> dict[tuple[str, str], _Handler]:
    return {
        ("GET", "Calls/{}/Recordings"): tapes.find_of_call,
        ("POST", "Calls/{}/Recordings"): tapes.create,
        ("GET", "Calls/{}/Recordings/{}"): tapes.fetch_of_call,
        ("POST", "Calls/{}/Recordings/{}"): tapes.update_of_call,
        ("DELETE", "Calls/{}/Recordings/{}"): tapes.delete_of_call,
        ("GET", "Conferences/{}/Recordings"): tapes.find_of_conference,
        ("GET", "Conferences/{}/Recordings/{}"): tapes.fetch_of_conference,
        ("POST", "Conferences/{}/Recordings/{}"): tapes.update_of_conference,
        ("DELETE", "Conferences/{}/Recordings/{}"): tapes.delete_of_conference,
    }


def _headers() -> dict[str, str]:
    """Return what the real API sends besides the body, as captured."""
    return {
        "Twilio-Request-Id": f"RQ{token_hex(16)}",
        "Twilio-Concurrent-Requests": "1",
        "Twilio-Request-Duration": "0.001",
        "X-Home-Region": "us1",
        "X-API-Domain": "api.twilio.com",
    }


def _same(said: str, known: str) -> bool:
    return hmac.compare_digest(said.encode(), known.encode())


def _missing(path: str) -> RestError:
    return RestError(404, 20404, f"The requested resource {path} was not found")
