"""While they talk, in real browsers with real sound: hold, whisper, join, hand over."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ADA_HZ, CARLA_HZ, DESK, DIAZ_HZ, Stack, context_of
from tests.browser.probes import hears
from tests.browser.test_first_call import DIAZ, ask_for_a_call, take, wrap_up


@pytest.fixture
def talking(stack: Stack, ada: Page, phone: Page, shopper: Page) -> Iterator[Page]:
    """Bring Ada and Diaz onto the phone; wrap up afterwards."""
    ask_for_a_call(shopper)
    ada.get_by_test_id("accept").click()
    phone.get_by_test_id("answer").click()
    expect(ada.get_by_test_id("call-state")).to_have_attribute("data-state", "connected")
    yield ada
    phone.get_by_test_id("hangup").click()
    wrap_up(ada)


@pytest.fixture
def carla(stack: Stack, supervisors: Browser) -> Iterator[Page]:
    context = context_of(supervisors, DESK)
    page = context.new_page()
    page.goto(stack.console)
    page.get_by_test_id("demo-carla").click()
    page.goto(f"{page.url}?audio=raw")
    page.wait_for_selector("body[data-ready=true]")
    yield page
    context.close()


def test_on_hold_the_customer_hears_music_and_the_associate_nothing(
    stack: Stack, talking: Page, phone: Page
) -> None:
    assert hears(talking, "console", DIAZ_HZ)
    talking.get_by_test_id("hold").click()
    expect(talking.get_by_test_id("held")).to_be_visible()
    expect(phone.get_by_test_id("captions")).to_contain_text("♪")
    assert not hears(talking, "console", DIAZ_HZ)
    assert not hears(phone, DIAZ, ADA_HZ)
    take(stack, talking, "console-hold-desktop")
    talking.get_by_test_id("hold").click()
    expect(talking.get_by_test_id("held")).to_be_hidden()
    assert hears(phone, DIAZ, ADA_HZ)


def test_a_whisper_is_heard_by_the_associate_only(
    stack: Stack, talking: Page, phone: Page, carla: Page
) -> None:
    carla.get_by_test_id("oversee-whisper").click()
    expect(talking.get_by_test_id("beside")).to_contain_text("Carla Neri whispers")
    assert hears(talking, "console", CARLA_HZ)
    assert hears(carla, "wallboard", DIAZ_HZ)
    assert not hears(phone, DIAZ, CARLA_HZ)
    take(stack, carla, "wallboard-whisper-desktop")
    carla.get_by_test_id("oversee-join").click()
    assert hears(phone, DIAZ, CARLA_HZ)
    carla.get_by_test_id("oversee-listen").click()
    expect(talking.get_by_test_id("beside")).to_contain_text("Carla Neri listens")
    assert not hears(phone, DIAZ, CARLA_HZ)
    carla.get_by_test_id("oversee-leave").click()
    expect(talking.get_by_test_id("beside")).to_be_hidden()
