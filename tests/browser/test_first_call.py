"""One call, whole: number typed, phone rings, link texted, picture live, wrap-up, timeline."""

import sys
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import ADA_HZ, DESK, DIAZ_HZ, PHONE, Stack
from tests.browser.probes import picture, tone_heard

DIAZ = "+393123456789"


def fill_in(shopper: Page) -> None:
    shopper.get_by_test_id("vs-open").first.click()
    shopper.get_by_test_id("vs-region").select_option("IT")
    shopper.get_by_test_id("vs-phone").fill("312 345 6789")


def ask_for_a_call(shopper: Page) -> None:
    fill_in(shopper)
    shopper.get_by_test_id("vs-submit").click()
    widget_state(shopper, "queued")


def take(stack: Stack, page: Page, name: str) -> None:
    page.screenshot(path=stack.folder / f"{name}.png")


def timeline(stack: Stack, ada: Page) -> str:
    path = ada.get_by_test_id("timeline-link").get_attribute("href")
    story = ada.context.new_page()
    story.goto(str(ada.evaluate("(path) => new URL(path, location).href", path)))
    story.screenshot(path=stack.folder / "timeline-desktop.png", full_page=True)
    return story.get_by_test_id("timeline").inner_text()


def widget_state(shopper: Page, state: str) -> None:
    expect(shopper.get_by_test_id("vs-state")).to_have_attribute("data-state", state)


def wrap_up(ada: Page) -> None:
    ada.get_by_test_id("disposition-sold").click()
    ada.get_by_test_id("wrapup-done").click()
    expect(ada.get_by_test_id("presence-state")).to_have_attribute("data-state", "available")


def texted(phone: Page) -> int:
    """Return how many links the thread holds; texts of earlier tests stay in it."""
    return phone.get_by_test_id("message-link").count()


def open_link(phone: Page, after: int) -> Page:
    """Tap the newest link, once there are more than `after`."""
    links = phone.get_by_test_id("message-link")
    expect(links.nth(after)).to_be_visible()
    with phone.context.expect_page() as opened:
        links.last.click()
    return opened.value


def rings_and_talks(stack: Stack, ada: Page, phone: Page, shopper: Page) -> None:
    expect(ada.get_by_test_id("ring-card")).to_contain_text("Aurora ring")
    take(stack, ada, "console-ring-desktop")
    take(stack, shopper, "widget-desktop")
    ada.get_by_test_id("accept").click()
    widget_state(shopper, "connecting")
    expect(phone.get_by_test_id("answer")).to_be_visible()
    take(stack, phone, "handset-ringing-phone")
    phone.get_by_test_id("answer").click()
    expect(ada.get_by_test_id("call-state")).to_have_attribute(
        "data-state", "connected", timeout=20_000
    )
    widget_state(shopper, "connected")


def both_hear_each_other(ada: Page, phone: Page) -> None:
    assert tone_heard(ada, "console") == pytest.approx(DIAZ_HZ, abs=10)
    assert tone_heard(phone, DIAZ) == pytest.approx(ADA_HZ, abs=10)


def tours(stack: Stack, ada: Page, phone: Page) -> Page:
    before = texted(phone)
    ada.get_by_test_id("start-tour").click()
    expect(ada.get_by_test_id("link-state")).to_have_attribute("data-state", "delivered")
    tour = open_link(phone, before)
    described: list[str] = []
    tour.on("response", lambda response: note_description(response, described))
    take(stack, tour, "tour-before-phone")
    tour.get_by_test_id("show-me").click()
    expect(tour.locator("#tour")).to_have_attribute("data-picture", "live")
    seen = picture(tour)
    assert seen["frames"] >= 10
    assert seen["changed"] > 50
    assert seen["audio"] == 0
    assert described, "no session description was exchanged"
    assert not any("m=audio" in text for text in described)
    return tour


def the_console_knows(stack: Stack, ada: Page, tour: Page) -> None:
    expect(ada.get_by_test_id("viewer-light")).to_have_attribute("data-light", "green")
    expect(ada.get_by_test_id("viewer-numbers")).to_contain_text("first frame")
    take(stack, tour, "tour-live-phone")
    take(stack, ada, "console-tour-desktop")
    ada.set_viewport_size(PHONE)
    take(stack, ada, "console-tour-phone")
    ada.set_viewport_size(DESK)


def the_wallboard_shows_it(stack: Stack, ada: Page) -> None:
    board = ada.context.new_page()
    board.goto(stack.wallboard)
    expect(board.get_by_test_id("wb-contacts")).to_contain_text("On the phone")
    expect(board.get_by_test_id("wb-busy")).to_have_text("1")
    take(stack, board, "wallboard-desktop")
    board.set_viewport_size(PHONE)
    take(stack, board, "wallboard-phone")
    board.close()


