"""The ladder, new links, typed codes, the widget as the tour, and cameras that change over."""

import re

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.probes import picture
from tests.browser.tour.stage import (
    DESKTOP,
    LANDSCAPE,
    TourStage,
    accessible,
    large_enough,
    picture_is,
    scene,
)

_WATCH = """
window.peers = [];
window.thinned = 1;
const Peer = RTCPeerConnection;
window.RTCPeerConnection = function (config) {
  const peer = new Peer(config);
  peers.push(peer);
  return peer;
};
const video = HTMLVideoElement.prototype;
const ask = video.requestVideoFrameCallback;
let seen = 0;
video.requestVideoFrameCallback = function (told) {
  return ask.call(this, (...data) => {
    seen += 1;
    if (seen % thinned === 0) told(...data);
    else this.requestVideoFrameCallback(told);
  });
};
"""
"""Keeps the page's connections in reach, and can thin out the frames it notices."""


def test_the_picture_climbs_down_to_stills_and_up_again(
    stage: TourStage, customers: Browser
) -> None:
    tour = stage.page(customers, "about:blank")
    tour.add_init_script(_WATCH)
    tour.goto(stage.tour_with_camera())
    still = {"content_type": "image/jpeg", "body": jpeg(stage.ada)}
    served = {"on": True}

    def answer(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*"}
        if served["on"]:
            route.fulfill(headers=headers, **still)  # type: ignore[arg-type]
        else:
            route.fulfill(status=404, headers=headers)

    tour.route("**/stills/**", answer)
    tour.route("**/whep/**", lambda route: route.abort())
    tour.get_by_test_id("show-me").click()
    picture_is(tour, "stills")
    scene(tour, "stills")
    text = stage.ada.get_by_test_id("viewer-text")
    expect(text).to_contain_text("one picture a second")
    stage.shot(tour, "tour-stills-phone")
    stage.shot(stage.ada, "console-stills-desktop")
    served["on"] = False
    picture_is(tour, "photos", timeout=30_000)
    expect(text).to_contain_text("carries no picture")
    stage.shot(tour, "tour-photos-phone")
    tour.unroute("**/whep/**")
    picture_is(tour, "live", timeout=60_000)
    expect(stage.ada.get_by_test_id("viewer-light")).to_have_attribute("data-light", "green")
    stutters(stage, tour)
    comes_back_by_itself(stage, tour)


def comes_back_by_itself(stage: TourStage, tour: Page) -> None:
    """Kill the connection, take the network away and give it back, reload as after sleep."""
    made = int(tour.evaluate("peers.length"))
    tour.evaluate("peers.at(-1).getReceivers()[0].track.stop()")
    tour.wait_for_function("made => peers.length > made", arg=made)
    tour.wait_for_timeout(500)
    scene(tour, "live")
    assert picture(tour)["frames"] >= 5
    tour.context.set_offline(True)
    scene(tour, "reconnecting")
    stage.shot(tour, "tour-reconnecting-phone")
    tour.context.set_offline(False)
    scene(tour, "live", timeout=40_000)
    tour.reload()
    picture_is(tour, "live")


def stutters(stage: TourStage, tour: Page) -> None:
    tour.evaluate("window.thinned = 8")
    scene(tour, "weak")
    expect(stage.ada.get_by_test_id("viewer-light")).to_have_attribute("data-light", "red")
    stage.shot(tour, "tour-weak-phone")
    tour.evaluate("window.thinned = 1")
    scene(tour, "live", timeout=60_000)


def jpeg(page: Page) -> bytes:
    """Make a still of what the console films."""
    made = page.evaluate(
        """async () => {
          const video = document.querySelector('[data-testid=camera-preview]');
          const canvas = document.createElement('canvas');
          Object.assign(canvas, {width: 640, height: 360});
          canvas.getContext('2d').drawImage(video, 0, 0, 640, 360);
          const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'));
          return [...new Uint8Array(await blob.arrayBuffer())];
        }"""
    )
    return bytes(made)


def test_a_new_link_shuts_out_whoever_has_the_old_one(stage: TourStage, customers: Browser) -> None:
    link = stage.tour_with_camera()
    tour = stage.page(customers, link)
    tour.get_by_test_id("show-me").click()
    picture_is(tour, "live")
    stage.ada.get_by_test_id("renew-link").click()
    scene(tour, "removed")
    tour.reload()
    scene(tour, "expired")
    accessible(tour, "expired link")
    stage.shot(tour, "tour-expired-phone")
    code = stage.ada.get_by_test_id("tour-code").inner_text()
    types_the_code(stage, customers, code)


def types_the_code(stage: TourStage, customers: Browser, code: str) -> None:
    door = stage.page(customers, stage.stack.shop.replace("/shop", "/live"), viewport=DESKTOP)
    accessible(door, "typed code")
    large_enough(door)
    door.get_by_test_id("code-input").fill("12")
    door.keyboard.press("Enter")
    expect(door.get_by_test_id("code-error")).not_to_be_empty()
    stage.shot(door, "tour-code-desktop")
    door.get_by_test_id("code-input").fill(f"{code[:3]} {code[3:]}")
    door.keyboard.press("Enter")
    door.get_by_test_id("show-me").click()
    picture_is(door, "live")
    stage.shot(door, "tour-live-desktop")


def test_who_stayed_on_the_shops_page_sees_it_there(stage: TourStage) -> None:
    stage.tour_with_camera()
    shopper = stage.shopper
    shopper.get_by_test_id("vs-show-me").click()
    tour = shopper.get_by_test_id("vs-tour")
    expect(tour).to_have_attribute("data-picture", "live")
    stage.shot(shopper, "widget-tour-desktop")
    light = stage.ada.get_by_test_id("viewer-light")
    expect(light).to_have_attribute("data-light", "green")
    stage.ada.get_by_test_id("end-tour").click()
    expect(tour).to_have_count(0)


def test_phone_and_console_change_over_without_the_customer_noticing(
    stage: TourStage, staff: Browser, customers: Browser
) -> None:
    tour = stage.page(customers, stage.tour_with_camera())
    asked: list[str] = []
    tour.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    tour.get_by_test_id("show-me").click()
    picture_is(tour, "live")
    camera = stage.console()["contact"]["tour"]["camera_link"]
    handy = stage.page(staff, camera, permissions=["camera"])
    stage.shot(handy, "camera-before-phone")
    accessible(handy, "camera before")
    handy.get_by_test_id("camera-begin").click()
    expect(handy.locator("#camera")).to_have_attribute("data-state", "live")
    expect(stage.ada.get_by_test_id("camera-words")).to_contain_text("Another camera films")
    expect(handy.get_by_test_id("camera-viewers")).to_contain_text("The customer sees you")
    accessible(handy, "camera filming")
    large_enough(handy)
    stage.shot(handy, "camera-filming-phone")
    films_from_the_phone(stage, handy)
    assert picture(tour)["frames"] >= 5
    stage.ada.get_by_test_id("switch-console").click()
    expect(handy.locator("#camera")).to_have_attribute("data-state", "standby")
    expect(stage.ada.get_by_test_id("camera-words")).to_contain_text("on its way")
    stage.shot(handy, "camera-standby-phone")
    assert picture(tour)["frames"] >= 5
    assert sum("POST" in one and "/whep/" in one for one in asked) == 1, "connected once"


def films_from_the_phone(stage: TourStage, handy: Page) -> None:
    expect(stage.ada.get_by_test_id("console-cameras")).to_contain_text("Phone is on the air")
    stage.ada.get_by_test_id("other-cameras").click()
    stage.ada.get_by_test_id("encoder").click()
    expect(stage.ada.get_by_test_id("encoder-url")).to_have_value(re.compile("/whip/"))
    stage.shot(stage.ada, "console-cameras-desktop")
    handy.set_viewport_size(LANDSCAPE)  # type: ignore[arg-type]
    handy.emulate_media(color_scheme="dark")
    stage.shot(handy, "camera-filming-landscape-dark")
    handy.evaluate("document.querySelector('video').srcObject.getTracks()[0].stop()")
    handy.evaluate(
        "document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))"
    )
    expect(handy.locator("#camera")).to_have_attribute("data-state", "live")
