"""Rules, staffing and people as a supervisor sets and sees them, by mouse and by keyboard."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Stack, context_of
from tests.browser.test_first_call import ask_for_a_call, widget_state

SIZES = {"desktop": DESK, "phone": PHONE}
FINGER = 24
"""The least a target may measure (WCAG 2.2, 2.5.8)."""


@pytest.fixture
def carla(stack: Stack, supervisors: Browser) -> Iterator[Page]:
    context = context_of(supervisors, DESK)
    page = context.new_page()
    page.goto(stack.console)
    page.get_by_test_id("demo-carla").click()
    page.wait_for_url("**/wallboard")
    yield page
    context.close()


def at(stack: Stack, path: str) -> str:
    return stack.wallboard.replace("/wallboard", path)


def stored(stack: Stack, question: str, *values: Any) -> list[Any]:
    """Ask the database itself, not the page."""
    with sqlite3.connect(stack.database, timeout=15) as connection:
        found = connection.execute(question, values).fetchall()
    connection.close()
    return found


def grow_old(stack: Stack) -> None:
    """Let the newest contact have come a fortnight ago: what is expected needs a past."""
    with sqlite3.connect(stack.database, timeout=15) as connection:
        connection.execute(
            "UPDATE contact SET queued_at = datetime(queued_at, '-14 days') || '.000000'"
            " WHERE id = (SELECT max(id) FROM contact)"
        )
    connection.close()


def look(stack: Stack, page: Page, name: str) -> None:
    """Take the page at both sizes, by day and by night; nothing may stick out sideways."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=stack.folder / f"{name}-{size}-{scheme}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{name} scrolls sideways at {size}"
        small = [
            box
            for one in page.locator("main button, main a.button, main select").all()
            if (box := one.bounding_box()) and min(box["width"], box["height"]) < FINGER
        ]
        assert small == [], f"{name} has targets too small at {size}"
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


def reach(page: Page, test_id: str) -> None:
    """Go to it with the tab key alone."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == test_id:
            return
    raise AssertionError(test_id)


def test_a_rule_is_previewed_then_stored_then_obeyed(
    stack: Stack, carla: Page, shopper: Page, ada: Page
) -> None:
    carla.goto(at(stack, "/rules/turin"))
    carla.get_by_label("An offer rings").fill("11")
    carla.get_by_test_id("rules-preview").click()
    expect(carla.get_by_test_id("rules-draft")).to_be_visible()
    assert stored(stack, "SELECT * FROM ruling WHERE version > 0") == []
    carla.get_by_test_id("rules-save").click()
    expect(carla.get_by_test_id("rules-history")).to_contain_text("Carla Neri")
    ((kept,),) = stored(stack, "SELECT own FROM ruling JOIN store ON store.id = scope")
    assert kept == '{"offer_rings_s": 11}'
    look(stack, carla, "rules")
    ask_for_a_call(shopper)
    expect(ada.get_by_test_id("accept")).to_be_visible()
    ((rings_s,),) = stored(
        stack,
        "SELECT round((julianday(expires_at) - julianday(created_at)) * 86400)"
        " FROM offer ORDER BY id DESC LIMIT 1",
    )
    assert rings_s == 11
    shopper.get_by_test_id("vs-cancel").click()
    carla.get_by_label("An offer rings").fill("")
    carla.get_by_test_id("rules-save").click()
    expect(carla.get_by_test_id("rules-history")).to_contain_text("version 2")


def test_a_wrong_rule_is_refused_at_its_field(stack: Stack, carla: Page) -> None:
    before = stored(stack, "SELECT * FROM ruling_change")
    carla.goto(at(stack, "/rules/berlin"))
    carla.get_by_label("An offer rings").fill("soon")
    reach(carla, "rules-save")
    carla.keyboard.press("Enter")
    expect(carla.get_by_role("alert")).to_contain_text("Not saved")
    expect(carla.get_by_label("An offer rings")).to_have_value("soon")
    assert carla.get_by_label("An offer rings").get_attribute("aria-invalid") == "true"
    assert stored(stack, "SELECT * FROM ruling_change") == before


def test_staffing_shows_planned_and_needed_by_half_hour(
    stack: Stack, carla: Page, shopper: Page
) -> None:
    ask_for_a_call(shopper)
    shopper.get_by_test_id("vs-cancel").click()
    widget_state(shopper, "cancelled")
    grow_old(stack)
    carla.goto(at(stack, "/roster"))
    carla.get_by_role("link", name="Staffing").click()
    expect(carla.get_by_test_id("staffing")).to_be_visible()
    rows = carla.locator("table.staffing tbody tr")
    expect(rows).to_have_count(48)
    expect(carla.locator("table.staffing thead th")).to_have_count(15)
    expect(rows.first.get_by_role("rowheader")).to_have_text("00:00")
    assert "/" in rows.nth(20).locator("td").first.inner_text()
    look(stack, carla, "staffing")


def test_a_persons_skills_are_set_by_keyboard_and_kept_with_their_author(
    stack: Stack, carla: Page
) -> None:
    carla.goto(at(stack, "/roster"))
    carla.get_by_role("link", name="People").click()
    expect(carla.get_by_test_id("says-dario")).to_contain_text("Audio 5")
    look(stack, carla, "people")
    carla.get_by_label("Set what Dario Greco can do").click()
    reach(carla, "level-jewellery")
    carla.keyboard.type("4")
    carla.get_by_label("Spanish").check()
    reach(carla, "person-preview")
    carla.keyboard.press("Enter")
    expect(carla.get_by_test_id("person-draft")).to_contain_text(
        "Jewellery: not served → 4, advises in depth"
    )
    question = (
        "SELECT level FROM associate_skill JOIN associate ON associate.id = associate_id"
        " JOIN category ON category.id = category_id"
        " WHERE associate.slug = 'dario' AND category.slug = 'jewellery'"
    )
    assert stored(stack, question) == []
    look(stack, carla, "person-preview")
    carla.get_by_test_id("person-save").click()
    expect(carla.get_by_test_id("person-history")).to_contain_text("Carla Neri")
    expect(carla.get_by_test_id("person-history")).to_contain_text("Languages: + Spanish")
    assert stored(stack, question) == [(4,)]
    look(stack, carla, "person")
    carla.goto(at(stack, "/roster/people"))
    expect(carla.get_by_test_id("says-dario")).to_contain_text("Jewellery 4")


def test_what_nobody_would_serve_any_more_is_said_before_it_is_saved(
    stack: Stack, carla: Page
) -> None:
    carla.goto(at(stack, "/roster/people/bruno"))
    carla.get_by_test_id("level-kitchen").select_option("")
    carla.get_by_test_id("person-preview").click()
    expect(carla.get_by_test_id("person-bared")).to_contain_text("Kitchen in English")


def test_a_language_typed_wrong_is_refused_and_kept_in_its_field(stack: Stack, carla: Page) -> None:
    carla.goto(at(stack, "/roster/people/chiara"))
    carla.get_by_label("Others, as two letters").fill("french")
    carla.get_by_test_id("person-save").click()
    expect(carla.get_by_test_id("person-trouble")).to_contain_text("two letters")
    expect(carla.get_by_label("Others, as two letters")).to_have_value("french")
    assert stored(stack, "SELECT 1 FROM associate_language WHERE language = 'french'") == []
    look(stack, carla, "person-wrong")
