"""End to end with real processes: a request by HTTP until it rings, an accept until it dials.

Valkey, web (gunicorn), router, urgent, normal, clock and live gateway as the Procfile runs them;
the carrier is a stub that notes when a command arrives. Associates are on shift without heartbeats.
Each contact is followed by its own number: a ring or a command that is missing is missing, and the
first few, in which every process compiles its statements, are played before the clock starts.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import update

from callcenter.contacts.guards import CONSENT_VERSION
from callcenter.infra.database import connect, make_sessions
from callcenter.kernel.clock import SystemClock
from callcenter.kernel.tokens import sign
from routing.presence.models import Presence
from tests.bench import report
from tests.bench.cookies import session_cookie
from tests.bench.databases import fresh
from tests.bench.live_house import (
    LIVE,
    NAMES,
    WEB,
    carrier,
    cpu_s,
    database_pid,
    family_cpu_s,
    running,
)
from tests.cast import settings
from tests.routing import floor
from tests.routing.floor import LANGUAGES, Shape

RATES, ONLINE = (5, 10, 20, 50), 1000
BESIDE = ("server", "load")
"""What is no process of the product: PostgreSQL's server, and this bench."""
SHAPE = Shape(ONLINE, stores=20, categories=10, languages=3)
_SETTLE_S = 3.0
_WARM, _WARM_RATE = 30, 10
_PATIENCE_S = 30.0
_KEPT_S = 1.0
"""gunicorn closes a resting connection after two seconds; a POST into it would be lost."""
_A_STREAM = 100


class Times:
    """When each contact asked, rang, was accepted and was dialled (monotonic seconds).

    By the contact's name; `dialled` by the telephone number, which `numbers` knows of each name.
    `answers`: how long the website took for its first answer.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.asked: dict[str, float] = {}
        self.answers: list[float] = []
        self.rang: dict[str, float] = {}
        self.accepted: dict[str, float] = {}
        self.dialled: dict[str, float] = {}
        self.refused: list[str] = []
        self.cpu_s: dict[str, float] = {}

    def forget(self) -> None:
        """Begin to measure: what was played so far only warmed the processes."""
        self.asked, self.answers, self.refused = {}, [], []

    def commanded(self) -> dict[str, float]:
        found = {name: self.dialled.get(number) for name, number in self.numbers.items()}
        return {name: at for name, at in found.items() if at is not None}

    def between(self, first: Mapping[str, float], then: Mapping[str, float]) -> list[float]:
        """Milliseconds from one to the other, of every contact that is measured and had both."""
        both = [key for key in self.asked if key in first and key in then]
        return [1e3 * (then[key] - first[key]) for key in both]


def measure(
    seconds: float,
    rates: Sequence[int] = RATES,
    kinds: Sequence[str] = ("sqlite", "postgresql"),
    carrier_s: float = 0.0,
) -> dict[str, Any]:
    """Play every rate on both databases, each in a new house; prints two tables, returns all.

    `carrier_s`: how long the carrier thinks before it answers, in seconds.
    """
    latencies, spent, figures = [], [], {}
    for kind in kinds:
        for rate in rates:
            with fresh(kind) as url:
                line, cpu = _play(url, max(8.0, seconds), rate, carrier_s)
            figures[f"{kind}/{rate}"] = {**line, "cpu_ms": cpu}
            latencies.append([kind, rate, *line.values()])
            spent.append([kind, rate, *cpu.values(), round(sum(cpu.values()), 1)])
    heads = ["database", "rate", "asked", "rang", "dialled", "refused", "answer p50", "answer p99"]
    heads += ["ring p50 ms", "ring p99 ms", "dial p50 ms", "dial p99 ms"]
    report.table(f"end to end, contacts/s by rate, {ONLINE:,} associates online", heads, latencies)
    heads = ["database", "rate", *NAMES, *BESIDE, "sum"]
    report.table("CPU of each process, ms for each contact; load: this bench itself", heads, spent)
    return figures


def _play(
    url: str, seconds: float, rate: int, carrier_s: float
) -> tuple[dict[str, Any], dict[str, float]]:
    _people(url)
    with tempfile.TemporaryDirectory(prefix="vs-") as folder, running(url, Path(folder)) as groups:
        spent = partial(_cpu_s, groups, database_pid(url))
        times = asyncio.run(_scene(seconds, rate, carrier_s, spent))
    cpu = {
        name: round(1e3 * cpu_s / max(1, len(times.asked)), 1)
        for name, cpu_s in times.cpu_s.items()
    }
    return _figures(times), cpu


def _cpu_s(groups: Mapping[str, int], server: int) -> dict[str, float]:
    """CPU seconds so far of every process of the house, the database's server, and this bench."""
    each = {name: cpu_s(group) for name, group in groups.items()}
    return {**each, "server": family_cpu_s(server), "load": time.process_time()}


