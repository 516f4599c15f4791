"""While they talk, in real browsers with real sound: hold, whisper, take over, record."""

import io
import sqlite3
import wave
from collections.abc import Iterator

import numpy as np
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
    if phone.get_by_test_id("hangup").is_visible():
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


def test_who_takes_over_is_heard_and_who_was_there_is_not(
    stack: Stack, talking: Page, phone: Page, carla: Page
) -> None:
    carla.get_by_test_id("oversee-listen").click()
    expect(talking.get_by_test_id("beside")).to_contain_text("Carla Neri listens")
    assert not hears(phone, DIAZ, CARLA_HZ)
    carla.get_by_test_id("oversee-take-over").click()
    expect(carla.get_by_test_id("taken")).to_be_visible()
    expect(talking.get_by_test_id("wrap-up")).to_be_visible()
    assert hears(phone, DIAZ, CARLA_HZ)
    assert not hears(phone, DIAZ, ADA_HZ)
    assert hears(carla, "wallboard", DIAZ_HZ)
    take(stack, carla, "wallboard-taken-desktop")
    desk = carla.context.new_page()
    desk.goto(f"{stack.wallboard.removesuffix('wallboard')}console")
    expect(desk.get_by_test_id("call-state")).to_have_attribute("data-state", "connected")
    desk.get_by_test_id("hangup").click()
    desk.get_by_test_id("disposition-sold").click()
    desk.get_by_test_id("wrapup-done").click()
    expect(desk.get_by_test_id("presence-state")).to_have_attribute("data-state", "offline")


def test_a_recording_is_announced_and_holds_both_voices(
    stack: Stack, talking: Page, phone: Page, carla: Page
) -> None:
    recorder = talking.get_by_test_id("recorder")
    talking.get_by_test_id("record-start").click()
    expect(phone.get_by_test_id("captions")).to_contain_text("this call is recorded")
    expect(recorder).to_have_attribute("data-state", "recording")
    assert hears(phone, DIAZ, ADA_HZ), "they talk on"
    talking.get_by_test_id("record-pause").click()
    expect(recorder).to_have_attribute("data-state", "paused")
    talking.get_by_test_id("record-resume").click()
    expect(recorder).to_have_attribute("data-state", "recording")
    talking.get_by_test_id("record-stop").click()
    expect(talking.get_by_test_id("record-start")).to_be_visible()
    tape = kept(stack, carla)
    assert strength(tape, ADA_HZ) > 20 * strength(tape, CARLA_HZ)
    assert strength(tape, DIAZ_HZ) > 20 * strength(tape, CARLA_HZ)


def kept(stack: Stack, carla: Page) -> bytes:
    """Return the newest recording's sound as a supervisor may hear it, once it is there."""
    with sqlite3.connect(stack.database) as database:
        newest = "select public_id, state from call_recording order by id desc limit 1"
        for _ in range(40):
            name, state = database.execute(newest).fetchone()
            if state == "kept":
                break
            carla.wait_for_timeout(500)
    assert state == "kept"
    base = stack.wallboard.removesuffix("wallboard")
    return carla.request.get(f"{base}calls/recordings/{name}").body()


def strength(tape: bytes, hertz: int) -> float:
    """Return how much of a tone a WAV holds, beside which another tone's can be held."""
    with wave.open(io.BytesIO(tape)) as sound:
        rate, channels = sound.getframerate(), sound.getnchannels()
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)[::channels]
    spectrum = np.abs(np.fft.rfft(samples.astype(float)))
    at = round(hertz * len(samples) / rate)
    return float(spectrum[at - 5 : at + 6].max())
