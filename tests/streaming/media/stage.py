"""A media process inside the test, with the web application's ear beside it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, web

from streaming.links import MediaClaims, Role, issue, signature
from streaming.media import packets
from streaming.media.application import Plan, build
from streaming.media.ice import Mux
from streaming.media.packets import Rtp
from streaming.turn import Relays
from tests.streaming.media.peer import VP8, Peer

SECRET = "a secret for tests only, not short"
PAGE = "http://shop.test"
RELAYS = Relays(("stun:relay.test:3478", "turn:relay.test:3478?transport=udp"), "shared")
SSRC = 0x5151
_KEY = bytes((0x10, 0, 0, 0, 0x9D, 0x01, 0x2A, 64, 0, 48, 0))
"""A VP8 descriptor that begins a partition, and the head of a key frame of 64 by 48."""


Hear = Callable[[bytes], Awaitable[None]]


@dataclass
class Stage:
    base: str
    http: ClientSession
    mux: Mux
    told: list[dict[str, Any]] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)

    def token(self, role: Role, subject: str = "", tour: str = "tour1", lives: int = 60) -> str:
        name = subject or role
        return issue(SECRET, MediaClaims(tour, role, name, int(time.time()) + lives))

    async def ask(
        self, method: str, path: str, body: str = "", **headers: str
    ) -> tuple[int, Any, str]:
        """Return status, headers and text; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        found: ClientResponse
        async with self.http.request(
            method, self.base + path, data=body.encode(), headers=named
        ) as found:
            return found.status, found.headers, await found.text(errors="replace")

    async def order(self, path: str, **said: Any) -> int:
        raw = json.dumps({"tour": "tour1", **said})
        signed = signature(SECRET, raw.encode())
        return (await self.ask("POST", path, raw, X_Signature=signed))[0]

    async def camera(self, subject: str = "camera", *more: str, query: str = "") -> "Camera":
        camera = Camera(more)
        self.peers.append(camera.peer)
        url = f"{self.base}/whip/tour1{query}"
        await camera.peer.post(self.http, url, self.token("publish", subject))
        return camera

    async def viewer(self, subject: str = "diaz", codec: str = "both") -> "Watcher":
        watcher = Watcher(codec)
        self.peers.append(watcher.peer)
        url = f"{self.base}/whep/tour1"
        await watcher.peer.post(self.http, url, self.token("view", subject))
        return watcher

    async def stats(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((await self.ask("GET", "/stats"))[2])
        return found


class Camera:
    """Sends small VP8 pictures of one packet each, and remembers what it was asked."""

    def __init__(self, more: tuple[str, ...] = ()) -> None:
        lines = ("a=msid:s v", f"a=ssrc:{SSRC} cname:x")
        self.peer = Peer("sendonly", more or lines, "VP8")
        self.peer.on_rtcp = self._rtcp
        self.asked: list[bytes] = []
        self.sequence = 0

    def send(self, *, key: bool = False, skip: int = 0, ssrc: int = SSRC, **more: Any) -> bytes:
        """Send the next picture, after losing `skip` others; returns its payload."""
        self.sequence = (self.sequence + 1 + skip) & 0xFFFF
        payload = _KEY + bytes(400) if key else b"\x10\x01" + bytes(400)
        stamp = self.sequence * 3000 & 0xFFFFFFFF
        packet = Rtp(more.get("kind", VP8), True, self.sequence, stamp, ssrc, payload, {})
        raw = packets.write_rtp(packet)
        extra = more.get("extension", b"")
        if extra:
            words = len(extra) // 4
            raw = bytes((raw[0] | 0x10,)) + raw[1:12] + b"\xbe\xde" + bytes((0, words)) + extra
            raw += payload
        self.peer.send_rtp(raw)
        return payload

    def _rtcp(self, data: bytes) -> None:
        self.asked.append(data)

    def kinds(self) -> list[tuple[int, int]]:
        """Return (type, format) of everything that was asked."""
        return [(data[1], data[0] & 31) for data in self.asked]


class Watcher:
    """Remembers what came."""

    def __init__(self, codec: str = "both") -> None:
        self.peer = Peer("recvonly", codec=codec)
        self.peer.on_rtp = self._rtp
        self.came: list[Rtp] = []

    def _rtp(self, data: bytes) -> None:
        packet = packets.read_rtp(data)
        assert packet is not None
        self.came.append(packet)

    @property
    def sequences(self) -> list[int]:
        return [packet.sequence for packet in self.came if packet.payload_type == VP8]


async def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for something of another end."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for is of all kinds
            await asyncio.sleep(0.01)


@asynccontextmanager
async def stage(
    announce: tuple[str, ...] = ("127.0.0.1",),
    hosts: tuple[str, ...] = ("127.0.0.1",),
    recordings: Path | None = None,
    origin: str = PAGE,
    hear: Hear | None = None,
) -> AsyncIterator[Stage]:
    """Start a media process on free ports; everything is gone afterwards."""
    told: list[dict[str, Any]] = []
    ear, reports_url = await _ear(told, hear)
    mux = Mux(hosts, 0, announce)
    await mux.listen_tcp(0)
    plan = Plan(SECRET, frozenset({origin}), reports_url, RELAYS, recordings)
    runner, base = await served(build(plan, mux))
    async with ClientSession() as http:
        on = Stage(base, http, mux, told)
        try:
            yield on
        finally:
            for peer in on.peers:
                await peer.close()
            await runner.cleanup()
            await ear.cleanup()


async def served(app: web.Application, port: int = 0) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


async def _ear(told: list[dict[str, Any]], hear: Hear | None) -> tuple[web.AppRunner, str]:
    async def take(request: web.Request) -> web.Response:
        raw = await request.read()
        assert request.headers["X-Signature"] == signature(SECRET, raw)
        if hear:
            await hear(raw)
        said = json.loads(raw)
        if said["tour"]:
            told.append(said)
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/media/reports", take)
    runner, base = await served(app)
    return runner, f"{base}/media/reports"