def _figures(times: Times) -> dict[str, Any]:
    rings = times.between(times.asked, times.rang)
    dials = times.between(times.accepted, times.commanded())
    answers = [1e3 * one for one in times.answers]
    for reason in sorted(set(times.refused)):
        sys.stderr.write(f"refused {times.refused.count(reason)} times: {reason}\n")
    return {
        "asked": len(times.asked),
        "rang": len(rings),
        "dialled": len(dials),
        "refused": len(times.refused),
        "answer_p50_ms": round(report.quantile(answers, 0.5), 1),
        "answer_p99_ms": round(report.quantile(answers, 0.99), 1),
        "ring_p50_ms": round(report.quantile(rings, 0.5), 1),
        "ring_p99_ms": round(report.quantile(rings, 0.99), 1),
        "dial_p50_ms": round(report.quantile(dials, 0.5), 1),
        "dial_p99_ms": round(report.quantile(dials, 0.99), 1),
    }


def _people(url: str) -> None:
    services = floor.build(make_sessions(connect(url)), clock=SystemClock())
    floor.furnish(services.sessions, SHAPE)
    with services.transaction() as tx:
        floor.on_shift(tx, range(1, ONLINE + 1))
        later = tx.now + timedelta(hours=1)
        tx.session.execute(update(Presence).values(beat_at=later))


async def _scene(
    seconds: float, rate: int, carrier_s: float, spent: Callable[[], dict[str, float]]
) -> Times:
    times = Times()
    runner = await carrier(times.dialled, carrier_s)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=200, keepalive_timeout=_KEPT_S)
    ) as client:
        await _ready(client)
        people = range(1, ONLINE + 1)
        parts = [people[first : first + _A_STREAM] for first in range(0, ONLINE, _A_STREAM)]
        listeners = [asyncio.create_task(_listen(client, times, part)) for part in parts]
        await asyncio.sleep(2)
        await _ask_all(client, times, range(_WARM), _WARM_RATE)
        times.forget()
        before = spent()
        await _ask_all(client, times, range(_WARM, _WARM + int(seconds * rate)), rate)
        times.cpu_s = {name: after - before[name] for name, after in spent().items()}
        for listener in listeners:
            listener.cancel()
        await asyncio.gather(*listeners, return_exceptions=True)
    await runner.cleanup()
    return times


async def _ask_all(client: aiohttp.ClientSession, times: Times, numbers: range, rate: int) -> None:
    """Ask at an even pace, whatever becomes of those before; then let everything settle."""
    requests, begun = [], time.monotonic()
    for place, number in enumerate(numbers):
        await asyncio.sleep(max(0.0, begun + place / rate - time.monotonic()))
        requests.append(asyncio.create_task(_ask(client, times, number)))
    await asyncio.wait(requests, timeout=_PATIENCE_S)
    await asyncio.sleep(_SETTLE_S)


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
    phone = f"+49151{10000000 + number}"
    wish = {
        "store": f"store-{number % SHAPE.stores + 1}",
        "category": f"category-{number % SHAPE.categories + 1}",
        "language": LANGUAGES[number % SHAPE.languages],
        "sku": None,
        "phone": phone,
        "region": "DE",
        "sms_consent": False,
        "consent_version": CONSENT_VERSION,
    }
    begun = time.monotonic()
    try:
        async with client.post(f"http://127.0.0.1:{WEB}/widget/calls", json=wish) as answer:
            sent = await answer.json()
    except aiohttp.ClientError as error:
        times.refused.append(f"asking: {type(error).__name__}")
        return
    if "contact" in sent:
        times.answers.append(time.monotonic() - begun)
        times.asked[sent["contact"]["id"]] = begun
        times.numbers[sent["contact"]["id"]] = phone
    else:
        times.refused.append(f"asking: {sent.get('detail')}")


async def _listen(client: aiohttp.ClientSession, times: Times, people: range) -> None:
    """Hear these consoles' pushes on one stream; accept what rings for the first time."""
    topics = [f"associate:{person}" for person in people]
    expires = datetime.now(UTC) + timedelta(hours=1)
    token = sign(settings().secret_key, "live", {"topics": topics}, expires)
    headers = {"Authorization": f"Bearer {token}"}
    accepts: set[asyncio.Task[None]] = set()
    rung: set[str] = set()
    no_end = aiohttp.ClientTimeout(total=None)
    url = f"http://127.0.0.1:{LIVE}/events"
    async with client.get(url, headers=headers, timeout=no_end) as stream:
        async for line in stream.content:
            if not line.startswith(b"data: "):
                continue
            view = json.loads(line[6:])
            offer = view.get("offer")
            if offer and offer["id"] not in rung:
                rung.add(offer["id"])
                times.rang.setdefault(offer["card"]["id"], time.monotonic())
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
                times.accepted.setdefault(view["offer"]["card"]["id"], begun)
            else:
                times.refused.append(f"accepting: {answer.status}")
    except aiohttp.ClientError as error:
        times.refused.append(f"accepting: {type(error).__name__}")
