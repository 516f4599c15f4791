"""Booking as a shopper sees it: times held, two clocks, the texted page, the roster."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Request, Route, expect

from tests.browser.conftest import DESK, PHONE, Stack
from tests.browser.test_first_call import open_link, texted

SIZES = {"desktop": DESK, "phone": PHONE}


def form(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.shop}/aurora-ring")
    page.get_by_test_id("vs-open").first.click()
    page.get_by_test_id("vs-region").select_option("IT")
    page.get_by_test_id("vs-phone").fill("320 765 4321")
    page.get_by_test_id("vs-later").check()


def whole_day(page: Page) -> None:
    """Look at the second day on offer: of the first, late in the evening, little is left."""
    page.get_by_test_id("vs-day").select_option(index=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_a_time_is_held_and_both_clocks_are_shown(
    stack: Stack, customers: Browser, size: str, scheme: str
) -> None:
    context = customers.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        timezone_id="America/New_York",
    )
    page = context.new_page()
    form(page, stack)
    whole_day(page)
    slot = page.get_by_test_id("vs-slot").nth(40)
    slot.check(force=True)
    expect(page.get_by_test_id("vs-held")).to_contain_text("yours until")
    expect(page.locator(".there").first).to_contain_text("there")
    page.screenshot(path=stack.folder / f"booking-{size}-{scheme}.png")
    context.close()


def test_who_books_at_once_waits_for_the_hold(stack: Stack, customers: Browser) -> None:
    """Booked before the shop has answered, one's own hold would have taken the time."""
    context = customers.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    kept: list[tuple[Route, APIResponse]] = []
    page.route("**/widget/holds", lambda route: kept.append((route, route.fetch())))
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one) if "/appointments" in one.url else None)
    form(page, stack)
    whole_day(page)
    page.get_by_test_id("vs-slot").nth(55).check(force=True)
    page.get_by_test_id("vs-submit").click()
    expect(page.get_by_test_id("vs-submit")).to_be_disabled()
    page.wait_for_timeout(1000)
    assert kept, "no hold was asked for"
    assert not asked
    route, response = kept[0]
    route.fulfill(response=response)
    expect(page.get_by_test_id("vs-confirmed")).to_be_visible()
    assert asked[0].post_data_json["hold"]
    context.close()


def test_a_time_that_is_gone_leaves_the_day_and_books_nothing(
    stack: Stack, customers: Browser
) -> None:
    context = customers.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    gone = {"status": 409, "detail": "This time was just taken. Please pick another one."}
    page.route("**/widget/holds", lambda route: route.fulfill(status=409, json=gone))
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one) if "/appointments" in one.url else None)
    form(page, stack)
    whole_day(page)
    day = page.get_by_test_id("vs-day").input_value()
    page.get_by_test_id("vs-slot").nth(50).check(force=True)
    page.get_by_test_id("vs-submit").click()
    expect(page.get_by_role("alert")).to_contain_text("just taken")
    expect(page.get_by_test_id("vs-day")).to_have_value(day)
    expect(page.get_by_test_id("vs-submit")).to_be_enabled()
    assert not asked
    context.close()


@pytest.fixture
def weber(stack: Stack, customers: Browser) -> Iterator[Page]:
    """Ms Weber's handset: another number than the calls of the day, so nobody's limit is hit."""
    context = customers.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{stack.handset}#4915123456789")
    page.wait_for_selector("[data-testid=handset-4915123456789][data-ready=true]")
    yield page
    context.close()


def test_the_texted_page_confirms_moves_and_cancels(
    stack: Stack, weber: Page, shopper: Page
) -> None:
    before = texted(weber)
    form(shopper, stack)
    shopper.get_by_test_id("vs-region").select_option("DE")
    shopper.get_by_test_id("vs-phone").fill("01512 3456789")
    whole_day(shopper)
    shopper.get_by_test_id("vs-slot").nth(50).check(force=True)
    shopper.get_by_test_id("vs-submit").click()
    expect(shopper.get_by_test_id("vs-confirmed")).to_contain_text("We text you a link")
    shopper.screenshot(path=stack.folder / "booked-desktop.png")
    page = open_link(weber, before)
    look(stack, page, "manage")
    if page.get_by_test_id("confirm-appointment").count():
        page.get_by_test_id("confirm-appointment").click()
    expect(page.get_by_test_id("confirm-appointment")).to_have_count(0)
    was = page.locator("h1").inner_text()
    page.get_by_test_id("move-appointment").click()
    look(stack, page, "times")
    second = page.locator("details").nth(1)
    second.locator("summary").click()
    second.get_by_test_id("new-time").nth(45).click()
    expect(page.get_by_test_id("appointment")).to_have_attribute("data-state", "booked")
    assert page.locator("h1").inner_text() != was
    page.get_by_test_id("cancel-appointment").click()
    expect(page.get_by_test_id("appointment")).to_have_attribute("data-state", "cancelled")


def look(stack: Stack, page: Page, name: str) -> None:
    """Take the page at both sizes, by day and by night; nothing may stick out sideways."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=stack.folder / f"{name}-{size}-{scheme}.png")
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{name} scrolls sideways at {size}"


def test_the_supervisor_plans_a_shift_and_a_day(stack: Stack, staff: Browser) -> None:
    context = staff.new_context(viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(stack.console)
    page.get_by_test_id("demo-carla").click()
    page.wait_for_url("**/wallboard")
    page.goto(stack.wallboard.replace("/wallboard", "/roster"))
    page.get_by_test_id("add-shift-dario").click()
    expect(page.get_by_label("Dario Greco")).to_contain_text("Monday 09:00-17:00")
    page.get_by_label("Date").fill("2031-12-24")
    page.get_by_label("Hours").fill("10:00-14:00")
    page.get_by_test_id("set-day").click()
    expect(page.get_by_label("Exceptional days")).to_contain_text("10:00-14:00")
    look(stack, page, "roster")
    context.close()
