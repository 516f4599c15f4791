"""One call, whole: number typed, phone rings, link texted, picture live, wrap-up, timeline."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import ADA_HZ, DIAZ_HZ, PHONE, Stack
from tests.browser.probes import picture, tone_heard

DIAZ = "+393123456789"


def ask_for_a_call(shopper: Page) -> None:
    shopper.get_by_test_id("vs-open").first.click()
    shopper.get_by_test_id("vs-region").select_option("IT")
    shopper.get_by_test_id("vs-phone").fill("312 345 6789")
    shopper.get_by_test_id("vs-submit").click()


def widget_state(shopper: Page, state: str) -> None:
    expect(shopper.get_by_test_id("vs-state")).to_have_attribute("data-state", state)


def hang_up_and_wrap_up(ada: Page) -> None:
    ada.get_by_test_id("disposition-sold").click()
    ada.get_by_test_id("wrapup-done").click()
    expect(ada.get_by_test_id("presence-state")).to_have_attribute("data-state", "available")


def open_link(phone: Page) -> Page:
    link = phone.get_by_test_id("message-link").last
    with phone.context.expect_page() as opened:
        link.click()
    return opened.value


def test_from_the_number_typed_to_the_picture_live(
    stack: Stack,
    ada: Page,
    phone: Page,
    shopper: Page,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shopper.screenshot(path=stack.folder / "shop-desktop.png")
    ask_for_a_call(shopper)
    widget_state(shopper, "queued")
    expect(ada.get_by_test_id("ring-card")).to_be_visible()
    expect(ada.get_by_test_id("ring-card")).to_contain_text("Aurora ring")
    ada.screenshot(path=stack.folder / "console-ring-desktop.png")
    shopper.screenshot(path=stack.folder / "widget-desktop.png")

    ada.get_by_test_id("accept").click()
    expect(phone.get_by_test_id("answer")).to_be_visible()
    widget_state(shopper, "connecting")
    phone.screenshot(path=stack.folder / "handset-ringing-phone.png")
    phone.get_by_test_id("answer").click()
    expect(ada.get_by_test_id("call-state")).to_have_attribute("data-state", "connected")
    widget_state(shopper, "connected")
    assert tone_heard(ada, "console") == pytest.approx(DIAZ_HZ, abs=10)
    assert tone_heard(phone, DIAZ) == pytest.approx(ADA_HZ, abs=10)

    ada.get_by_test_id("start-tour").click()
    expect(phone.get_by_test_id("message-link").last).to_be_visible()
    expect(ada.get_by_test_id("link-state")).to_have_attribute("data-state", "delivered")
    tour = open_link(phone)
    described: list[str] = []
    tour.on("response", lambda response: note_description(response, described))
    tour.screenshot(path=stack.folder / "tour-before-phone.png")
    tour.get_by_test_id("show-me").click()
    expect(tour.locator("#tour")).to_have_attribute("data-picture", "live")
    seen = picture(tour)
    assert seen["frames"] >= 10
    assert seen["changed"] > 50
    assert seen["audio"] == 0
    assert described, "no session description was exchanged"
    assert not any("m=audio" in text for text in described)
    expect(ada.get_by_test_id("viewer-light")).to_have_attribute("data-light", "green")
    expect(ada.get_by_test_id("viewer-numbers")).to_contain_text("first frame")
    tour.screenshot(path=stack.folder / "tour-live-phone.png")
    ada.screenshot(path=stack.folder / "console-tour-desktop.png")
    ada.set_viewport_size(PHONE)
    ada.screenshot(path=stack.folder / "console-tour-phone.png")

    phone.get_by_test_id("hangup").click()
    expect(ada.get_by_test_id("wrap-up")).to_be_visible()
    expect(tour.get_by_test_id("tour-state")).to_have_attribute("data-state", "ended")
    widget_state(shopper, "done")
    timeline = ada.get_by_test_id("timeline-link").get_attribute("href")
    hang_up_and_wrap_up(ada)

    story = ada.context.new_page()
    story.goto(str(ada.evaluate("(path) => new URL(path, location).href", timeline)))
    story.screenshot(path=stack.folder / "timeline-desktop.png", full_page=True)
    steps = story.get_by_test_id("timeline").inner_text()
    with capsys.disabled():
        print(f"\nTimeline of the contact:\n{tidy(steps)}")
    for step in ("Offered", "Phone rings", "Both are on the phone", "Customer sees the picture"):
        assert step in steps


def note_description(response: Response, described: list[str]) -> None:
    if "/whep/" in response.url and response.request.method == "POST":
        described += [response.request.post_data or "", response.text()]


def tidy(text: str) -> str:
    """One step a line: time, what happened, how long after the step before."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rows: list[str] = []
    for line in lines:
        if line[:2].isdigit() and line[2:3] == ":":
            rows.append(line)
        elif rows:
            rows[-1] += f"  {line}"
    return "\n".join(rows)


_Refusal = Callable[[Page], None]


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
