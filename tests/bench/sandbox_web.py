"""REST commands and webhooks of the sandbox per second."""

import asyncio
import time
from statistics import median

from aiohttp import web

from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.webhooks.live import AioWeb
from tests.sandbox.scene import DIAZ, Scene

_COMMANDS = 600
_WEBHOOKS = 1500
_AT_ONCE = 20


def commands() -> dict[str, float]:
    """Create and fetch calls by the real SDK, in process."""
    scene = Scene(config={"calls_per_second": 0})
    took: list[float] = []
    for n in range(_COMMANDS // 2):
        began = time.perf_counter()
        sid = scene.call(to=DIAZ)
        middle = time.perf_counter()
        scene.client.calls(sid).fetch()
        took += [middle - began, time.perf_counter() - middle]
        if n % 20 == 0:
            scene.carrier.advance(120)
    return {
        "rest_commands_per_s": len(took) / sum(took),
        "rest_command_median_ms": 1000 * median(took),
        "rest_command_p99_ms": 1000 * sorted(took)[int(len(took) * 0.99)],
    }


def webhooks() -> dict[str, float]:
    """Send signed webhooks over sockets, so many at a time."""
    return asyncio.run(_webhooks())


async def _webhooks() -> dict[str, float]:
    async def answer(request: web.Request) -> web.Response:
        await request.post()
        return web.Response(text="<Response/>", content_type="text/xml")

    app = web.Application()
    app.router.add_post("/voice", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    sender = AioWeb("a-token-for-a-bench")
    began = time.perf_counter()
    for _ in range(_WEBHOOKS // _AT_ONCE):
        await asyncio.gather(
            *(_sent(sender, f"http://{host}:{port}/voice") for _ in range(_AT_ONCE))
        )
    took = time.perf_counter() - began
    await sender.close()
    await runner.cleanup()
    return {"webhooks_per_s": _WEBHOOKS / took}


def _sent(sender: AioWeb, url: str) -> "asyncio.Future[WebhookAnswer]":
    done: asyncio.Future[WebhookAnswer] = asyncio.get_running_loop().create_future()
    told = {f"Parameter{n}": "a value of some length" for n in range(25)}
    sender.send(WebhookRequest(url, "POST", told, "callback"), done.set_result)
    return done
