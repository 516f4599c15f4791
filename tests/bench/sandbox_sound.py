"""Sound of the sandbox: frames per second, processor time per leg, one-way delay."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aiohttp import ClientSession, web

from sandbox.media.leg import buffer_once, stay_on_loopback
from tests.bench.sandbox_caller import Caller
from tests.browser.softphones.carrier import free_port, is_open
from tests.sandbox.scene import ACCOUNT, STORE

_LEGS = 16
_ROOM_OF = 4
_SETTLE_S = 4.0
_MEASURE_S = 20.0
_TICKS = os.sysconf("SC_CLK_TCK")


def legs() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measured(Path(folder)))


async def _measured(folder: Path) -> dict[str, float]:
    stay_on_loopback()
    buffer_once()
    application, base = await _application()
    port = free_port()
    sandbox = _started(folder, base, port)
    try:
        async with ClientSession() as session:
            return await _with_callers(session, sandbox.pid, port)
    finally:
        sandbox.terminate()
        sandbox.wait(20)
        await application.cleanup()


async def _with_callers(session: ClientSession, pid: int, port: int) -> dict[str, float]:
    callers = [Caller(session, port, _number(n)) for n in range(_LEGS)]
    for caller in callers:
        await caller.dial(STORE)
    await asyncio.sleep(_SETTLE_S)
    for caller in callers:
        caller.frames = 0
    began, used = time.monotonic(), _processor_s(pid)
    await asyncio.sleep(_MEASURE_S)
    took, used = time.monotonic() - began, _processor_s(pid) - used
    rates = [caller.frames / took for caller in callers]
    delays = [await callers[0].delay_to(callers[1]) for _ in range(9)]
    for caller in callers:
        await caller.close()
    return {
        "pcmu_legs": float(_LEGS),
        "frames_per_s_least": min(rates),
        "frames_per_s_mean": sum(rates) / len(rates),
        "core_percent_per_10_legs": 100 * used / took / _LEGS * 10,
        "one_way_delay_median_ms": sorted(delays)[len(delays) // 2],
        "one_way_delay_most_ms": max(delays),
    }


async def _application() -> tuple[web.AppRunner, str]:
    """Serve TwiML that seats callers four to a room."""
    seated = 0

    async def voice(_request: web.Request) -> web.Response:
        nonlocal seated
        room, seated = seated // _ROOM_OF, seated + 1
        noun = f"<Conference beep='false' waitUrl=''>room-{room}</Conference>"
        text = f"<Response><Dial>{noun}</Dial></Response>"
        return web.Response(text=text, content_type="text/xml")

    app = web.Application()
    app.router.add_post("/voice", voice)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


def _started(folder: Path, base: str, port: int) -> "subprocess.Popen[bytes]":
    config = folder / "sandbox.json"
    handsets = [{"number": _number(n), "label": f"Caller {n}"} for n in range(_LEGS)]
    numbers = [{"number": STORE, "voice_url": f"{base}/voice"}]
    account = {"account_sid": ACCOUNT, "auth_token": "a-token-for-a-bench"}
    config.write_text(json.dumps({**account, "numbers": numbers, "handsets": handsets}))
    command = [sys.executable, "-m", "sandbox", "--config", str(config), "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while not is_open(port):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the sandbox does not come up")
        time.sleep(0.1)
    return process


def _number(n: int) -> str:
    return f"+39320{n:06d}"


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
