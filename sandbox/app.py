"""The sandbox as a server on loopback: REST, signalling, handsets, and a look inside."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.assembly import Assembly, World
from sandbox.chaos.admin import Admin, Deeds
from sandbox.config import Config
from sandbox.handset.desk import Desk
from sandbox.handset.socket import Socket
from sandbox.ledger.book import Book
from sandbox.lines import AllLines
from sandbox.looptime import LoopTime
from sandbox.media.ears import Ears
from sandbox.media.leg import Leg, buffer_once, stay_on_loopback
from sandbox.media.pcm import dominant, mp3
from sandbox.media.speech import speaker
from sandbox.media.studio import Studio
from sandbox.observer import Diary
from sandbox.panel.views import Panel
from sandbox.rest.http import Door
from sandbox.signalling import socket as signalling
from sandbox.signalling.gateway import Gateway
from sandbox.tasks import Tasks
from sandbox.webhooks.live import AioWeb

_HANDSET = Path(__file__).parent / "handset"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " media-src 'self' blob: mediastream:; connect-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)


class Sandbox:
    """Everything of one carrier, wired."""

    def __init__(self, config: Config, book: Book | None = None, speed: float = 1.0) -> None:
        stay_on_loopback()
        buffer_once()
        self.config = config
        self.tasks = Tasks()
        self.studio = Studio(speaker())
        self.web = AioWeb(config.auth_token)
        self.gateway = Gateway(self.studio, self.tasks, Leg)
        self.desk = Desk(config, self.studio, self.tasks, Leg)
        self.diary = Diary()
        lines = AllLines(self.gateway, self.desk)
        world = World(LoopTime(speed), self.studio, lines, self.web, mp3)
        self.assembly = Assembly(config, world, book or Book(), self.diary)
        self.exchange = self.assembly.exchange
        self.gateway.exchange = self.desk.exchange = self.exchange
        self.gateway.throttle = self.assembly.throttle
        self.studio.ears = Ears(lambda sid, loud: self.exchange.speaks(sid, started=loud))
        self.deeds = Deeds(self.assembly, self.gateway)
        self.panel = Panel(self.assembly)
        self.diary.watchers.append(self.panel.feed.changed)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/2010-04-01/{rest:.*}", Door(self.assembly.rest).answer)
        app.router.add_get("/signal", self.signal)
        app.router.add_get("/handset", self.page)
        app.router.add_get("/handset/socket", self.handset)
        app.router.add_get("/handset/config.json", self.handsets)
        app.router.add_get("/healthz", self.healthz)
        app.router.add_routes(Admin(self.assembly, self.deeds).routes())
        app.router.add_routes(self.panel.routes())
        app.router.add_get("/admin/{what}", self.admin)
        app.router.add_static("/handset/static", _HANDSET / "static")
        app.cleanup_ctx.append(self._running)
        return app

    async def signal(self, request: web.Request) -> web.WebSocketResponse:
        return await signalling.serve(request, self.gateway, self.config)

    async def page(self, _request: web.Request) -> web.FileResponse:
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
        return web.FileResponse(_HANDSET / "templates" / "handset.html", headers=headers)

    async def handset(self, request: web.Request) -> web.WebSocketResponse:
        origin = request.headers.get("Origin", "")
        if origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden(text="Only the handset page may ring from here.")
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=1 << 18)
        await socket.prepare(request)
        await Socket(self.desk).serve(socket)
        return socket

    async def handsets(self, _request: web.Request) -> web.Response:
        phones = [phone.handset for phone in self.desk.phones.values()]
        listed = [{"number": p.number, "label": p.label, "kind": p.kind} for p in phones]
        return web.json_response({"handsets": listed, "contacts": self.desk.contacts()})

    async def healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "calls": len(self.exchange.calls)})

    async def admin(self, request: web.Request) -> web.Response:
        """Show calls, messages, events or what the legs sound like, for tests and operators."""
        what: dict[str, Callable[[], Any]] = {
            "events": lambda: list(self.diary.events),
            "calls": lambda: [
                {"sid": c.sid, "from": c.from_, "to": c.to, "status": c.status.value}
                for c in self.exchange.calls.values()
            ],
            "messages": lambda: [
                {"to": m.to, "body": m.body, "status": m.status}
                for m in self.exchange.messages.values()
            ],
            "sound": self._sound,
            "softphones": lambda: {
                identity: len(pages) for identity, pages in self.gateway.lines.pages.items()
            },
        }
        show = what.get(request.match_info["what"])
        if show is None:
            raise web.HTTPNotFound
        return web.json_response(show())

    def _sound(self) -> list[dict[str, Any]]:
        """Return the strongest tone of every live leg, in both directions."""
        shown = []
        for call in self.exchange.calls.values():
            leg = self.studio.leg(call.sid)
            if isinstance(leg, Leg):
                heard, sent = dominant(leg.heard.samples()), dominant(leg.sent.samples())
                shown.append({"sid": call.sid, "from": call.from_, "heard": heard, "sent": sent})
        return shown

    async def _running(self, _app: web.Application) -> AsyncIterator[None]:
        clock = asyncio.create_task(self.studio.run())
        yield
        clock.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await clock
        await self.tasks.stop()
        await self.web.close()
        self.assembly.book.close()
