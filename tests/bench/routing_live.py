"""End to end with real processes: a request by HTTP until it rings, an accept until it dials.

Valkey, web (gunicorn), router, urgent, clock and live gateway as the Procfile runs them; the
carrier is a stub that notes when a command arrives. Associates are on shift without heartbeats.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import update

from callcenter.contacts.guards import CONSENT_VERSION
from callcenter.infra.database import connect, make_sessions
from callcenter.kernel.clock import SystemClock
from callcenter.kernel.tokens import sign
from routing.presence.models import Presence
from tests.bench import report
from tests.bench.cookies import session_cookie
from tests.bench.databases import fresh
from tests.cast import settings
from tests.routing import floor
from tests.routing.floor import LANGUAGES, Shape

ROOT = Path(__file__).resolve().parents[2]
RATE, ONLINE = 50, 1000
WEB, LIVE, CARRIER = 8871, 8872, 8873
NAMES = ("valkey", "web", "router", "urgent", "clock", "live")
SHAPE = Shape(ONLINE, stores=20, categories=10, languages=3)
_BIN = ROOT / ".venv" / "bin"
_SETTLE_S = 3.0
_PATIENCE_S = 30.0
_A_STREAM = 100


class Times:
    """When each contact asked, rang, was accepted, and was dialled (monotonic seconds)."""

    def __init__(self) -> None:
        self.asked: dict[str, float] = {}
        self.rang: dict[str, float] = {}
        self.accepted: list[float] = []
        self.dialled: list[float] = []
        self.refused = 0
        self.cpu_s: dict[str, float] = {}


def measure(
    seconds: float, rate: int = RATE, kinds: Sequence[str] = ("sqlite", "postgresql")
) -> dict[str, Any]:
    """Play both databases; prints a table and returns the figures."""
    rows, figures = [], {}
    for kind in kinds:
        with fresh(kind) as url:
            figures[kind] = line = _play(url, max(8.0, seconds), rate)
        rows.append([kind, *line.values()])
    heads = ["database", "asked", "rang", "refused"]
    heads += ["ring p50 ms", "ring p99 ms", "dial p50 ms", "dial p99 ms"]
    heads += [f"{name} cpu" for name in NAMES]
    title = f"end to end, {rate} contacts/s, {ONLINE:,} associates online (cpu: ms a contact)"
    report.table(title, heads, rows)
    return figures


def _play(url: str, seconds: float, rate: int) -> dict[str, Any]:
    _people(url)
    with tempfile.TemporaryDirectory(prefix="vs-") as folder, _running(url, Path(folder)) as groups:
        times = asyncio.run(_scene(seconds, rate, groups))
    rings = [
        1e3 * (rang - times.asked[key]) for key, rang in times.rang.items() if key in times.asked
    ]
    pairs = zip(sorted(times.accepted), sorted(times.dialled), strict=False)
    dials = [1e3 * (dialled - accepted) for accepted, dialled in pairs]
    return {
        "asked": len(times.asked),
        "rang": len(times.rang),
        "refused": times.refused,
        "ring_p50_ms": round(report.quantile(rings, 0.5), 1),
        "ring_p99_ms": round(report.quantile(rings, 0.99), 1),
        "dial_p50_ms": round(report.quantile(dials, 0.5), 1),
        "dial_p99_ms": round(report.quantile(dials, 0.99), 1),
        **{
            f"{name}_cpu_ms": round(1e3 * spent / max(1, len(times.asked)), 1)
            for name, spent in times.cpu_s.items()
        },
    }


def _people(url: str) -> None:
    services = floor.build(make_sessions(connect(url)), clock=SystemClock())
    floor.furnish(services.sessions, SHAPE)
    with services.transaction() as tx:
        floor.on_shift(tx, range(1, ONLINE + 1))
        later = tx.now + timedelta(hours=1)
        tx.session.execute(update(Presence).values(beat_at=later))


def _environment(url: str, folder: Path) -> dict[str, str]:
    known = settings()
    chosen = {
        "DATABASE_URL": url,
        "REDIS_URL": f"unix://{folder}/redis.sock",
        "PUBLIC_URL": f"http://127.0.0.1:{WEB}",
        "LIVE_URL": f"http://127.0.0.1:{LIVE}",
        "SECRET_KEY": known.secret_key,
        "MEDIA_SECRET": known.media_secret,
        "TWILIO_API_BASE": f"http://127.0.0.1:{CARRIER}",
        "TWILIO_ACCOUNT_SID": known.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": known.twilio_auth_token,
        "TWILIO_API_KEY": known.twilio_api_key,
        "TWILIO_API_SECRET": known.twilio_api_secret,
        "LOG_LEVEL": "WARNING",
    }
    return {**os.environ, **chosen}


@contextmanager
def _running(url: str, folder: Path) -> Iterator[dict[str, int]]:
    """Every process of the product but media, each in its own group; ended by their own ids."""
    from scripts.kit import valkey  # noqa: PLC0415 - its imports need the path `databases` adds

    flask = [str(_BIN / "flask"), "--app", "wsgi"]
    gunicorn = [str(_BIN / "gunicorn"), "--bind", f"127.0.0.1:{WEB}", "--worker-class", "gthread"]
    commands = [
        valkey.command(folder / "redis.sock", folder),
        [*gunicorn, "--threads", "8", "--no-control-socket", "tests.bench.live_web:app"],
        *([*flask, "worker", lane] for lane in ("routing", "urgent")),
        [*flask, "clock"],
        [*flask, "live", "--port", str(LIVE)],
    ]
    environment, started = _environment(url, folder), []
    log = (folder / "log").open("wb")
    try:
        for command in commands:
            started.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
            time.sleep(0.3)
        yield {name: process.pid for name, process in zip(NAMES, started, strict=True)}
    finally:
        for some in (started[1:], started[:1]):
            for process in some:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
            for process in some:
                process.wait(30)
        log.close()
        sys.stderr.write((folder / "log").read_text(encoding="utf-8", errors="replace")[-1500:])


def cpu_s(group: int) -> float:
    """CPU seconds so far of every process of that group (proc(5): utime and stime)."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def _scene(seconds: float, rate: int, groups: Mapping[str, int]) -> Times:
    times = Times()
    runner = await _carrier(times)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200)) as client:
        await _ready(client)
        people = range(1, ONLINE + 1)
        parts = [people[first : first + _A_STREAM] for first in range(0, ONLINE, _A_STREAM)]
        listeners = [asyncio.create_task(_listen(client, times, part)) for part in parts]
        await asyncio.sleep(2)
        requests = []
        before = {name: cpu_s(group) for name, group in groups.items()}
        begun = time.monotonic()
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            requests.append(asyncio.create_task(_ask(client, times, number)))
        await asyncio.wait(requests, timeout=_PATIENCE_S)
        await asyncio.sleep(_SETTLE_S)
        times.cpu_s = {name: cpu_s(group) - before[name] for name, group in groups.items()}
        for listener in listeners:
            listener.cancel()
        await asyncio.gather(*listeners, return_exceptions=True)
    await runner.cleanup()
    return times


