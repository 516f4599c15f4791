"""The sandbox's own pages in a real browser: customers' telephones and the carrier's panel."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, screenshots
from tests.browser.softphones.carrier import Running
from tests.sandbox.scene import DIAZ, STORE

LANDLINE = "+12025550123"
Open = Callable[..., Page]


@pytest.fixture
def pages(carrier: Running, softphones: Browser) -> Iterator[Open]:
    """Open pages of the sandbox: `dark`, and any size."""
    contexts = []

    def open_page(path: str, size: Any = DESK, *, dark: bool = False) -> Page:
        context = softphones.new_context(
            viewport=size, permissions=["microphone"], color_scheme="dark" if dark else "light"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"http://localhost:{carrier.port}{path}")
        page.wait_for_selector("[data-ready=true]")
        return page

    yield open_page
    for context in contexts:
        context.close()


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=screenshots() / f"{name}.png", full_page=True)


def has_no_faults(page: Page) -> None:
    """Hold the page against the rules of axe, as WCAG 2.1 AA has them."""
    found = Axe().run(page).response["violations"]
    assert found == [], [
        (one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found
    ]


def call_diaz(carrier: Running, verbs: str) -> str:
    twiml = f"<Response>{verbs}</Response>"
    return str(carrier.api("Calls", {"To": DIAZ, "From": STORE, "Twiml": twiml})["sid"])


def send_text(carrier: Running, to: str, body: str) -> str:
    return str(carrier.api("Messages", {"To": to, "From": STORE, "Body": body})["sid"])


def test_a_handset_rings_talks_and_remembers(pages: Open, carrier: Running) -> None:
    phone = pages("/handset#393123456789", PHONE)
    keys = f"{carrier.pages.base}/keys"
    carrier.says("/keys", "<Say>Thank you</Say><Pause length='60'/>")
    asks = "<Say>Press two keys</Say>"
    sid = call_diaz(carrier, f"<Gather numDigits='2' timeout='20' action='{keys}'>{asks}</Gather>")
    expect(phone.get_by_test_id("state")).to_have_text("ringing")
    expect(phone.get_by_role("alert")).to_contain_text("Incoming call")
    shoot(phone, "sandbox-handset-ringing-phone")
    phone.get_by_test_id("answer").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_test_id("state")).to_have_text("in call")
    expect(phone.get_by_test_id("mute")).to_be_focused()
    expect(phone.get_by_test_id("captions")).to_contain_text("Press two keys")
    expect(phone.get_by_test_id("speaker-hint")).to_contain_text("speaker")
    shoot(phone, "sandbox-handset-talking-phone")
    has_no_faults(phone)
    phone.get_by_test_id("keypad-4").click()
    phone.keyboard.press("2")
    expect(phone.get_by_test_id("captions")).to_contain_text("Thank you")
    assert carrier.pages.asked[-1][1]["Digits"] == "42"
    phone.get_by_test_id("mute").click()
    expect(phone.get_by_test_id("mute")).to_have_attribute("aria-pressed", "true")
    phone.get_by_test_id("hangup").click()
    expect(phone.get_by_test_id("state")).to_have_text("idle")
    carrier.until(sid, "completed")
    phone.get_by_text("Recent calls").click()
    expect(phone.get_by_test_id("past-call").first).to_contain_text("From")


def test_a_declined_call_is_busy_and_a_missed_one_is_shown(pages: Open, carrier: Running) -> None:
    phone = pages("/handset#393123456789", PHONE)
    sid = call_diaz(carrier, "<Pause length='9'/>")
    phone.get_by_test_id("decline").click()
    carrier.until(sid, "busy")
    sid = call_diaz(carrier, "<Pause length='9'/>")
    expect(phone.get_by_test_id("state")).to_have_text("ringing")
    carrier.api(f"Calls/{sid}", {"Status": "canceled"})
    expect(phone.get_by_test_id("timer")).to_contain_text("Missed call")
    phone.get_by_text("Recent calls").click()
    expect(phone.get_by_test_id("past-call").first).to_contain_text("missed")


def test_a_handset_dials_and_is_heard(pages: Open, carrier: Running) -> None:
    carrier.says("/voice", carrier.tone())
    phone = pages("/handset?audio=raw#393123456789", PHONE)
    phone.get_by_test_id("dial-call").click()
    expect(phone.get_by_test_id("state")).to_have_text("in call")
    [call] = [one for one in carrier.look("calls") if one["status"] == "in-progress"]
    end = time.monotonic() + 10
    while abs(carrier.heard_from(call["sid"])[0] - 600) > 4:
        assert time.monotonic() < end, carrier.heard_from(call["sid"])
        phone.wait_for_timeout(300)
    phone.get_by_test_id("hangup").click()


def test_texts_have_threads_and_links(pages: Open, carrier: Running) -> None:
    phone = pages("/handset#393123456789", PHONE)
    send_text(carrier, DIAZ, "Your tour: https://shop.example/t/abc See you!")
    link = phone.get_by_test_id("message-link").last
    expect(link).to_have_attribute("href", "https://shop.example/t/abc")
    phone.get_by_test_id("text-input").fill("On my way")
    phone.get_by_test_id("text-send").click()
    expect(phone.get_by_test_id("messages")).to_contain_text("On my way")
    shoot(phone, "sandbox-handset-texts-phone")


def test_a_landline_gets_no_texts(pages: Open, carrier: Running) -> None:
    phone = pages("/handset#12025550123", PHONE)
    expect(phone.locator(".phone")).to_contain_text("Landline")
    expect(phone.get_by_test_id("text-input")).to_have_count(0)
    sid = send_text(carrier, LANDLINE, "hello")
    end = time.monotonic() + 5
    while carrier.api(f"Messages/{sid}")["status"] != "undelivered":
        assert time.monotonic() < end
        time.sleep(0.1)
    assert carrier.api(f"Messages/{sid}")["error_code"] == 30006


@pytest.mark.parametrize("dark", [False, True])
def test_all_handsets_stand_side_by_side(pages: Open, dark: bool) -> None:
    page = pages("/handset", dark=dark)
    page.wait_for_selector("[data-testid=handset-12025550123][data-ready=true]")
    expect(page.locator(".phone")).to_have_count(2)
    tops = [one.bounding_box()["y"] for one in page.locator(".phone").all()]  # type: ignore[index]
    assert tops[0] == tops[1]
    shoot(page, f"sandbox-handsets-{'dark' if dark else 'light'}")
    has_no_faults(page)


@pytest.mark.parametrize("dark", [False, True])
def test_the_panel_shows_everything_and_breaks_no_rule(
    pages: Open, carrier: Running, dark: bool
) -> None:
    carrier.says("/voice", "<Dial><Conference>panel</Conference></Dial>")
    sid = call_diaz(carrier, "<Dial><Conference>panel</Conference></Dial>")
    phone = pages("/handset#393123456789", PHONE)
    phone.get_by_test_id("answer").click()
    send_text(carrier, DIAZ, "for the panel")
    panel = pages("/panel", dark=dark)
    shade = "dark" if dark else "light"
    for tab in ("calls", "conferences", "messages", "webhooks", "debugger", "faults", "ledger"):
        panel.get_by_test_id(f"tab-{tab}").click()
        expect(panel.get_by_test_id(f"tab-{tab}")).to_have_attribute("aria-selected", "true")
        panel.wait_for_timeout(300)
        shoot(panel, f"sandbox-panel-{tab}-{shade}")
        has_no_faults(panel)
    panel.get_by_test_id("tab-calls").click()
    expect(panel.get_by_test_id("call-row").first).to_contain_text("in-progress")
    carrier.ends(sid)
    expect(panel.get_by_test_id("call-row").first).to_contain_text("completed")


def test_the_debugger_names_what_was_not_obeyed(pages: Open, carrier: Running) -> None:
    """Twilio, "Error 12200: Schema validation warning"."""
    sid = call_diaz(carrier, "<Gather speechModel='phone_call'/><Say loop='x'>Hello</Say>")
    phone = pages("/handset#393123456789", PHONE)
    phone.get_by_test_id("answer").click()
    panel = pages("/panel#debugger", PHONE)
    rows = panel.get_by_test_id("alert-row")
    expect(rows.filter(has_text="12200")).to_contain_text("speechModel")
    expect(rows.filter(has_text="13510")).to_contain_text("warning")
    shoot(panel, "sandbox-panel-debugger-phone")
    has_no_faults(panel)
    carrier.ends(sid)


def test_the_called_telephone_shows_the_reason(pages: Open, carrier: Running) -> None:
    """Twilio, "Call resource: CallReason"."""
    phone = pages("/handset#393123456789", PHONE)
    form = {"To": DIAZ, "From": STORE, "Twiml": "<Response/>", "CallReason": "Your ring is ready"}
    sid = str(carrier.api("Calls", form)["sid"])
    expect(phone.get_by_test_id("reason")).to_have_text("Your ring is ready")
    shoot(phone, "sandbox-handset-reason-phone")
    has_no_faults(phone)
    carrier.ends(sid)


def test_a_webhook_is_shown_in_full_and_sent_again(pages: Open, carrier: Running) -> None:
    carrier.says("/voice", "<Say>Hello</Say>")
    phone = pages("/handset#393123456789", PHONE)
    phone.get_by_test_id("dial-call").click()
    expect(phone.get_by_test_id("captions")).to_contain_text("Hello")
    panel = pages("/panel#webhooks", PHONE)
    panel.get_by_test_id("webhook-row").get_by_role("button").first.click()
    detail = panel.get_by_test_id("webhook-detail")
    expect(detail).to_contain_text("X-Twilio-Signature")
    expect(detail).to_contain_text("CallSid = CA")
    expect(detail).to_contain_text("<Say>Hello</Say>")
    shoot(panel, "sandbox-panel-webhook-phone")
    before = len(carrier.pages.asked)
    panel.get_by_test_id("replay").click()
    end = time.monotonic() + 10
    while len(carrier.pages.asked) == before:
        assert time.monotonic() < end, "the webhook was not sent again"
        panel.wait_for_timeout(100)
    assert carrier.pages.asked[-1] == carrier.pages.asked[-2]


def test_the_switches_let_things_go_wrong_and_well_again(pages: Open, carrier: Running) -> None:
    panel = pages("/panel#faults")
    panel.get_by_test_id("fault-kind").select_option("rest/429")
    panel.get_by_test_id("fault-add").click()
    expect(panel.get_by_test_id("fault-row")).to_contain_text("429")
    with pytest.raises(OSError, match="429"):
        carrier.api("Calls")
    shoot(panel, "sandbox-panel-armed")
    panel.get_by_test_id("faults-clear").click()
    expect(panel.get_by_test_id("fault-row")).to_have_count(0)
    assert "calls" in carrier.api("Calls")
    panel.get_by_test_id("scenario").fill('{"faults": [{"at": "rest", "what": "melt"}]}')
    panel.get_by_test_id("scenario-play").click()
    expect(panel.get_by_test_id("panel-said")).to_contain_text("no fault rest/melt")


def test_a_strangers_page_may_switch_nothing(pages: Open, carrier: Running) -> None:
    page = pages("/panel")
    page.goto(f"{carrier.pages.base}/softphone-2.18.5.html")
    said = page.request.post(
        f"{carrier.address}/admin/do",
        data={"do": "restart"},
        headers={"Origin": carrier.pages.base},
    )
    assert said.status == 403
