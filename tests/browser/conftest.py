"""The whole product as a person uses it: one stack, a staff browser and a customer browser."""

import math
import shutil
import sqlite3
import struct
import wave
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.stack import ROOT, running

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
_ERRORS = 5
ADA_HZ, DIAZ_HZ, CARLA_HZ = 440, 1000, 1700
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


@dataclass
class Stack:
    """Where the pages are, and where screenshots go."""

    shop: str
    console: str
    handset: str
    wallboard: str
    database: str
    folder: Path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show beside a failure what went wrong in the processes: a page only says that it did."""
    report = yield
    stack = getattr(item, "funcargs", {}).get("stack")
    if report.failed and stack:
        report.sections.append(("the product's errors", errors(stack.database)))
    return report


def errors(database: str) -> str:
    """Return the last errors of every process, the newest of each last."""
    said = []
    for log in sorted((Path(database).parent / "log").glob("*.log")):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        wrong = [line for line in lines if '"ERROR"' in line or "Traceback" in line]
        said += [f"{log.stem}: {line}" for line in wrong[-_ERRORS:]]
    return "\n".join(said) or "none"


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Start everything by the command a newcomer uses, on a folder and ports of its own."""
    if not shutil.which("chromium"):
        pytest.skip("no Chromium: `apt-get install chromium` brings it")
    quick = {
        "CALL_HOURS": "00:00-24:00",
        "CALL_RECORDING": "1",
        "SLOT_MINUTES": "1",
        "SLOT_BUFFER_MINUTES": "0",
        "SLOT_LEAD_MINUTES": "0",
    }
    with running(8600, quick) as addresses:
        yield Stack(**addresses, folder=screenshots())


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=15_000)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def staff(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Open a browser whose microphone hums at 440 Hz and whose camera shows a moving picture."""
    browser = open_browser(playwright, tmp_path_factory.mktemp("ada"), ADA_HZ)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def customers(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Open a browser whose microphone hums at 1000 Hz."""
    browser = open_browser(playwright, tmp_path_factory.mktemp("diaz"), DIAZ_HZ)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def supervisors(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Open a browser whose microphone hums at 1700 Hz."""
    browser = open_browser(playwright, tmp_path_factory.mktemp("carla"), CARLA_HZ)
    yield browser
    browser.close()


@pytest.fixture
def ada(stack: Stack, staff: Browser) -> Iterator[Page]:
    """Ada's console, signed in and available; offline again afterwards."""
    context = context_of(staff, DESK)
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
    context = context_of(customers, PHONE)
    page = context.new_page()
    page.goto(f"{stack.handset}?audio=raw#393123456789")
    page.wait_for_selector("[data-testid=handset-393123456789][data-ready=true]")
    yield page
    context.close()


@pytest.fixture
def shopper(stack: Stack, customers: Browser) -> Iterator[Page]:
    """Open a product's page for a customer who has not asked for anything yet."""
    forget_budgets(stack.database)
    context = context_of(customers, DESK)
    page = context.new_page()
    page.goto(f"{stack.shop}/aurora-ring")
    yield page
    context.close()


def forget_budgets(database: str) -> None:
    """Let the same customer ask for call after call, as no real one may."""
    with sqlite3.connect(database, timeout=15) as connection:
        for table in ("spending", "proof"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own two names
    connection.close()


def open_browser(playwright: Playwright, folder: Path, hertz: int, *flags: str) -> Browser:
    """Open Chromium with a microphone that hums."""
    tone = folder / "tone.wav"
    _hum(tone, hertz)
    capture = f"--use-file-for-fake-audio-capture={tone}"
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=[*_FLAGS, capture, *flags]
    )


def context_of(browser: Browser, size: Any) -> BrowserContext:
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


def screenshots() -> Path:
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