async def _carrier(times: Times) -> web.AppRunner:
    """Note when a call is ordered; answer as the carrier's API does."""

    async def order(_request: web.Request) -> web.Response:
        times.dialled.append(time.monotonic())
        sid = f"CA{len(times.dialled):032x}"
        return web.json_response({"sid": sid, "status": "queued"}, status=201)

    app = web.Application()
    app.router.add_post("/2010-04-01/Accounts/{account}/{what}.json", order)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", CARRIER).start()
    return runner


async def _ready(client: aiohttp.ClientSession) -> None:
    for _ in range(300):
        urls = [f"http://127.0.0.1:{port}/healthz" for port in (WEB, LIVE)]
        with contextlib.suppress(aiohttp.ClientError):
            if [await _status(client, url) for url in urls] == [200, 200]:
                return
        await asyncio.sleep(0.2)
    raise SystemExit("The processes do not come up.")


async def _status(client: aiohttp.ClientSession, url: str) -> int:
    async with client.get(url) as answer:
        return answer.status


async def _ask(client: aiohttp.ClientSession, times: Times, number: int) -> None:
    wish = {
        "store": f"store-{number % SHAPE.stores + 1}",
        "category": f"category-{number % SHAPE.categories + 1}",
        "language": LANGUAGES[number % SHAPE.languages],
        "sku": None,
        "phone": f"+49151{10000000 + number}",
        "region": "DE",
        "sms_consent": False,
        "consent_version": CONSENT_VERSION,
    }
    begun = time.monotonic()
    try:
        async with client.post(f"http://127.0.0.1:{WEB}/widget/calls", json=wish) as answer:
            sent = await answer.json()
    except aiohttp.ClientError:
        times.refused += 1
        return
    if "contact" in sent:
        times.asked[sent["contact"]["id"]] = begun
    else:
        times.refused += 1


async def _listen(client: aiohttp.ClientSession, times: Times, people: range) -> None:
    """Hear these consoles' pushes on one stream; accept what rings for the first time."""
    topics = [f"associate:{person}" for person in people]
    expires = datetime.now(UTC) + timedelta(hours=1)
    token = sign(settings().secret_key, "live", {"topics": topics}, expires)
    headers = {"Authorization": f"Bearer {token}"}
    accepts: set[asyncio.Task[None]] = set()
    no_end = aiohttp.ClientTimeout(total=None)
    url = f"http://127.0.0.1:{LIVE}/events"
    async with client.get(url, headers=headers, timeout=no_end) as stream:
        async for line in stream.content:
            if not line.startswith(b"data: "):
                continue
            view = json.loads(line[6:])
            offer = view.get("offer")
            if offer and offer["card"]["id"] not in times.rang:
                times.rang[offer["card"]["id"]] = time.monotonic()
                task = asyncio.create_task(_accept(client, times, view))
                accepts.add(task)
                task.add_done_callback(accepts.discard)


async def _accept(client: aiohttp.ClientSession, times: Times, view: dict[str, Any]) -> None:
    person = int(view["associate"]["id"].removeprefix("associate-"))
    cookie = session_cookie({"associate_id": person, "csrf": "bench"})
    headers = {"Cookie": f"virtual_shopper={cookie}", "X-CSRF-Token": "bench"}
    url = f"http://127.0.0.1:{WEB}/offers/{view['offer']['id']}/accept"
    begun = time.monotonic()
    try:
        async with client.post(url, json={}, headers=headers) as answer:
            if answer.status == 200:
                times.accepted.append(begun)
    except aiohttp.ClientError:
        times.refused += 1
