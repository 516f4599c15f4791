"""One softphone's WebSocket: who it is, what it may, its frames in order."""

import asyncio
import logging
from collections.abc import Callable
from time import time

from aiohttp import WSMsgType, web

from sandbox.config import Config
from sandbox.signalling import claims
from sandbox.signalling.claims import Claims, TokenError
from sandbox.signalling.frames import HEARTBEAT, Payload, pack, text_of, unpack
from sandbox.signalling.gateway import Gateway

_LOG = logging.getLogger(__name__)
_HEARTBEAT_S = 5
_MOST_QUEUED = 200
_LONGEST = 1 << 20
_NO_INCOMING = 31201
_LONGEST_WAIT_S = 30


class Connection:
    """Frames are handled strictly in order: the SDK flushes its queue before we greet it."""

    def __init__(self, gateway: Gateway, config: Config) -> None:
        self._gateway = gateway
        self._config = config
        self._claims: Claims | None = None
        self._outbox: asyncio.Queue[str] = asyncio.Queue(_MOST_QUEUED)
        self.reconnect_s = 0

    def send(self, kind: str, payload: Payload) -> None:
        """Queue a frame; a page that does not read loses its newest ones."""
        if self._outbox.full():
            _LOG.warning("a softphone does not read its frames")
            return
        self._outbox.put_nowait(pack(kind, payload))

    async def serve(self, socket: web.WebSocketResponse) -> None:
        sender = asyncio.create_task(self._send_all(socket))
        beater = asyncio.create_task(_beat(socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and message.data != HEARTBEAT:
                    self._handle(message.data)
        finally:
            sender.cancel()
            beater.cancel()
            self._close()

    async def _send_all(self, socket: web.WebSocketResponse) -> None:
        while not socket.closed:
            await socket.send_str(await self._outbox.get())

    def _handle(self, text: str) -> None:
        frame = unpack(text)
        if frame is None:
            self._refuse(31106, "Malformed request")
            return
        kind, payload = frame
        if kind == "listen":
            self._listen(payload)
        elif self._claims is None:
            self._refuse(claims.INVALID, "Not authenticated")
        else:
            self._act(kind, payload, self._claims)

    def _listen(self, payload: Payload) -> None:
        try:
            known = claims.read(self._config, text_of(payload, "token"))
        except TokenError as error:
            self._refuse(error.code, str(error))
            return
        self._claims = known
        wait = payload.get("reconnectTimeout")
        self.reconnect_s = min(wait, _LONGEST_WAIT_S) if isinstance(wait, int) else 0
        token = {
            "identity": known.identity,
            "ttl": max(0, known.expires - int(time())),
            "accountSid": self._config.account_sid,
        }
        place = {"edge": "sandbox", "region": "LOOPBACK", "home": "us1", "gateway": "127.0.0.1"}
        self.send("connected", {**place, "token": token})

    def _act(self, kind: str, payload: Payload, known: Claims) -> None:
        gateway, call_sid = self._gateway, text_of(payload, "callsid")
        actions: dict[str, Callable[[], None]] = {
            "register": lambda: self._register(payload, known),
            "invite": lambda: self._invite(payload, known),
            "answer": lambda: gateway.answer(self, call_sid, text_of(payload, "sdp")),
            "reject": lambda: gateway.reject(self, call_sid),
            "hangup": lambda: gateway.hang_up(call_sid),
            "dtmf": lambda: gateway.digits(call_sid, text_of(payload, "dtmf")),
            "message": lambda: self._acknowledge(payload),
        }
        if kind in actions:
            actions[kind]()

    def _invite(self, payload: Payload, known: Claims) -> None:
        token = text_of(payload, "reconnect")
        if token:
            self._gateway.reconnect(self, text_of(payload, "callsid"), token)
        else:
            self._gateway.connect(self, known.identity, known.application_sid, payload)

    def _register(self, payload: Payload, known: Claims) -> None:
        media = payload.get("media")
        if not (isinstance(media, dict) and media.get("audio")):
            self._gateway.lines.unregister(known.identity, self)
            self.send("offline", {})
        elif not known.incoming:
            self._refuse(_NO_INCOMING, "Incoming calls are not allowed by the token")
        else:
            self._gateway.lines.register(known.identity, self)
            self.send("ready", {})

    def _acknowledge(self, payload: Payload) -> None:
        named = {name: text_of(payload, name) for name in ("callsid", "voiceeventsid")}
        self.send("ack", {"acktype": "message", **named})

    def _refuse(self, code: int, words: str) -> None:
        self.send("error", {"error": {"code": code, "message": words}})

    def _close(self) -> None:
        if self._claims:
            self._gateway.lines.unregister(self._claims.identity, self)
        self._gateway.lost(self)


async def _beat(socket: web.WebSocketResponse) -> None:
    """Send the newline that keeps the SDK's watchdog (15 s) quiet."""
    while not socket.closed:
        await asyncio.sleep(_HEARTBEAT_S)
        await socket.send_str(HEARTBEAT)


async def serve(request: web.Request, gateway: Gateway, config: Config) -> web.WebSocketResponse:
    """Accept a WebSocket from our own pages only: the browser's CORS does not cover these."""
    origin = request.headers.get("Origin", "")
    if origin and config.origins and origin not in config.origins:
        raise web.HTTPForbidden(text="This page may not use the sandbox.")
    socket = web.WebSocketResponse(max_msg_size=_LONGEST)
    await socket.prepare(request)
    await Connection(gateway, config).serve(socket)
    return socket