def test_from_the_number_typed_to_the_picture_live(
    stack: Stack,
    ada: Page,
    phone: Page,
    shopper: Page,
    capsys: pytest.CaptureFixture[str],
) -> None:
    take(stack, shopper, "shop-desktop")
    shopper.set_viewport_size(PHONE)
    take(stack, shopper, "shop-phone")
    shopper.set_viewport_size(DESK)
    ask_for_a_call(shopper)
    rings_and_talks(stack, ada, phone, shopper)
    both_hear_each_other(ada, phone)
    tour = tours(stack, ada, phone)
    the_console_knows(stack, ada, tour)
    the_wallboard_shows_it(stack, ada)

    phone.get_by_test_id("hangup").click()
    expect(ada.get_by_test_id("wrap-up")).to_contain_text("The customer hung up")
    expect(tour.get_by_test_id("tour-state")).to_have_attribute("data-state", "ended")
    widget_state(shopper, "done")
    steps = timeline(stack, ada)
    wrap_up(ada)
    with capsys.disabled():
        sys.stdout.write(f"\nTimeline of the contact:\n{tidy(steps)}\n")
    for step in ("Offered", "Customer: line open", "Both are on the phone", "sees the picture"):
        assert step in steps


def pick_a_slot_soon(shopper: Page) -> None:
    """Check the first slot that is far enough away to look at its page before its time."""
    slots, days = shopper.get_by_test_id("vs-slot"), shopper.get_by_test_id("vs-day")
    slots.first.wait_for(state="attached")
    soon = datetime.now(UTC) + timedelta(seconds=20)
    for day in range(2):  # a minute before midnight, the first day has none left
        days.select_option(index=day)
        starts: list[str] = slots.evaluate_all("nodes => nodes.map((node) => node.value)")
        for number, start in enumerate(starts):
            if datetime.fromisoformat(start) > soon:
                return slots.nth(number).check(force=True)
    raise AssertionError("no time is free in two days")


def test_the_promised_call_happens_by_itself(
    stack: Stack, ada: Page, phone: Page, shopper: Page
) -> None:
    before = texted(phone)
    fill_in(shopper)
    shopper.get_by_test_id("vs-later").check()
    pick_a_slot_soon(shopper)
    take(stack, shopper, "widget-slots-desktop")
    shopper.get_by_test_id("vs-submit").click()
    expect(shopper.get_by_test_id("vs-confirmed")).to_contain_text("We call you")
    manage = open_link(phone, before)
    expect(manage.get_by_test_id("appointment")).to_have_attribute("data-state", "booked")
    take(stack, manage, "appointment-phone")
    expect(ada.get_by_test_id("ring-card")).to_contain_text("booked this call", timeout=150_000)
    ada.get_by_test_id("accept").click()
    phone.get_by_test_id("answer").click()
    expect(ada.get_by_test_id("call-state")).to_have_attribute(
        "data-state", "connected", timeout=20_000
    )
    ada.get_by_test_id("hangup").click()
    wrap_up(ada)


def test_a_booked_call_is_cancelled_by_its_link(phone: Page, shopper: Page) -> None:
    before = texted(phone)
    fill_in(shopper)
    shopper.get_by_test_id("vs-later").check()
    shopper.get_by_test_id("vs-day").select_option(index=1)
    shopper.get_by_test_id("vs-slot").nth(30).check(force=True)
    shopper.get_by_test_id("vs-submit").click()
    expect(shopper.get_by_test_id("vs-confirmed")).to_be_visible()
    manage = open_link(phone, before)
    manage.get_by_test_id("cancel-appointment").click()
    expect(manage.get_by_test_id("appointment")).to_have_attribute("data-state", "cancelled")


def test_who_dials_the_store_is_greeted_waits_and_is_connected(
    stack: Stack, ada: Page, phone: Page
) -> None:
    phone.get_by_test_id("dial-input").fill("+390111234567")
    phone.get_by_test_id("dial-call").click()
    captions = phone.get_by_test_id("captions")
    expect(captions).to_contain_text("Aurora Torino")
    press_the_menu(phone)
    expect(ada.get_by_test_id("ring-card")).to_contain_text("dialled the store")
    take(stack, phone, "handset-waiting-phone")
    expect(captions).to_contain_text("♪")
    ada.get_by_test_id("accept").click()
    expect(ada.get_by_test_id("call-state")).to_have_attribute(
        "data-state", "connected", timeout=20_000
    )
    both_hear_each_other(ada, phone)
    ada.get_by_test_id("hangup").click()
    expect(phone.get_by_test_id("state")).to_have_text("idle")
    wrap_up(ada)


def press_the_menu(phone: Page) -> None:
    """Answer every question of the menu by its first choice, until the waiting room."""
    captions = phone.get_by_test_id("captions")
    for _ in range(4):
        phone.wait_for_timeout(1200)
        if "♪" in captions.inner_text() or "wait" in captions.inner_text().lower():
            return
        phone.get_by_test_id("keypad-1").click()


def note_description(response: Response, described: list[str]) -> None:
    if "/whep/" in response.url and response.request.method == "POST":
        described += [response.request.post_data or "", response.text()]


def tidy(text: str) -> str:
    """Put one step on a line: time, what happened, how long after the step before."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rows: list[str] = []
    for line in lines:
        if line[:2].isdigit() and line[2:3] == ":":
            rows.append(line)
        elif rows:
            rows[-1] += f"  {line}"
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("number", "words"),
    [("112", "emergency"), ("12", "number"), ("+870773111632", "cannot")],
)
def test_a_number_we_may_not_call_is_refused_by_the_field(
    shopper: Page, number: str, words: str
) -> None:
    shopper.get_by_test_id("vs-open").first.click()
    shopper.get_by_test_id("vs-phone").fill(number)
    shopper.get_by_test_id("vs-submit").click()
    error = shopper.get_by_test_id("vs-error")
    expect(error).not_to_be_empty()
    assert shopper.get_by_test_id("vs-phone").input_value() == number, words
