"""The sandbox's carrier on real time, with virtual telephones, served over HTTP."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

from aiohttp import BasicAuth, web

from sandbox.calls.core import Ports
from sandbox.calls.exchange import Exchange
from sandbox.config import Config
from sandbox.inprocess.phones import Phone
from sandbox.rest.answers import RestRequest
from sandbox.rest.service import Rest
from sandbox.webhooks.live import AioWeb
from tests.simulation.seams import ManyLines


class RealTime:
    """The event loop's time, as exchange and judge want it."""

    def now(self) -> float:
        return time.time()

    def moment(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def later(self, delay_s: float, action: Any) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(max(delay_s, 0), action)


class Carrier:
    def __init__(self, config: Config, hear: Any) -> None:
        self.config = config
        self.time = RealTime()
        self.lines = ManyLines()
        self.web = AioWeb(config.auth_token)
        ports = Ports(self.time, self.lines, self.lines, self.web)
        self.exchange = Exchange(config, ports, hear)
        self.lines.calls = self.exchange.calls
        self._rest = Rest(self.exchange)
        self._runner: web.AppRunner | None = None

    def phone(self, address: str) -> Phone:
        phone = self.lines.phones.get(address)
        if phone is None:
            phone = self.lines.phones[address] = Phone(address, self.exchange)
        return phone

    async def serve(self, port: int) -> None:
        app = web.Application()
        app.router.add_route("*", "/2010-04-01/{rest:.*}", self._api)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def close(self) -> None:
        await self.web.close()
        if self._runner:
            await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.Response:
        form = await request.post() if request.method == "POST" else {}
        auth = BasicAuth.decode(request.headers.get("Authorization", "Basic Og=="))
        names = set(form)
        asked = RestRequest(
            request.method,
            request.path,
            {name: request.query.getall(name) for name in request.query},
            {name: [str(value) for value in form.getall(name)] for name in names},  # type: ignore[union-attr]
            (auth.login, auth.password),
        )
        answer = self._rest.handle(asked)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)
