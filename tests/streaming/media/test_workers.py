"""Several processes behind one port, as an operator starts them; one that dies comes back."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from streaming.media.ice import Mux
from streaming.media.workers import addresses, inner_port
from tests.streaming.media.stage import SECRET, Stage, until

PROCESSES = 2


def test_inner_ports_stand_above_the_public_one() -> None:
    assert inner_port(8002, 1) == 9003
    assert addresses(8002, 2) == ("http://127.0.0.1:9002", "http://127.0.0.1:9003")


@asynccontextmanager
async def started() -> AsyncIterator[tuple[Stage, int]]:
    """Run the command; gives its public address and the watcher's process id."""
    port, media = _free(), _free()
    words = ["--port", str(port), "--udp", str(media), "--tcp", "-1", "--workers", str(PROCESSES)]
    told = {"MEDIA_SECRET": SECRET, "SECRET_KEY": SECRET, "PUBLIC_URL": "http://127.0.0.1:1"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streaming.media", *words),
        env={**os.environ, **told},
        stderr=asyncio.subprocess.DEVNULL,
    )
    probe = Mux(["127.0.0.1"], 0, ["127.0.0.1"])
    async with ClientSession() as http:
        on = Stage(f"http://127.0.0.1:{port}", http, probe)
        try:
            for each in addresses(port, PROCESSES):
                await _ready(http, each)
            yield on, process.pid
        finally:
            for peer in on.peers:
                await peer.close()
            probe.close()
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 15) == 0


@pytest.mark.asyncio
async def test_whoever_is_asked_they_meet_and_a_dead_process_comes_back() -> None:
    async with started() as (on, watcher):
        camera = await on.camera()
        viewer = await on.viewer()
        camera.send(key=True)
        await until(lambda: viewer.came)
        children = _children(watcher)
        assert len(children) == PROCESSES
        for child in children:
            os.kill(child, signal.SIGKILL)
        await until(lambda: len(_children(watcher) - children) == PROCESSES, 20)


def _children(pid: int) -> set[int]:
    return {
        int(word)
        for thread in Path(f"/proc/{pid}/task").iterdir()
        for word in (thread / "children").read_text(encoding="utf-8").split()
    }


async def _ready(http: ClientSession, address: str) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                async with http.get(f"{address}/healthz") as answer:
                    if answer.status == 200:
                        return
            except ClientError:
                pass
            await asyncio.sleep(0.1)


def _free() -> int:
    """Find a port with room above it for the processes' own."""
    for port in range(21_000 + os.getpid() % 900 * 10, 60_000, 10):
        with socket.socket() as first, socket.socket() as inner:
            try:
                first.bind(("127.0.0.1", port))
                inner.bind(("127.0.0.1", inner_port(port, 0)))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")
