"""Asking a colleague first, in real browsers with real sound: nobody hears what is not theirs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ADA_HZ, CARLA_HZ, DESK, DIAZ_HZ, Stack, context_of
from tests.browser.probes import hears
from tests.browser.test_first_call import DIAZ, ask_for_a_call, take, wrap_up


@pytest.fixture
def iris(stack: Stack, supervisors: Browser) -> Iterator[Page]:
    context = context_of(supervisors, DESK)
    page = context.new_page()
    page.goto(stack.console)
    page.get_by_test_id("demo-iris").click()
    page.goto(f"{page.url}?audio=raw")
    page.wait_for_selector("body[data-ready=true]")
    page.get_by_test_id("status-select").select_option("available")
    yield page
    page.get_by_test_id("status-select").select_option("offline")
    context.close()


def brings_them_together(ada: Page, phone: Page, shopper: Page, iris: Page) -> None:
    """Let the customer reach Ada while Iris is away, and Iris come back."""
    iris.get_by_test_id("status-select").select_option("on_break:lunch")
    ask_for_a_call(shopper)
    ada.get_by_test_id("accept").click()
    phone.get_by_test_id("answer").click()
    expect(ada.get_by_test_id("call-state")).to_have_attribute("data-state", "connected")
    iris.get_by_test_id("status-select").select_option("available")


def asks_first(stack: Stack, ada: Page, iris: Page) -> None:
    ada.get_by_test_id("hand-over").click()
    ada.get_by_test_id("to-associate").select_option("iris")
    ada.get_by_test_id("consult-ask").click()
    expect(iris.get_by_test_id("consult-ring")).to_contain_text("Ada Rossi asks for you")
    take(stack, iris, "console-consult-ring-desktop")
    iris.get_by_test_id("consult-agree").click()
    expect(ada.get_by_test_id("consult-complete")).to_be_visible()
    take(stack, ada, "console-consult-desktop")


def test_a_colleague_is_asked_joins_and_goes_on(
    stack: Stack, ada: Page, phone: Page, shopper: Page, iris: Page
) -> None:
    brings_them_together(ada, phone, shopper, iris)
    asks_first(stack, ada, iris)
    assert hears(ada, "console", CARLA_HZ)
    assert hears(iris, "console", ADA_HZ)
    assert not hears(phone, DIAZ, ADA_HZ)
    assert not hears(phone, DIAZ, CARLA_HZ)
    ada.get_by_test_id("consult-join").click()
    expect(iris.get_by_test_id("consulting")).to_have_attribute("data-state", "joined")
    assert hears(phone, DIAZ, ADA_HZ)
    assert hears(phone, DIAZ, CARLA_HZ)
    ada.get_by_test_id("consult-complete").click()
    expect(ada.get_by_test_id("wrap-up")).to_be_visible()
    expect(iris.get_by_test_id("call-state")).to_have_attribute("data-state", "connected")
    assert hears(phone, DIAZ, CARLA_HZ)
    assert not hears(phone, DIAZ, ADA_HZ)
    assert hears(iris, "console", DIAZ_HZ)
    iris.get_by_test_id("hangup").click()
    wrap_up(ada)
    wrap_up(iris)
