"""Simultaneous bridged calls of virtual telephones in real time, webhooks over real sockets."""

import asyncio
import resource
import time
from collections.abc import Callable

from aiohttp import web

from sandbox.assembly import Assembly, World
from sandbox.chaos.scenario import Scenario
from sandbox.config import Config
from sandbox.inprocess.phones import VirtualLines
from sandbox.ledger.book import Book
from sandbox.looptime import LoopTime
from sandbox.rest.answers import RestRequest
from sandbox.webhooks.live import AioWeb
from tests.sandbox.scene import ACCOUNT, CONFIG, STORE, TOKEN

_PAIRS = 2500
_FIRST = "+39320"
_LONGEST_S = 240.0


def bridged() -> dict[str, float]:
    """Place 2,500 calls, wait until each is bridged, then let all hang up."""
    return asyncio.run(_bridged())


async def _bridged() -> dict[str, float]:
    runner, base = await _application()
    lines, sender = VirtualLines(), AioWeb(TOKEN)
    config = Config.from_json({**CONFIG, "calls_per_second": 0})
    assembly = Assembly(config, World(LoopTime(), lines, lines, sender), Book())
    habits = [{"does": "answer", "after_s": [1, 5]}]
    crowd = [{"numbers": f"{_FIRST}*", "habits": habits}]
    assembly.play(Scenario.from_json({"crowd": crowd}))
    began, used = time.perf_counter(), _processor_s()
    for n in range(_PAIRS):
        _place(assembly, f"{_FIRST}{n:06d}", f"{base}/voice")
        await asyncio.sleep(0)
    await _until(lambda: len(lines.rooms) == 2 * _PAIRS)
    took, used = time.perf_counter() - began, _processor_s() - used
    most = len(set(lines.rooms.values()))
    for call in list(assembly.exchange.calls.values()):
        assembly.exchange.hung_up(call.sid)
    await _until(lambda: not assembly.crowd.engaged)
    await sender.close()
    await runner.cleanup()
    return {
        "live_bridged_calls_at_once": float(most),
        "live_bridged_calls_took_s": took,
        "live_bridged_calls_processor_s": used,
    }


def _place(assembly: Assembly, to: str, url: str) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    form = {"To": [to], "From": [STORE], "Url": [url]}
    asked = RestRequest("POST", path, form=form, auth=(ACCOUNT, TOKEN))
    answer = assembly.rest.handle(asked).answer
    if answer is None or answer.status != 201:
        raise AssertionError(answer)


async def _application() -> tuple[web.AppRunner, str]:
    """Serve TwiML that dials the caller's opposite number."""

    async def voice(request: web.Request) -> web.Response:
        told = await request.post()
        number = f"{_FIRST}{_PAIRS + int(str(told['To']).removeprefix(_FIRST)):06d}"
        text = f"<Response><Dial callerId='{STORE}'>{number}</Dial></Response>"
        return web.Response(text=text, content_type="text/xml")

    app = web.Application()
    app.router.add_post("/voice", voice)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


async def _until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST_S
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("the calls are not bridged in time")
        await asyncio.sleep(0.05)


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
