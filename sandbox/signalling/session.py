"""One softphone's conversation with the gateway: who it is, what it may, its frames in order."""

from collections.abc import Callable
from typing import Protocol

from sandbox.calls.ports import Timer
from sandbox.config import Config
from sandbox.signalling import claims, codes
from sandbox.signalling.claims import Claims, TokenError
from sandbox.signalling.frames import HEARTBEAT, Payload, pack, text_of, unpack
from sandbox.signalling.gateway import Gateway
from sandbox.signalling.messages import Messages

_LONGEST_WAIT_S = 30
_LONGEST_PARAMETERS = 4096
_NEED_FRESH_TOKEN = frozenset({"register", "invite"})
_LETS_GO_S = 0.2
"""How long a page has to read why it is let go."""
_COUNTED = frozenset({"listen", "register", "invite", "message"})


class Wire(Protocol):
    """The socket beneath: both methods return at once."""

    def write(self, text: str) -> None: ...

    def drop(self) -> None: ...


class Session:
    """Frames are handled strictly in order: the SDK flushes its queue before we greet it."""

    def __init__(self, gateway: Gateway, config: Config, wire: Wire) -> None:
        self._gateway = gateway
        self._config = config
        self._wire = wire
        self._claims: Claims | None = None
        self._expired = False
        self._expiry: Timer | None = None
        self._messages = Messages(gateway)
        self.identity = ""
        self.reconnect_s = 0
        gateway.open.add(self)

    def send(self, kind: str, payload: Payload) -> None:
        self._wire.write(pack(kind, payload))

    def drop(self) -> None:
        self._wire.drop()

    def handle(self, text: str) -> None:
        """Carry out one frame. Whatever it holds, the answer is a frame and never an exception."""
        if text == HEARTBEAT:
            return
        frame = unpack(text)
        if frame is None:
            self._refuse(codes.MALFORMED)
        elif wait := self._too_many(frame[0]):
            self._hold_off(*frame, wait)
        elif frame[0] == "listen":
            self._listen(frame[1])
        elif self._claims is None:
            self._refuse(codes.INVALID_TOKEN)
        else:
            self._act(*frame, self._claims)

    def close(self) -> None:
        """Note that the socket closed."""
        self._gateway.open.discard(self)
        if self._expiry:
            self._expiry.cancel()
        self._gateway.lines.unregister(self.identity, self)
        self._gateway.lost(self)

    def _too_many(self, kind: str) -> float:
        return self._gateway.throttle(kind, self.identity) if kind in _COUNTED else 0.0

    def _hold_off(self, kind: str, payload: Payload, wait_s: float) -> None:
        """Refuse one frame; who may not even listen is let go, and comes again. From memory."""
        about: Payload = {
            name: payload[name] for name in ("callsid", "voiceeventsid") if name in payload
        }
        told: Payload = {**about, "error": codes.error(codes.RATE_EXCEEDED, wait_s)}
        self.send("hangup" if kind == "invite" else "error", told)
        if kind == "listen":
            self._gateway.exchange.core.later(_LETS_GO_S, self.drop)

    def _listen(self, payload: Payload) -> None:
        now = self._gateway.exchange.core.now()
        try:
            known = claims.read(self._config, text_of(payload, "token"), now)
        except TokenError as error:
            self._refuse(error.code)
            if error.code == codes.BAD_SIGNATURE:
                self.send("close", {})
            return
        if known.identity != self.identity:
            self._gateway.lines.unregister(self.identity, self)
        self._claims, self.identity, self._expired = known, known.identity, False
        wait = payload.get("reconnectTimeout")
        self.reconnect_s = max(0, min(wait, _LONGEST_WAIT_S)) if isinstance(wait, int) else 0
        self._greet(known, max(0, known.expires - int(now)))

    def _greet(self, known: Claims, left_s: int) -> None:
        if self._expiry:
            self._expiry.cancel()
        self._expiry = self._gateway.exchange.core.later(left_s, self._expire)
        token = {
            "identity": known.identity,
            "ttl": left_s,
            "accountSid": self._config.account_sid,
        }
        place = {"edge": "sandbox", "region": "LOOPBACK", "home": "us1", "gateway": "127.0.0.1"}
        self.send("connected", {**place, "token": token})

    def _expire(self) -> None:
        """Ring this page no more until it brings a new token; its calls go on. From memory."""
        self._expired = True
        self._gateway.lines.unregister(self.identity, self)
        self._refuse(codes.EXPIRED)

    def _act(self, kind: str, payload: Payload, known: Claims) -> None:
        gateway, call_sid = self._gateway, text_of(payload, "callsid")
        sdp = text_of(payload, "sdp")
        actions: dict[str, Callable[[], None]] = {
            "register": lambda: self._register(payload, known),
            "invite": lambda: self._invite(payload, known),
            "answer": lambda: gateway.answer(self, call_sid, sdp),
            "reject": lambda: gateway.reject(self, call_sid),
            "hangup": lambda: gateway.hang_up(self, call_sid),
            "dtmf": lambda: gateway.digits(self, call_sid, text_of(payload, "dtmf")),
            "reinvite": lambda: gateway.renegotiate(self, call_sid, sdp),
            "message": lambda: self._messages.take(self, payload),
        }
        if kind not in actions:
            self._refuse(codes.MALFORMED)
        elif self._expired and kind in _NEED_FRESH_TOKEN:
            self._refuse(codes.EXPIRED)
        else:
            actions[kind]()

    def _invite(self, payload: Payload, known: Claims) -> None:
        call_sid, token = text_of(payload, "callsid"), text_of(payload, "reconnect")
        if token:
            self._gateway.reconnect(self, call_sid, token)
            return
        code = _refusal(payload, known)
        if code and call_sid:
            self.send("hangup", {"callsid": call_sid, "error": codes.error(code)})
        elif code:
            self._refuse(code)
        else:
            self._gateway.connect(self, known.application_sid, payload)

    def _register(self, payload: Payload, known: Claims) -> None:
        media = payload.get("media")
        if not (isinstance(media, dict) and media.get("audio")):
            self._gateway.lines.unregister(known.identity, self)
            self.send("offline", {})
        elif not known.incoming:
            self._refuse(codes.NOT_ALLOWED)
        else:
            self._gateway.lines.register(known.identity, self)
            self.send("ready", {})

    def _refuse(self, code: int) -> None:
        self.send("error", {"error": codes.error(code)})


def _refusal(payload: Payload, known: Claims) -> int:
    """Return why an outgoing call may not start; 0 when it may."""
    said = payload.get("twilio")
    if not text_of(payload, "callsid") or not text_of(payload, "sdp"):
        return codes.MALFORMED
    if isinstance(said, dict) and len(text_of(said, "params")) > _LONGEST_PARAMETERS:
        return codes.TOO_LONG
    return 0 if known.application_sid else codes.NOT_ALLOWED
