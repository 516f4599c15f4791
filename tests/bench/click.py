"""`scripts/bench click`: from `POST /widget/calls` to the offer on the associate's live channel.

Real processes, real sockets. One associate is available; each of the runs asks from an address
and a number of its own (budgets stay on), waits for the offer, then cancels.
"""

import asyncio
import itertools
import json
import re
import sys
import time
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse, ClientSession, CookieJar, TCPConnector

from tests.bench.report import close, quantile, table
from tests.stack import running

RUNS, WARM_UP = 200, 10
_METHOD = (
    f"{RUNS} requests one after another over loopback after {WARM_UP} to warm up; SQLite, embedded "
    "Valkey, all processes of scripts/start on this machine; wall time in the client from before "
    "the POST is written until the console's live channel delivers the offer."
)
_PATIENCE_S = 10.0


@dataclass(frozen=True)
class Desk:
    """Ada's session and her open live channel."""

    session: ClientSession
    headers: dict[str, str]
    events: AsyncIterator[dict[str, Any]]


async def measure(shop: str) -> list[float]:
    """Return milliseconds from POST to offer, one a run."""
    base = shop.removesuffix("/shop")
    async with ClientSession(base, cookie_jar=CookieJar(unsafe=True)) as session:
        desk = await _sign_in(session)
        ready = {"state": "available"}
        await _said(session.post("/console/presence", json=ready, headers=desk.headers))
        beating = asyncio.create_task(_beat(desk))
        took = [await _once(base, desk, number) for number in range(RUNS + WARM_UP)]
        beating.cancel()
        return took[WARM_UP:]


async def _sign_in(session: ClientSession) -> Desk:
    page = await (await session.get("/console/demo")).text()
    form = {"associate": "ada", "csrf_token": _csrf(page)}
    console = await (await session.post("/console/demo", data=form)).text()
    live = await _said(session.get("/console/live"))
    answer = await session.get(
        f"{live['url']}/events", headers={"Authorization": f"Bearer {live['token']}"}
    )
    return Desk(session, {"X-CSRF-Token": _csrf(console)}, _events(answer))


def _csrf(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found, "the page carries no session token"
    return found[1]


async def _events(answer: ClientResponse) -> AsyncIterator[dict[str, Any]]:
    """Read server-sent events; yields the console's snapshots."""
    name = ""
    async for raw in answer.content:
        line = raw.decode().strip()
        if line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif line.startswith("data:") and name == "console":
            yield json.loads(line.removeprefix("data:"))


async def _beat(desk: Desk) -> None:
    for _ in itertools.count():
        await asyncio.sleep(4)
        async with desk.session.post("/console/beat", json={}, headers=desk.headers):
            pass


async def _once(base: str, desk: Desk, number: int) -> float:
    connector = TCPConnector(local_addr=(f"127.0.0.{number + 2}", 0))
    async with ClientSession(base.replace("localhost", "127.0.0.1"), connector=connector) as asker:
        config = await _said(asker.get("/widget/config"))
        asked = _wish(number, config["consent"]["version"])
        started = time.perf_counter()
        posting = asyncio.ensure_future(_said(asker.post("/widget/calls", json=asked)))
        await asyncio.wait_for(_until(desk, offered=True), _PATIENCE_S)
        took = (time.perf_counter() - started) * 1000
        made = await posting
        path = f"/widget/calls/{made['contact']['id']}/cancel"
        await _said(asker.post(path, headers={"Authorization": f"Bearer {made['key']}"}))
        await asyncio.wait_for(_until(desk, offered=False), _PATIENCE_S)
    return took


async def _said(request: Awaitable[ClientResponse]) -> Any:
    """Return the answer's JSON; a refusal ends the bench with its own words."""
    answer = await request
    said = await answer.json(content_type=None)
    if not answer.ok:
        raise RuntimeError(said)
    return said


async def _until(desk: Desk, *, offered: bool) -> None:
    async for view in desk.events:
        if bool(view["offer"]) == offered and (offered or view["presence"]["state"] == "available"):
            return
    raise EOFError("the live channel ended")


def _wish(number: int, version: str) -> dict[str, Any]:
    return {
        "store": "turin",
        "category": "jewellery",
        "language": "it",
        "sku": "aurora-ring",
        "phone": f"320 {1_000_000 + number:07d}",
        "region": "IT",
        "sms_consent": False,
        "consent_version": version,
    }


def main() -> None:
    with running(8900, {}) as addresses:
        took = asyncio.run(measure(addresses["shop"]))
    figures = {
        "click_to_offer_p50_ms": quantile(took, 0.5),
        "click_to_offer_p99_ms": quantile(took, 0.99),
        "click_to_offer_max_ms": max(took),
        "runs": float(len(took)),
    }
    table(_METHOD, ("figure", "value"), list(figures.items()))
    close(figures, _METHOD, as_json="--json" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
