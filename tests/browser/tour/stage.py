"""What tour tests share: a customer on the phone, a tour, its pages, pictures of them, axe."""

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import PHONE, Stack
from tests.browser.test_first_call import (
    ask_for_a_call,
    open_link,
    texted,
    widget_state,
    wrap_up,
)

LANDSCAPE = {"width": 844, "height": 390}
DESKTOP = {"width": 1280, "height": 800}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_START = """
async (contact) => (await fetch('/tours', {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    'X-CSRF-Token': document.querySelector('meta[name="csrf-token"]').content,
  },
  body: JSON.stringify({contact}),
})).status
"""


@dataclass
class TourStage:
    """Ada's console, Diaz's telephone and the shop's page, with a tour between them."""

    stack: Stack
    ada: Page
    phone: Page
    shopper: Page
    contexts: list[BrowserContext] = field(default_factory=list)

    def connected(self) -> None:
        """Put both on the phone."""
        ask_for_a_call(self.shopper)
        self.ada.get_by_test_id("accept").click()
        self.phone.get_by_test_id("answer").click()
        expect(self.ada.get_by_test_id("call-state")).to_have_attribute("data-state", "connected")
        widget_state(self.shopper, "connected")

    def tour_without_camera(self) -> str:
        """Begin a tour as the console does, but leave the camera off; returns the texted link."""
        before = texted(self.phone)
        contact = self.console()["contact"]["card"]["id"]
        assert self.ada.evaluate(_START, contact) == 200
        expect(self.ada.get_by_test_id("camera-toggle")).to_be_visible()
        return self._texted_link(before)

    def tour_with_camera(self) -> str:
        before = texted(self.phone)
        self.ada.get_by_test_id("start-tour").click()
        link = self._texted_link(before)
        words = self.ada.get_by_test_id("camera-words")
        expect(words).to_contain_text("Your picture is on its way")
        return link

    def page(self, browser: Browser, link: str, **more: Any) -> Page:
        """Open a page in a private window of its own."""
        context = browser.new_context(**{"viewport": PHONE, **more})
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(link)
        return page

    def console(self) -> Any:
        return self.ada.evaluate("async () => (await fetch('/console/state')).json()")

    def shot(self, page: Page, name: str) -> None:
        page.screenshot(path=self.stack.folder / f"{name}.png")

    def ends(self) -> None:
        """Hang up where that has not happened yet, and wrap up, so that Ada is free again."""
        for context in self.contexts:
            context.close()
        if self.ada.get_by_test_id("hangup").is_visible():
            self.ada.get_by_test_id("hangup").click()
        wrap_up(self.ada)

    def _texted_link(self, before: int) -> str:
        page = open_link(self.phone, before)
        link = page.url
        page.close()
        return link


def scene(page: Page, name: str, timeout: float = 20_000) -> None:
    expect(page.locator("#tour")).to_have_attribute("data-scene", name, timeout=timeout)


def picture_is(page: Page, name: str, timeout: float = 20_000) -> None:
    expect(page.locator("#tour")).to_have_attribute("data-picture", name, timeout=timeout)


def accessible(page: Page, name: str) -> None:
    """No violation of WCAG 2.2 AA's rules, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        options = {"runOnly": {"type": "tag", "values": _RULES}}
        found = Axe().run(page, options=options).response["violations"]
        told = [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found]
        assert told == [], f"{name} in {scheme}: {told}"
    page.emulate_media(color_scheme="light")


def large_enough(page: Page) -> None:
    """Every target is at least 44 by 44 px, save links inside a sentence."""
    targets: list[Locator] = page.locator("button:visible, input:visible, summary:visible").all()
    for target in targets:
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 43.9, target.inner_text()


class Database:
    """The stack's own, for what a test cannot bring about from outside."""

    def __init__(self, path: str) -> None:
        self._path = path

    def forget_budgets(self) -> None:
        """Let the same customer ask for call after call."""
        self._run("DELETE FROM spending", ())

    def contact_is(self, contact: str, state: str) -> None:
        """Stand in for what dials a dropped customer again: it sets the contact's state."""
        self._run("UPDATE contact SET state = ? WHERE public_id = ?", (state, contact))

    def tour_is_recorded(self, tour: str) -> None:
        """Stand in for a media process that is set up to record."""
        statement = "UPDATE tour SET recording = 1, recording_told = 1 WHERE public_id = ?"
        self._run(statement, (tour,))

    def _run(self, statement: str, values: tuple[str, ...]) -> None:
        with sqlite3.connect(self._path, timeout=15) as connection:
            connection.execute(statement, values)
        connection.close()
