"""What only a device can do: corner picture, screen awake, nothing stored; lens, light, battery."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.probes import picture
from tests.browser.tour.stage import (
    TourStage,
    accessible,
    large_enough,
    picture_is,
    scene,
)

_PRIVATE = """
Object.defineProperty(window, 'sessionStorage', {
  get() { throw new DOMException('not here', 'SecurityError'); },
});
window.awake = 0;
WakeLock.prototype.request = async () => {
  window.awake += 1;
  const lock = new EventTarget();
  lock.released = false;
  lock.release = async () => { window.awake -= 1; lock.released = true; };
  return lock;
};
"""
"""A window that may store nothing; counts who keeps the screen awake."""

_PHONE = """
window.asked = [];
window.set = [];
const devices = navigator.mediaDevices;
const open = devices.getUserMedia.bind(devices);
devices.getUserMedia = (wanted) => { asked.push(wanted); return open(wanted); };
const track = MediaStreamTrack.prototype;
const able = track.getCapabilities;
track.getCapabilities = function () {
  return {...able.call(this), zoom: {min: 1, max: 5, step: 0.1}, torch: true};
};
const apply = track.applyConstraints;
track.applyConstraints = function (wanted) {
  if (!wanted.advanced) return apply.call(this, wanted);
  set.push(...wanted.advanced);
  return Promise.resolve();
};
navigator.getBattery = async () => Object.assign(new EventTarget(), {level: 0.42, charging: false});
window.taken = (away) => {
  const lens = document.querySelector('video').srcObject.getVideoTracks()[0];
  Object.defineProperty(lens, 'muted', {value: away, configurable: true});
  lens.dispatchEvent(new Event(away ? 'mute' : 'unmute'));
};
"""
"""Chromium's test camera with a zoom and a light; `taken(true)`: a call takes it away."""


def test_a_window_that_stores_nothing_and_a_picture_in_the_corner(
    stage: TourStage, customers: Browser
) -> None:
    tour = stage.page(customers, "about:blank")
    tour.add_init_script(_PRIVATE)
    tour.goto(stage.tour_with_camera())
    tour.get_by_test_id("show-me").click()
    picture_is(tour, "live")
    tour.wait_for_function("() => window.awake === 1")
    tour.get_by_test_id("float").click()
    tour.wait_for_function("() => document.pictureInPictureElement?.tagName === 'VIDEO'")
    tour.get_by_test_id("float").click()
    tour.wait_for_function("() => document.pictureInPictureElement === null")
    assert picture(tour)["frames"] >= 5
    tour.reload()
    tour.get_by_test_id("show-me").click()
    picture_is(tour, "live")
    assert tour.context.cookies() == []
    stage.ada.get_by_test_id("end-tour").click()
    scene(tour, "ended")
    tour.wait_for_function("() => window.awake === 0")


def test_the_phones_camera_as_a_person_uses_it(
    stage: TourStage, staff: Browser, customers: Browser
) -> None:
    tour = stage.page(customers, stage.tour_with_camera())
    tour.get_by_test_id("show-me").click()
    picture_is(tour, "live")
    handy = signs_in_by_the_code_on_the_console(stage, staff)
    expect(handy.get_by_test_id("camera-viewers")).to_contain_text("The customer sees you")
    expect(handy.get_by_test_id("camera-numbers")).to_contain_text("battery 42 %")
    expect(handy.get_by_test_id("camera-numbers")).to_contain_text("lines")
    turns_the_lens(handy)
    draws_on_a_still_and_photographs(stage, handy, tour)
    comes_back_after_a_call(stage, handy, tour)


def signs_in_by_the_code_on_the_console(stage: TourStage, staff: Browser) -> Page:
    stage.ada.get_by_test_id("other-cameras").click()
    code = stage.ada.locator("img.qr")
    expect(code).to_be_visible()
    assert code.evaluate("image => image.complete && image.naturalWidth") > 0
    code.scroll_into_view_if_needed()
    stage.shot(stage.ada, "console-camera-code-desktop")
    handy = stage.page(staff, "about:blank", permissions=["camera"])
    handy.add_init_script(_PHONE)
    handy.goto(stage.console()["contact"]["tour"]["camera_link"])
    handy.get_by_test_id("camera-begin").click()
    expect(handy.locator("#camera")).to_have_attribute("data-state", "live")
    first = handy.evaluate("asked[0]")
    assert first["video"]["facingMode"] == "environment", "the rear camera first"
    assert first["audio"] is False
    return handy


def turns_the_lens(handy: Page) -> None:
    handy.get_by_test_id("camera-nearer").click()
    handy.wait_for_function("() => set.at(-1)?.zoom > 1")
    handy.get_by_test_id("camera-wider").click()
    handy.wait_for_function("() => set.at(-1)?.zoom === 1")
    light = handy.get_by_test_id("camera-torch")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    assert handy.evaluate("set.at(-1)") == {"torch": True}
    accessible(handy, "camera with zoom and light")
    large_enough(handy)
    handy.get_by_test_id("camera-flip").click()
    handy.wait_for_function("() => asked.at(-1).video.facingMode === 'user'")
    expect(handy.locator("#camera")).to_have_attribute("data-state", "live")


def draws_on_a_still_and_photographs(stage: TourStage, handy: Page, tour: Page) -> None:
    handy.get_by_test_id("camera-freeze").click()
    scene(tour, "frozen")
    easel = handy.get_by_test_id("camera-easel")
    easel.scroll_into_view_if_needed()
    box = easel.bounding_box()
    assert box is not None
    handy.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    handy.mouse.down()
    handy.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.6, steps=6)
    handy.mouse.up()
    stage.shot(handy, "camera-frozen-phone")
    handy.get_by_test_id("camera-photo").click()
    expect(handy.get_by_test_id("camera-words")).to_contain_text("on the customer's page")
    expect(tour.get_by_test_id("tour-photo")).to_have_count(1)
    handy.emulate_media(color_scheme="dark")
    stage.shot(handy, "camera-frozen-phone-dark")
    handy.emulate_media(color_scheme="light")
    handy.get_by_test_id("camera-freeze").click()
    scene(tour, "live")


def comes_back_after_a_call(stage: TourStage, handy: Page, tour: Page) -> None:
    handy.evaluate("taken(true)")
    expect(handy.locator("#camera")).to_have_attribute("data-state", "paused")
    expect(handy.get_by_test_id("camera-words")).to_contain_text("comes back by itself")
    scene(tour, "paused")
    stage.shot(handy, "camera-interrupted-phone")
    handy.evaluate("taken(false)")
    expect(handy.locator("#camera")).to_have_attribute("data-state", "live")
    scene(tour, "live")
    assert picture(tour)["frames"] >= 5
