"""Takes every picture of docs/console.md from a running system; no test of the suite.

Run by `.venv/bin/python -m pytest tests/browser/picture_console.py`. It walks one evening of calls
and photographs what the associate sees, on a desk and where it differs on a phone.
"""

import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Stack, context_of, screenshots
from tests.browser.test_first_call import ask_for_a_call, wrap_up
from tests.browser.test_line import Cable, light, swings
from tests.stack import ROOT, running

FOLDER = ROOT / "docs" / "pictures" / "console"
_QUALITY = 55


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running(8640, {"CALL_RECORDING": "1", "CALL_HOURS": "00:00-24:00"}) as addresses:
        yield Stack(**addresses, folder=screenshots())


def shoot(page: Page, name: str, *, phone: bool = False) -> None:
    """Write the page as WebP; with `phone` once more as a telephone shows it."""
    _write(page, FOLDER / f"{name}.webp")
    if phone:
        page.set_viewport_size(PHONE)
        page.wait_for_timeout(300)
        _write(page, FOLDER / f"{name}-phone.webp")
        page.set_viewport_size(DESK)


def _write(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
    path.write_bytes(base64.b64decode(shot["data"]))
    session.detach()


def console_of(stack: Stack, browser: Browser, slug: str) -> Page:
    page = context_of(browser, DESK).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(stack.console)
    page.get_by_test_id(f"demo-{slug}").click()
    page.goto(f"{page.url}?audio=raw")
    page.wait_for_selector("body[data-ready=true]")
    return page


def state(page: Page, wanted: str) -> None:
    expect(page.get_by_test_id("call-state")).to_have_attribute("data-state", wanted)


def presence(page: Page, wanted: str) -> None:
    expect(page.get_by_test_id("presence-state")).to_have_attribute("data-state", wanted)


def test_take_every_picture(
    stack: Stack, staff: Browser, supervisors: Browser, phone: Page, shopper: Page
) -> None:
    ada = console_of(stack, staff, "ada")
    cable = Cable(ada)
    without_a_call(ada)
    rings_and_connects(ada, phone, shopper)
    has_a_bad_line(ada, cable)
    on_the_call(ada)
    watched(stack, ada, supervisors)
    asks_iris(stack, ada, supervisors)
    loses_lines(stack, ada, phone)
    wraps_up_and_is_lost(stack, ada, phone, shopper)


def without_a_call(ada: Page) -> None:
    shoot(ada, "offline")
    ada.get_by_test_id("status-select").select_option("on_break:lunch")
    presence(ada, "on_break")
    shoot(ada, "on_break")
    ada.get_by_test_id("status-select").select_option("available")
    presence(ada, "available")
    shoot(ada, "available", phone=True)


def rings_and_connects(ada: Page, phone: Page, shopper: Page) -> None:
    ask_for_a_call(shopper)
    expect(ada.get_by_test_id("ring-card")).to_be_visible()
    shoot(ada, "offered", phone=True)
    ada.get_by_test_id("accept").click()
    expect(phone.get_by_test_id("answer")).to_be_visible()
    state(ada, "connecting")
    shoot(ada, "connecting")
    phone.get_by_test_id("answer").click()
    state(ada, "connected")
    ada.wait_for_timeout(6000)
    shoot(ada, "connected", phone=True)


def has_a_bad_line(ada: Page, cable: Cable) -> None:
    swings(ada, 0.08)
    light(ada, "amber")
    shoot(ada, "line-amber", phone=True)
    swings(ada, 0.002)
    light(ada, "green")
    cable.pull()
    light(ada, "red")
    shoot(ada, "line-red")
    cable.plug()
    light(ada, "green")


def on_the_call(ada: Page) -> None:
    ada.get_by_test_id("hold").click()
    expect(ada.get_by_test_id("held")).to_be_visible()
    shoot(ada, "held")
    ada.get_by_test_id("hold").click()
    recorder = ada.get_by_test_id("recorder")
    ada.get_by_test_id("record-start").click()
    expect(recorder).to_have_attribute("data-state", "announcing")
    shoot(ada, "announcing")
    expect(recorder).to_have_attribute("data-state", "recording")
    shoot(ada, "recording", phone=True)
    ada.get_by_test_id("record-pause").click()
    expect(recorder).to_have_attribute("data-state", "paused")
    shoot(ada, "paused")
    ada.get_by_test_id("record-stop").click()
    ada.get_by_test_id("keypad").click()
    shoot(ada, "keypad")
    ada.get_by_test_id("keypad").click()
    ada.get_by_test_id("add-person").click()
    shoot(ada, "add-person")
    ada.get_by_test_id("add-person").click()


def watched(stack: Stack, ada: Page, supervisors: Browser) -> None:
    carla = console_of(stack, supervisors, "carla")
    carla.goto(stack.wallboard)
    carla.get_by_test_id("oversee-listen").click()
    expect(ada.get_by_test_id("beside")).to_contain_text("listens")
    carla.get_by_test_id("oversee-text").fill("The blue one is cheaper today.")
    carla.get_by_test_id("oversee-send").click()
    expect(ada.get_by_test_id("whispers")).to_be_visible()
    shoot(ada, "supervisor", phone=True)
    shoot(carla, "supervisor-wallboard")
    carla.get_by_test_id("oversee-leave").click()
    expect(ada.get_by_test_id("beside")).to_be_hidden()
    carla.context.close()


def asks_iris(stack: Stack, ada: Page, supervisors: Browser) -> None:
    iris = console_of(stack, supervisors, "iris")
    iris.get_by_test_id("status-select").select_option("available")
    presence(iris, "available")
    ada.get_by_test_id("hand-over").click()
    ada.get_by_test_id("to-associate").select_option("iris")
    shoot(ada, "hand-over", phone=True)
    ada.get_by_test_id("consult-ask").click()
    expect(iris.get_by_test_id("consult-ring")).to_be_visible()
    shoot(iris, "asked", phone=True)
    shoot(ada, "asking")
    iris.get_by_test_id("consult-agree").click()
    expect(ada.get_by_test_id("consult-complete")).to_be_visible()
    shoot(ada, "talking", phone=True)
    shoot(iris, "talking-colleague")
    ada.get_by_test_id("consult-join").click()
    expect(iris.get_by_test_id("consulting")).to_have_attribute("data-state", "joined")
    shoot(ada, "joined")
    shoot(iris, "joined-colleague")
    ada.get_by_test_id("consult-back").click()
    expect(ada.get_by_test_id("consult")).to_be_hidden()
    iris.context.close()


def loses_lines(stack: Stack, ada: Page, phone: Page) -> None:
    """Show the customer's lost line by the state that the database would have."""
    _contact_is(stack, "interrupted")
    ada.reload()
    state(ada, "interrupted")
    shoot(ada, "interrupted")
    _contact_is(stack, "connected")
    ada.wait_for_timeout(3000)
    second = ada.context.new_page()
    second.goto(ada.url)
    expect(second.get_by_test_id("elsewhere")).to_be_visible()
    shoot(second, "elsewhere")
    ada.goto("about:blank")
    state(second, "detached")
    shoot(second, "detached", phone=True)
    second.get_by_test_id("take-up").click()
    state(second, "connected")
    phone.get_by_test_id("hangup").click()
    expect(second.get_by_test_id("wrap-up")).to_be_visible()
    shoot(second, "wrapping_up", phone=True)
    second.close()


def wraps_up_and_is_lost(stack: Stack, ada: Page, phone: Page, shopper: Page) -> None:
    """Lose a line for good: the customer goes on, the associate is told."""
    ada = ada.context.new_page()
    ada.goto(stack.console.removesuffix("/demo"))
    ada.wait_for_selector("body[data-ready=true]")
    wrap_up(ada)
    shopper.reload()
    ask_for_a_call(shopper)
    ada.get_by_test_id("accept").click()
    phone.get_by_test_id("answer").click()
    state(ada, "connected")
    url = ada.url
    ada.goto("about:blank")
    ada.wait_for_timeout(13_000)
    ada.goto(url)
    presence(ada, "unreachable")
    shoot(ada, "unreachable")
    phone.get_by_test_id("hangup").click()


def _contact_is(stack: Stack, wanted: str) -> None:
    with sqlite3.connect(stack.database, timeout=15) as connection:
        connection.execute(
            "UPDATE contact SET state = ? WHERE state IN ('connected', 'interrupted', 'detached')",
            (wanted,),
        )
    connection.close()
