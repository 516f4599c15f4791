"""A tour in every state, as the customer, friends and the associate see it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Stack
from tests.browser.probes import picture
from tests.browser.tour_stage import (
    DESKTOP,
    LANDSCAPE,
    Database,
    TourStage,
    accessible,
    large_enough,
    picture_is,
    scene,
)


@pytest.fixture
def database(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Database:
    return Database(tmp_path_factory.getbasetemp())


@pytest.fixture
def stage(
    stack: Stack, ada: Page, phone: Page, shopper: Page, database: Database
) -> Iterator[TourStage]:
    database.forget_budgets()
    made = TourStage(stack, ada, phone, shopper)
    made.connected()
    yield made
    made.ends()


def test_a_visit_from_the_tap_to_the_day_after(
    stage: TourStage, customers: Browser, database: Database
) -> None:
    link = stage.tour_without_camera()
    tour = stage.page(customers, link)
    waits_and_sees(stage, tour)
    looks_closer(stage, tour)
    is_shown_things(stage, tour)
    is_recorded_only_while_agreed(stage, tour, database)
    watches_with_a_friend(stage, tour, customers)
    keeps_its_place_while_the_call_is_down(stage, tour, database)
    looks_back(stage, tour)
    assert tour.context.cookies() == []


def waits_and_sees(stage: TourStage, tour: Page) -> None:
    stage.shot(tour, "tour-invited-phone")
    accessible(tour, "tour before the tap")
    large_enough(tour)
    tour.get_by_test_id("show-me").click()
    scene(tour, "waiting")
    stage.shot(tour, "tour-waiting-phone")
    light = stage.ada.get_by_test_id("viewer-light")
    expect(light).to_have_attribute("data-light", "amber")
    stage.ada.get_by_test_id("camera-toggle").click()
    scene(tour, "live")
    picture_is(tour, "live")
    seen = picture(tour)
    assert seen["frames"] >= 5
    assert seen["changed"] > 50
    assert seen["audio"] == 0
    assert tour.locator("video").evaluate("video => video.muted && video.playsInline")
    expect(light).to_have_attribute("data-light", "green")
    expect(stage.ada.get_by_test_id("viewer-numbers")).to_contain_text("first frame")
    stage.shot(tour, "tour-live-phone")


def looks_closer(stage: TourStage, tour: Page) -> None:
    accessible(tour, "tour live")
    large_enough(tour)
    tour.get_by_test_id("zoom-in").click()
    tour.keyboard.press("+")
    expect(tour.locator(".frame")).to_have_attribute("data-zoom", "2")
    stage.shot(tour, "tour-zoomed-phone")
    tour.keyboard.press("-")
    tour.get_by_test_id("zoom-out").click()
    expect(tour.locator(".frame")).to_have_attribute("data-zoom", "1")
    for size, name in ((LANDSCAPE, "landscape"), (DESKTOP, "desktop")):
        tour.set_viewport_size(size)  # type: ignore[arg-type]
        tour.emulate_media(color_scheme="dark")
        stage.shot(tour, f"tour-live-{name}-dark")
    tour.emulate_media(color_scheme="light", reduced_motion="reduce")
    tour.set_viewport_size({"width": 390, "height": 844})


def is_shown_things(stage: TourStage, tour: Page) -> None:
    ada = stage.ada
    ada.get_by_test_id("camera-cover").click()
    scene(tour, "covered")
    stage.shot(tour, "tour-covered-phone")
    ada.get_by_test_id("camera-cover").click()
    scene(tour, "live")
    ada.get_by_test_id("camera-freeze").click()
    scene(tour, "frozen")
    draws(ada)
    stage.shot(ada, "console-frozen-desktop")
    ada.get_by_test_id("camera-photo").click()
    photo = tour.get_by_test_id("tour-photo").first
    expect(photo).to_be_visible()
    stage.shot(tour, "tour-frozen-phone")
    ada.get_by_test_id("camera-freeze").click()
    ada.get_by_test_id("camera-photo").click()
    expect(tour.get_by_test_id("tour-photo")).to_have_count(2)
    photo.click()
    stage.shot(tour, "tour-photo-phone")
    accessible(tour, "photo")
    tour.keyboard.press("Escape")
    ada.get_by_test_id("camera-toggle").click()
    scene(tour, "paused")
    expect(tour.get_by_test_id("tour-headline")).to_have_text("Ada's camera is paused")
    stage.shot(tour, "tour-paused-phone")
    ada.get_by_test_id("camera-toggle").click()
    scene(tour, "live")


def draws(ada: Page) -> None:
    easel = ada.get_by_test_id("camera-easel")
    easel.scroll_into_view_if_needed()
    box = easel.bounding_box()
    assert box is not None
    ada.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    ada.mouse.down()
    ada.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.6, steps=6)
    ada.mouse.up()


def is_recorded_only_while_agreed(stage: TourStage, tour: Page, database: Database) -> None:
    database.tour_is_recorded(stage.console()["contact"]["tour"]["id"])
    stage.ada.get_by_test_id("camera-cover").click()
    expect(tour.get_by_test_id("recording")).to_be_visible()
    accessible(tour, "tour recorded")
    stage.shot(tour, "tour-recorded-phone")
    tour.get_by_test_id("stop-recording").click()
    expect(tour.get_by_test_id("recording")).to_be_hidden()
    expect(stage.ada.get_by_test_id("recording-on")).to_be_visible()
    stage.ada.get_by_test_id("camera-cover").click()


def watches_with_a_friend(stage: TourStage, tour: Page, customers: Browser) -> None:
    tour.get_by_test_id("invite").click()
    expect(tour.get_by_test_id("friends-words")).not_to_be_empty()
    friend = stage.page(customers, tour.get_by_test_id("friends-link").input_value())
    accessible(friend, "friend's page")
    stage.shot(friend, "tour-friend-phone")
    friend.get_by_test_id("friend-name").fill("Eva")
    friend.get_by_test_id("show-me").click()
    picture_is(friend, "live")
    friend.reload()
    picture_is(friend, "live")
    expect(tour.get_by_test_id("friends")).to_contain_text("Eva watches too")
    stage.shot(tour, "tour-with-friend-phone")
    sends_a_friend_away(stage, friend)


def keeps_its_place_while_the_call_is_down(
    stage: TourStage, tour: Page, database: Database
) -> None:
    ada = stage.ada
    contact = stage.console()["contact"]["card"]["id"]
    database.contact_is(contact, "interrupted")
    ada.get_by_test_id("camera-cover").click()
    scene(tour, "interrupted")
    expect(tour.get_by_test_id("tour-detail")).to_contain_text("789")
    accessible(tour, "call down")
    stage.shot(tour, "tour-interrupted-phone")
    database.contact_is(contact, "connected")
    ada.reload()
    ada.get_by_test_id("camera-toggle").click()
    scene(tour, "live")
    picture_is(tour, "live")


def sends_a_friend_away(stage: TourStage, friend: Page) -> None:
    expect(stage.ada.get_by_test_id("console-friends")).to_contain_text("Eva")
    stage.shot(stage.ada, "console-friends-desktop")
    stage.ada.get_by_test_id("remove-viewer").click()
    scene(friend, "removed")
    picture_is(friend, "none")
    stage.shot(friend, "tour-removed-phone")


def looks_back(stage: TourStage, tour: Page) -> None:
    stage.ada.get_by_test_id("end-tour").click()
    scene(tour, "ended")
    stage.shot(tour, "tour-ended-phone")
    accessible(tour, "tour over")
    tour.get_by_test_id("see-after").click()
    expect(tour.get_by_test_id("after-photos").locator("img")).to_have_count(2)
    expect(tour.get_by_test_id("after-product")).to_have_text("Aurora ring")
    accessible(tour, "page afterwards")
    stage.shot(tour, "tour-after-phone")
    tour.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    tour.emulate_media(color_scheme="dark")
    stage.shot(tour, "tour-after-desktop-dark")


def test_the_picture_climbs_down_to_stills_and_up_again(
    stage: TourStage, customers: Browser
) -> None:
    tour = stage.page(customers, stage.tour_with_camera())
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
    comes_back_by_itself(stage, tour)


def comes_back_by_itself(stage: TourStage, tour: Page) -> None:
    """Take the network away and give it back; reload, as a phone does after sleep."""
    tour.context.set_offline(True)
    scene(tour, "reconnecting")
    stage.shot(tour, "tour-reconnecting-phone")
    tour.context.set_offline(False)
    scene(tour, "live", timeout=40_000)
    tour.reload()
    picture_is(tour, "live")


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
    tour.on("request", lambda request: asked.append(request.url))
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
    assert sum("/whep/" in url for url in asked) == 1, "the customer's page connected once"


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
