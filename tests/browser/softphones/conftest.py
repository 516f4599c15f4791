"""One carrier and one browser for all proofs of signalling; a fresh page for each."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.browser.conftest import DESK, open_browser
from tests.browser.softphones.carrier import Running, free_port
from tests.browser.softphones.device import Device
from tests.browser.softphones.pages import SDKS, Pages

PINNED = next(iter(SDKS))
MICROPHONE_HZ = 600
Opener = Callable[..., Device]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    if not shutil.which("chromium"):
        pytest.skip("no Chromium: `apt-get install chromium` brings it")
    pages = Pages()
    carrier = Running(tmp_path_factory.mktemp("carrier"), pages, port=free_port())
    pages.signal = f"localhost:{carrier.port}"
    carrier.start()
    yield carrier
    carrier.stop()
    pages.stop()


@pytest.fixture(scope="session")
def softphones(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    browser = open_browser(playwright, tmp_path_factory.mktemp("softphone"), MICROPHONE_HZ)
    yield browser
    browser.close()


@pytest.fixture
def carrier(running: Running) -> Iterator[Running]:
    """Hand out the carrier, with nothing scripted and nothing wrong."""
    running.pages.documents.clear()
    running.pages.asked.clear()
    yield running
    if running.process and running.process.poll() is None:
        running.calm()


@pytest.fixture
def opener(carrier: Running, softphones: Browser) -> Iterator[Opener]:
    """Open softphone pages of the SDK version that is asked for."""
    contexts: list[BrowserContext] = []

    def open_page(version: str = PINNED, *, browser: Browser | None = None) -> Device:
        context = (browser or softphones).new_context(viewport=DESK, permissions=["microphone"])
        contexts.append(context)
        external: list[str] = []
        context.on("request", lambda request: _note(request.url, external))
        page = context.new_page()
        page.goto(f"{carrier.pages.base}/softphone-{version}.html")
        return Device(page, carrier, external)

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(params=SDKS)
def device(request: Any, opener: Opener) -> Device:
    """Open a softphone of every SDK version we promise to serve."""
    return opener(request.param)


@pytest.fixture
def newest(opener: Opener) -> Device:
    """Open a softphone of the pinned SDK."""
    return opener(PINNED)


def _note(url: str, external: list[str]) -> None:
    if not url.startswith(("http://localhost", "ws://localhost", "data:", "blob:")):
        external.append(url)
