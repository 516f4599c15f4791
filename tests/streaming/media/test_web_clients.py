"""WHIP and WHEP clients of others, unmodified from npm, in a real browser at our doors."""

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest
from playwright.async_api import Error, Page

from tests.streaming.media.stage import Stage, until
from tests.streaming.media.test_chromium import browser

ROOT = Path(__file__).resolve().parents[3]
_ENTRY = "tests/streaming/media/web_clients.js"
pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium"),
]


@lru_cache
def script() -> str:
    """Return the clients as a page loads them."""
    command = ["node_modules/.bin/esbuild", _ENTRY, "--bundle", "--format=iife"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


async def use(on: Stage, page: Page, client: str) -> None:
    """Let a client publish or play, with a token of its own."""
    role = "publish" if client.endswith("publishes") else "view"
    door = "whip" if role == "publish" else "whep"
    words = [client, f"{on.base}/{door}/tour1", on.token(role)]
    await page.evaluate("([client, url, token]) => clients[client](url, token)", words)


async def heard(on: Stage, kind: str) -> None:
    await until(lambda: any(said["kind"] == kind for said in on.told), 10)


@pytest.mark.parametrize("publisher", ["whip-whep publishes", "whip-web-client publishes"])
@pytest.mark.parametrize("player", ["whip-whep plays", "webrtc-player plays"])
async def test_they_publish_and_play_and_go(publisher: str, player: str) -> None:
    async with browser() as (on, page):
        await page.evaluate(script())
        await use(on, page, publisher)
        await heard(on, "publisher-live")
        await use(on, page, player)
        await page.wait_for_function("seen.frames > 10")
        assert await page.evaluate("seen.video.videoWidth") > 0
        await page.evaluate("clients.close('viewer')")
        await heard(on, "viewer-left")
        await page.evaluate("clients.close('publisher')")
        await heard(on, "publisher-gone")


async def test_a_player_that_asks_for_sound_is_refused() -> None:
    """An answer mirrors every line of the offer, and no line of ours may speak of audio."""
    async with browser() as (on, page):
        await page.evaluate(script())
        await page.evaluate("window.wanted = ['audio', 'video']")
        with pytest.raises(Error, match="422"):
            await use(on, page, "whip-whep plays")
