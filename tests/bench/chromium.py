"""Real Chromium on the lab page: publisher and viewer in one browser, so that clocks agree."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Page, async_playwright

PAGE = Path(__file__).with_name("lab.html")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
_LONGEST_MS = 120_000


@asynccontextmanager
async def lab(port: int) -> AsyncIterator[Page]:
    """Open the page; its origin is `http://127.0.0.1:PORT`."""
    app = web.Application()
    app.router.add_get("/lab.html", _page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    async with async_playwright() as started:
        path = shutil.which("chromium")
        browser = await started.chromium.launch(executable_path=path, args=list(_FLAGS))
        page = await browser.new_page(viewport={"width": 1300, "height": 900})
        page.set_default_timeout(_LONGEST_MS)
        await page.goto(f"http://127.0.0.1:{port}/lab.html")
        await page.wait_for_function("!!window.run")
        yield page
        await browser.close()
    await runner.cleanup()


async def run(page: Page, name: str, ask: dict[str, Any]) -> dict[str, Any]:
    """Run one scene on a fresh page and return its figures."""
    await page.reload()
    await page.wait_for_function("!!window.run")
    found: dict[str, Any] = await page.evaluate("([n, a]) => window.run(n, a)", [name, ask])
    return found


async def _page(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE)
