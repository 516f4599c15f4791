"""A bad line between browsers and an engine: packets of media are lost and everything is late.

It stands where the answer's candidates point; the seed is fixed, so every engine loses alike.
"""

import asyncio
import random
import re
from typing import Any

from aiohttp import ClientSession, web
from typing_extensions import override

_SEED = 7
_CANDIDATE = re.compile(r"(?im)^(a=candidate:\S+ \d udp \d+ )(\S+) (\d+)( .*)$")


class _Side(asyncio.DatagramProtocol):
    """One socket: what it hears goes out at the other one, if it is not lost."""

    def __init__(self, line: "BadLine") -> None:
        self.line = line
        self.udp: Any = None
        self.to: Any = None
        self.other: _Side | None = None

    @override
    def connection_made(self, transport: Any) -> None:
        self.udp = transport

    @override
    def datagram_received(self, data: bytes, addr: Any) -> None:
        other = self.other
        if other is None:
            return
        if self.to is None or self.line.follows(self):
            self.to = addr
        if other.to and not self.line.loses(data):
            asyncio.get_running_loop().call_later(self.line.late_s, self._out, other, data)

    @staticmethod
    def _out(other: "_Side", data: bytes) -> None:
        if not other.udp.is_closing():
            other.udp.sendto(data, other.to)


class BadLine:
    def __init__(self, address: str, loss: float, late_s: float, engine: str) -> None:
        self.late_s = late_s
        self._address = address
        self._loss = loss
        self._engine = engine
        self._random = random.Random(_SEED)
        self._sides: list[_Side] = []
        self._near: set[int] = set()

    def loses(self, data: bytes) -> bool:
        is_media = data[0] >= 128 and not 192 <= data[1] <= 223
        return is_media and self._random.random() < self._loss

    def follows(self, side: _Side) -> bool:
        """Say whose address may change: the browser's, not the engine's."""
        return id(side) in self._near

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{any:.*}", self._pass)
        return app

    def close(self) -> None:
        for side in self._sides:
            side.udp.close()

    async def _pass(self, request: web.Request) -> web.Response:
        kept = {k: v for k, v in request.headers.items() if k not in {"Host", "Content-Length"}}
        url, body = f"{self._engine}{request.path}", await request.read()
        async with (
            ClientSession() as http,
            http.request(request.method, url, headers=kept, data=body) as found,
        ):
            text = await found.text()
            if found.status == 201:
                text = await self._through(text)
            dropped = {"Content-Length", "Content-Encoding", "Transfer-Encoding"}
            headers = {k: v for k, v in found.headers.items() if k not in dropped}
            return web.Response(status=found.status, body=text.encode(), headers=headers)

    async def _through(self, answer: str) -> str:
        """Lead the answer's first UDP candidate through two sockets of ours; drop the others."""
        found = _CANDIDATE.search(answer)
        if found is None:
            return answer
        near, far = await self._side(), await self._side()
        near.other, far.other = far, near
        far.to = (found[2], int(found[3]))
        self._near.add(id(near))
        port = near.udp.get_extra_info("sockname")[1]
        lines = [line for line in answer.splitlines() if not line.startswith("a=candidate:")]
        place = next(i for i, line in enumerate(lines) if line.startswith("a=ice-ufrag:"))
        lines.insert(place, f"{found[1]}{self._address} {port}{found[4]}")
        return "\r\n".join(lines) + "\r\n"

    async def _side(self) -> _Side:
        loop = asyncio.get_running_loop()
        side = _Side(self)
        await loop.create_datagram_endpoint(lambda: side, local_addr=(self._address, 0))
        self._sides.append(side)
        return side
