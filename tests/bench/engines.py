"""The engines that are measured: our media process and Janus, each started fresh for one run."""

import asyncio
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession

from streaming.links import MediaClaims, Role, issue
from tests.bench import janus

ROOT = Path(__file__).resolve().parents[2]
OURS, JANUS = "ours", "janus"
_PORT, _LAB, _FRONT = 18702, 18701, 18790
LAB_ORIGIN = f"http://127.0.0.1:{_LAB}"
LAB_PORT = _LAB


@dataclass(frozen=True)
class Engine:
    """Where it listens, which process to count, and the secret its tokens are signed with."""

    base: str
    pid: int
    secret: str

    def token(self, role: Role, tour: str, subject: str = "") -> str:
        expires = int(time.time()) + 600
        return issue(self.secret, MediaClaims(tour, role, subject or role, expires))


@asynccontextmanager
async def running(name: str, address: str) -> AsyncIterator[Engine]:
    """Start an engine; it announces `address`."""
    secret = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        process = _ours(address, secret) if name == OURS else janus.start(Path(folder), "d0")
        front = await janus.serve(_FRONT) if name == JANUS else None
        base = f"http://127.0.0.1:{_PORT if name == OURS else _FRONT}"
        try:
            await _ready(f"{base}/healthz" if name == OURS else "http://127.0.0.1:18088/janus/info")
            yield Engine(base, process.pid, secret)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait)
            if front:
                await front.cleanup()


def _ours(address: str, secret: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "streaming.media", "--port", str(_PORT)]
    ports = ["--udp", str(_PORT + 1), "--tcp", "-1", "--announce", address, "--host", "0.0.0.0"]
    told = {
        "MEDIA_SECRET": secret,
        "SECRET_KEY": secret,
        "PUBLIC_URL": LAB_ORIGIN,
        "LOG_LEVEL": "ERROR",
    }
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [*command, *ports], cwd=ROOT, env={**os.environ, **told}, stdout=quiet, stderr=quiet
    )


async def _ready(url: str) -> None:
    async with ClientSession() as http, asyncio.timeout(15):
        while True:
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            except ClientError:
                pass
            await asyncio.sleep(0.1)
