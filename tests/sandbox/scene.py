"""A carrier with a scripted application: pages by path, requests kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from sandbox.config import Config
from sandbox.inprocess.carrier import Carrier

ACCOUNT = "AC" + "1" * 32
TOKEN = "a-token-for-tests"
BASE = "http://shop.example"
STORE = "+390111234567"
DIAZ = "+393123456789"
SCHMIDT = "+4915123456789"
APP = "AP" + "1" * 32
CONFIG = {
    "account_sid": ACCOUNT,
    "auth_token": TOKEN,
    "api_key": "SK" + "1" * 32,
    "api_secret": "a-secret-for-tests",
    "applications": [{"sid": APP, "voice_url": f"{BASE}/client"}],
    "numbers": [
        {
            "number": STORE,
            "voice_url": f"{BASE}/voice",
            "sms_url": f"{BASE}/text",
            "status_callback": f"{BASE}/status",
        }
    ],
    "handsets": [{"number": DIAZ, "label": "Diaz"}, {"number": SCHMIDT, "label": "Schmidt"}],
}

Page = str | tuple[int, str] | Callable[[dict[str, str]], str]


@dataclass
class Scene:
    """`pages` maps a path to TwiML, to (status, body), or to a function of the parameters."""

    pages: dict[str, Page] = field(default_factory=dict)
    kind: str = "text/xml"
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        app = Flask(__name__)
        app.add_url_rule("/<path:_path>", view_func=self._answer, methods=["GET", "POST"])
        config = Config.from_json({**CONFIG, **self.config})
        start = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
        self.carrier = Carrier(config, app.wsgi_app, BASE, start)
        self.client = Client(ACCOUNT, TOKEN, http_client=self.carrier.http_client())
        self.diaz = self.carrier.phone(DIAZ)

    def says(self, path: str, verbs: str) -> None:
        self.pages[path] = f"<Response>{verbs}</Response>"

    def rings(self, verbs: str, seconds: float = 30) -> None:
        """Let Diaz call the shop, whose document holds these verbs."""
        self.says("/voice", verbs)
        self.diaz.dial(STORE)
        self.carrier.advance(seconds)

    def alerts(self) -> list[str]:
        return [fact["code"] for fact in self.carrier.facts("alert")]

    def at(self, path: str) -> list[dict[str, str]]:
        """Return the parameters of every request to a path."""
        return [parameters for asked, parameters in self.asked if asked == path]

    def call(self, **more: Any) -> str:
        """Let the application call Diaz; returns the call's SID."""
        wanted = {"to": DIAZ, "from_": STORE, "url": f"{BASE}/voice", **more}
        return str(self.client.calls.create(**wanted).sid)

    def _answer(self, _path: str) -> Response:
        parameters = {**request.args.to_dict(), **request.form.to_dict()}
        self.asked.append((request.path, parameters))
        signature = request.headers.get("X-Twilio-Signature", "")
        url = BASE + request.full_path.rstrip("?")
        if not RequestValidator(TOKEN).validate(url, request.form.to_dict(), signature):
            self.unsigned.append(request.path)
        page = self.pages.get(request.path, (204, ""))
        said = page(parameters) if callable(page) else page
        status, body = said if isinstance(said, tuple) else (200, said)
        kind = "audio/wav" if request.path.endswith(".wav") else self.kind
        return Response(body, status=status, content_type=kind)
