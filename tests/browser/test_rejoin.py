"""The console's page goes away while they talk, and comes back: real browsers, real sound."""

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import ADA_HZ, DIAZ_HZ, Stack
from tests.browser.probes import hears
from tests.browser.test_conversation import talking
from tests.browser.test_first_call import DIAZ, ask_for_a_call, take, wrap_up

__all__ = ["talking"]


def connected(page: Page) -> None:
    expect(page.get_by_test_id("call-state")).to_have_attribute("data-state", "connected")
    expect(page.get_by_test_id("associate-leg")).to_have_attribute("data-state", "in_call")


def test_a_reload_keeps_the_call(stack: Stack, talking: Page, phone: Page) -> None:
    assert hears(phone, DIAZ, ADA_HZ)
    talking.on("dialog", lambda dialog: dialog.accept())
    talking.reload()
    talking.wait_for_selector("body[data-ready=true]")
    connected(talking)
    assert hears(phone, DIAZ, ADA_HZ)
    assert hears(talking, "console", DIAZ_HZ)


def test_a_second_tab_neither_rings_nor_steals(stack: Stack, talking: Page, phone: Page) -> None:
    second = talking.context.new_page()
    second.goto(talking.url)
    second.wait_for_selector("body[data-ready=true]")
    expect(second.get_by_test_id("elsewhere")).to_be_visible()
    take(stack, second, "console-elsewhere-desktop")
    second.get_by_test_id("take-up").click()
    expect(second.get_by_test_id("elsewhere")).to_be_visible()
    assert hears(phone, DIAZ, ADA_HZ)
    connected(talking)
    second.close()


def test_the_tab_is_lost_and_the_customer_hears_music(
    stack: Stack, ada: Page, phone: Page, shopper: Page
) -> None:
    ask_for_a_call(shopper)
    ada.get_by_test_id("accept").click()
    phone.get_by_test_id("answer").click()
    connected(ada)
    context = ada.context
    second = context.new_page()
    second.goto(ada.url)
    expect(second.get_by_test_id("elsewhere")).to_be_visible()
    ada.close()
    expect(second.get_by_test_id("call-state")).to_have_attribute("data-state", "detached")
    expect(phone.get_by_test_id("captions")).to_contain_text("♪")
    assert not hears(phone, DIAZ, ADA_HZ)
    take(stack, second, "console-detached-desktop")
    second.get_by_test_id("take-up").click()
    connected(second)
    assert hears(phone, DIAZ, ADA_HZ)
    assert hears(second, "console", DIAZ_HZ)
    second.get_by_test_id("hangup").click()
    wrap_up(second)


def test_a_crashed_page_says_no_goodbye_and_still_comes_back(
    ada: Page, phone: Page, shopper: Page
) -> None:
    ask_for_a_call(shopper)
    ada.get_by_test_id("accept").click()
    phone.get_by_test_id("answer").click()
    connected(ada)
    url, context = ada.url, ada.context
    with pytest.raises(Error):
        ada.goto("chrome://crash")
    again = context.new_page()
    again.goto(url)
    again.wait_for_selector("body[data-ready=true]")
    connected(again)
    assert hears(phone, DIAZ, ADA_HZ)
    assert hears(again, "console", DIAZ_HZ)
    again.get_by_test_id("hangup").click()
    wrap_up(again)
