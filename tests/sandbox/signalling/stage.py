"""The gateway without sockets or sound: pages that keep their frames, virtual time."""

import json
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import jwt
import numpy as np
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from typing_extensions import override

from sandbox.calls.core import Ports
from sandbox.calls.exchange import Exchange
from sandbox.config import Config
from sandbox.handset.desk import Desk
from sandbox.inprocess.time import VirtualTime
from sandbox.inprocess.web import WsgiWeb
from sandbox.lines import AllLines
from sandbox.media.pcm import SILENCE, Pcm
from sandbox.media.speech import speaker
from sandbox.media.studio import Studio
from sandbox.signalling.gateway import Gateway
from sandbox.signalling.session import Session
from sandbox.tasks import Tasks
from tests.sandbox.scene import ACCOUNT, APP, BASE, CONFIG, DIAZ, STORE, TOKEN, Scene

__all__ = ["ACCOUNT", "APP", "BASE", "DIAZ", "STORE", "TOKEN", "Page", "Stage", "token"]
START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECRET = "a secret for tests that is long enough"
GOOD_SDP = "v=0 that's good enough"


class AtOnce(Tasks):
    """Runs work to its end where it stands: nothing here waits for a network."""

    @override
    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            work.send(None)
        except StopIteration:
            return
        raise AssertionError("this work waits")


class QuietLeg:
    """Sound that is agreed upon at once and never heard."""

    def __init__(self) -> None:
        self.open = True

    async def offer(self) -> str:
        return "the carrier's offer"

    async def answer(self, offer: str) -> str:
        if offer != GOOD_SDP:
            raise ValueError("no offer")
        return "the carrier's answer"

    async def accept(self, answer: str) -> None:
        if answer != GOOD_SDP:
            raise ValueError("no answer")

    async def close(self) -> None:
        self.open = False

    def pull(self) -> Pcm:
        return np.zeros_like(SILENCE)

    def steady(self, frames: int = 2) -> None:
        self.patience = frames

    def push(self, frame: Pcm) -> None:
        """Hear nothing."""


class Page:
    """A Voice SDK device as the carrier sees it. Frames are kept as (type, payload)."""

    def __init__(self, stage: "Stage", identity: str = "ada", **grant: Any) -> None:
        self.frames: list[tuple[str, dict[str, Any]]] = []
        self.dropped = False
        self.session = Session(stage.gateway, stage.account, self)
        self.says("listen", token=token(stage.time.now(), identity, **grant), reconnectTimeout=30)

    def write(self, text: str) -> None:
        frame = json.loads(text)
        self.frames.append((frame["type"], frame["payload"]))

    def drop(self) -> None:
        self.dropped = True

    def says(self, kind: str, **payload: Any) -> None:
        self.session.handle(json.dumps({"type": kind, "version": "1.6", "payload": payload}))

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.frames]

    def last(self, kind: str) -> dict[str, Any]:
        return next(payload for said, payload in reversed(self.frames) if said == kind)

    def register(self) -> "Page":
        self.says("register", media={"audio": True})
        return self

    def calls(self, params: str = "", temporary: str = "TJS1") -> None:
        self.says("invite", callsid=temporary, sdp=GOOD_SDP, twilio={"params": params})

    def answers(self) -> str:
        call_sid = str(self.last("invite")["callsid"])
        self.says("answer", callsid=call_sid, sdp=GOOD_SDP)
        return call_sid


class Stage(Scene):
    """A scene whose carrier has real signalling; `pages` of the application as in any scene."""

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        self.account = Config.from_json({**CONFIG, "api_secret": SECRET, "calls_per_second": 0})
        self.time = VirtualTime(START)
        self.studio = Studio(speaker())
        self.gateway = Gateway(self.studio, AtOnce(), QuietLeg)
        self.desk = Desk(self.account, self.studio, AtOnce(), QuietLeg)
        web = WsgiWeb(self.time, TOKEN, BASE, self.carrier.web.application)
        lines = AllLines(self.gateway, self.desk)
        self.exchange = Exchange(self.account, Ports(self.time, self.studio, lines, web))
        self.gateway.exchange = self.desk.exchange = self.exchange

    def invites(self, identity: str = "ada", **parameters: str) -> str:
        """Let the store's number ring a softphone; returns the caller's SID."""
        nouns = "".join(f"<Parameter name='{k}' value='{v}'/>" for k, v in parameters.items())
        client = f"<Client><Identity>{identity}</Identity>{nouns}</Client>"
        self.says("/voice", f"<Dial action='/after' timeout='20'>{client}</Dial>")
        call_sid = self.exchange.dial(DIAZ, STORE)
        self.time.advance(0.1)
        return call_sid

    def status(self, call_sid: str) -> str:
        return self.exchange.calls[call_sid].status.value

    def dialled(self) -> str:
        """Return how the Dial ended, as its action was told."""
        self.time.advance(0.1)
        return self.at("/after")[-1]["DialCallStatus"]


def token(now: float, identity: str = "ada", **change: Any) -> str:
    """Return an access token: `ttl`, `secret`, `app`, `incoming` may be changed."""
    secret = change.get("secret", SECRET)
    made = AccessToken(
        change.get("account", ACCOUNT),
        CONFIG["api_key"],
        secret,
        identity=identity,
        ttl=change.get("ttl", 3600),
    )
    made.add_grant(
        VoiceGrant(
            outgoing_application_sid=change.get("app", APP),
            incoming_allow=change.get("incoming", True),
        )
    )
    return _at(made, now)


def _at(made: AccessToken, now: float) -> str:
    """Return the token as if it were made at that moment: the library asks the real clock."""
    body = {**made.payload, "iss": made.issuer, "sub": made.subject, "nbf": int(now)}
    body |= {"exp": int(now) + made.ttl, "jti": "a-token"}
    return jwt.encode(body, made.secret_key, "HS256", {"cty": "twilio-fpa;v=1"})
