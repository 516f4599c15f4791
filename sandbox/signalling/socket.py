"""A softphone's WebSocket: frames to its session and back, heartbeats, silence noticed."""

import asyncio
import logging
from time import monotonic

from aiohttp import WSMsgType, web

from sandbox.config import Config
from sandbox.signalling.frames import HEARTBEAT
from sandbox.signalling.gateway import Gateway
from sandbox.signalling.session import Session

_LOG = logging.getLogger(__name__)
_HEARTBEAT_S = 5
_SILENCE_S = 30
"""How long a page may leave heartbeats unanswered; browsers answer even in the background."""
_MOST_QUEUED = 200
_LONGEST = 1 << 20


class Socket:
    def __init__(
        self, request: web.Request, socket: web.WebSocketResponse, gateway: Gateway
    ) -> None:
        self._request = request
        self._socket = socket
        self._gateway = gateway
        self._outbox: asyncio.Queue[str] = asyncio.Queue(_MOST_QUEUED)
        self._heard = monotonic()
        self._running: list[asyncio.Task[None]] = []

    def write(self, text: str) -> None:
        """Queue a frame; a page that does not read loses its newest ones."""
        if self._outbox.full():
            _LOG.warning("a softphone does not read its frames")
            return
        self._outbox.put_nowait(text)

    def drop(self) -> None:
        """Cut the connection without a closing handshake: the page sees 1006."""
        if self._request.transport:
            self._request.transport.abort()

    async def serve(self, config: Config) -> None:
        session = Session(self._gateway, config, self)
        self._running = [asyncio.create_task(work) for work in (self._send_all(), self._beat())]
        try:
            async for message in self._socket:
                self._heard = monotonic()
                if message.type is WSMsgType.TEXT:
                    session.handle(message.data)
        finally:
            for task in self._running:
                task.cancel()
            session.close()

    async def _send_all(self) -> None:
        while not self._socket.closed:
            try:
                await self._socket.send_str(await self._outbox.get())
            except ConnectionError:
                return

    async def _beat(self) -> None:
        """Send the newline that keeps the SDK's watchdog (15 s) quiet."""
        while not self._socket.closed:
            await asyncio.sleep(_HEARTBEAT_S)
            if self._gateway.silent:
                self._heard = monotonic()
            elif monotonic() - self._heard > _SILENCE_S:
                self.drop()
            else:
                self.write(HEARTBEAT)


async def serve(request: web.Request, gateway: Gateway, config: Config) -> web.WebSocketResponse:
    """Accept a WebSocket from our own pages only: the browser's CORS does not cover these."""
    origin = request.headers.get("Origin", "")
    if origin and config.origins and origin not in config.origins:
        raise web.HTTPForbidden(text="This page may not use the sandbox.")
    socket = web.WebSocketResponse(max_msg_size=_LONGEST)
    await socket.prepare(request)
    await Socket(request, socket, gateway).serve(config)
    return socket
