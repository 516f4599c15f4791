"""The whole product as a person uses it: one stack, a staff browser and a customer browser."""

import json
import math
import os
import shutil
import signal
import struct
import subprocess
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
ADA_HZ, DIAZ_HZ = 440, 1000
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
)
_START_S = 180


@dataclass
class Stack:
    """Where the pages are, and where screenshots go."""

    shop: str
    console: str
    handset: str
    wallboard: str
    folder: Path


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Start everything by the command a newcomer uses, on a folder and ports of its own."""
    if not shutil.which("chromium"):
        pytest.skip("no Chromium: `apt-get install chromium` brings it")
    folder = tmp_path_factory.mktemp("stack")
    ready = folder / "ready.json"
    command = ["scripts/start", "--port", "8600", "--data", str(folder / "var")]
    quick = {
        "CALL_HOURS": "00:00-24:00",
        "SLOT_MINUTES": "1",
        "SLOT_BUFFER_MINUTES": "0",
        "SLOT_LEAD_MINUTES": "0",
    }
    with (folder / "start.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--ready-file", str(ready)],
            cwd=ROOT,
            env={**os.environ, **quick},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(ready, process, folder / "start.log")
        yield Stack(**json.loads(ready.read_text()), folder=_screenshots())
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def staff(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Open a browser whose microphone hums at 440 Hz and whose camera shows a moving picture."""
    browser = _browser(playwright, tmp_path_factory.mktemp("ada"), ADA_HZ)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def customers(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Open a browser whose microphone hums at 1000 Hz."""
    browser = _browser(playwright, tmp_path_factory.mktemp("diaz"), DIAZ_HZ)
    yield browser
    browser.close()


@pytest.fixture
def ada(stack: Stack, staff: Browser) -> Iterator[Page]:
    """Ada's console, signed in and available; offline again afterwards."""
    context = _context(staff, DESK)
    page = context.new_page()
    page.goto(stack.console)
    page.get_by_test_id("demo-ada").click()
    page.goto(f"{page.url}?audio=raw")
    page.wait_for_selector("body[data-ready=true]")
    page.get_by_test_id("status-select").select_option("available")
    page.wait_for_selector("[data-testid=presence-state][data-state=available]")
    yield page
    context.close()


@pytest.fixture
def phone(stack: Stack, customers: Browser) -> Iterator[Page]:
    """Diaz's handset, alone on its page."""
    context = _context(customers, PHONE)
    page = context.new_page()
    page.goto(f"{stack.handset}?audio=raw#393123456789")
    page.wait_for_selector("[data-testid=handset-393123456789][data-ready=true]")
    yield page
    context.close()


@pytest.fixture
def shopper(stack: Stack, customers: Browser) -> Iterator[Page]:
    context = _context(customers, DESK)
    page = context.new_page()
    page.goto(f"{stack.shop}/aurora-ring")
    yield page
    context.close()


def _browser(playwright: Playwright, folder: Path, hertz: int) -> Browser:
    tone = folder / "tone.wav"
    _hum(tone, hertz)
    capture = f"--use-file-for-fake-audio-capture={tone}"
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=[*_FLAGS, capture]
    )


def _context(browser: Browser, size: Any) -> BrowserContext:
    context = browser.new_context(viewport=size, permissions=["microphone", "camera"])
    context.set_default_timeout(20_000)
    return context


def _hum(path: Path, hertz: int) -> None:
    rate = 48_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        samples = (int(9000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(rate * 2))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))


def _wait_for(ready: Path, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _START_S
    while not ready.exists() or not ready.read_text():
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"scripts/start did not come up:\n{log.read_text()}")
        time.sleep(0.2)


def _screenshots() -> Path:
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
