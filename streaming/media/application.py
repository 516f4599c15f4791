"""One media process put together: ports, doors, orders, and telling the web application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from streaming.media import cors, memory
from streaming.media.admission import Admission
from streaming.media.http import Doors
from streaming.media.ice import Mux
from streaming.media.orders import Orders
from streaming.media.reports import Reports
from streaming.media.rooms import Rooms
from streaming.media.spread import Siblings
from streaming.turn import Relays

_LONGEST_BODY = 64 * 1024
_TIDY_S = 10.0
_BEAT_S = 4.0
_ROOMS = web.AppKey("rooms", Rooms)


@dataclass(frozen=True)
class Plan:
    """What a media process is told. `siblings`: all processes' inner addresses, ours at `index`."""

    secret: str
    origins: frozenset[str]
    reports_url: str
    relays: Relays
    recordings: Path | None = None
    index: int = 0
    siblings: tuple[str, ...] = ("",)


def build(plan: Plan, mux: Mux) -> web.Application:
    """Return the application; it closes the ports when it is cleaned up."""
    reports = Reports(plan.secret, plan.reports_url)
    admission, rooms = Admission(plan.secret), Rooms(mux, reports.tell)
    several = len(plan.siblings) > 1
    doors = Doors(admission, rooms, plan.relays, f"{plan.index}." if several else "")
    orders = Orders(admission, rooms, reports.tell, plan.recordings)
    siblings = Siblings(plan.index, plan.siblings)
    middlewares = [cors.allow(plan.origins), siblings.passing()]
    app = web.Application(client_max_size=_LONGEST_BODY, middlewares=middlewares)
    app.router.add_routes([*doors.routes(), *orders.routes()])
    app.router.add_route("OPTIONS", "/{any:.*}", cors.options)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/stats", _stats)
    app[_ROOMS] = rooms
    if several:
        app.cleanup_ctx.append(siblings.running)
    app.cleanup_ctx.append(lambda _app: _running(reports, rooms, orders, mux))
    born = {"process": str(plan.index), "processes": str(len(plan.siblings))}
    reports.tell("", "started", born)
    return app


async def _running(reports: Reports, rooms: Rooms, orders: Orders, mux: Mux) -> AsyncIterator[None]:
    work = (reports.run(), _tidy(rooms), _beat(rooms, reports))
    tasks = [asyncio.create_task(each) for each in work]
    yield
    await orders.stop_all()
    await rooms.end_all()
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    mux.close()


async def _tidy(rooms: Rooms) -> None:
    """Forget the dead even when nobody asks for anything, and what they left in memory."""
    known = rooms.forgotten
    while True:
        await asyncio.sleep(_TIDY_S)
        rooms.tidy()
        if rooms.forgotten != known:
            known = rooms.forgotten
            memory.release()


async def _beat(rooms: Rooms, reports: Reports) -> None:
    """Name what is on: a process that dies cannot say that its pictures are gone."""
    while True:
        await asyncio.sleep(_BEAT_S)
        if reports.idle:
            for part in rooms.filmed():
                reports.tell("", "on-air", part)


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


async def _stats(request: web.Request) -> web.Response:
    return web.json_response(request.app[_ROOMS].counts())
