"""A visit in all its states, from the tap to the day after, with screenshots."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.probes import picture
from tests.browser.tour.stage import (
    DESKTOP,
    LANDSCAPE,
    Database,
    TourStage,
    accessible,
    large_enough,
    picture_is,
    scene,
)


def test_a_visit_from_the_tap_to_the_day_after(
    stage: TourStage, customers: Browser, database: Database
) -> None:
    link = stage.tour_without_camera()
    tour = stage.page(customers, link)
    waits_and_sees(stage, tour)
    is_asked_to_tap_where_the_phone_holds_the_picture(stage, tour)
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


def is_asked_to_tap_where_the_phone_holds_the_picture(stage: TourStage, tour: Page) -> None:
    tour.evaluate(
        """() => {
          const media = HTMLMediaElement.prototype;
          window.play = media.play;
          media.play = () => Promise.reject(new DOMException('saving energy', 'NotAllowedError'));
          document.querySelector('video').pause();
        }"""
    )
    expect(tour.get_by_test_id("tap-again")).to_be_visible()
    accessible(tour, "tap again")
    stage.shot(tour, "tour-tap-phone")
    tour.evaluate("() => { HTMLMediaElement.prototype.play = window.play; }")
    tour.get_by_test_id("tap-again").click()
    expect(tour.get_by_test_id("tap-again")).to_be_hidden()
    assert picture(tour)["frames"] >= 5


def looks_closer(stage: TourStage, tour: Page) -> None:
    accessible(tour, "tour live")
    large_enough(tour)
    tour.get_by_test_id("zoom-in").click()
    tour.keyboard.press("+")
    expect(tour.locator(".frame")).to_have_attribute("data-zoom", "2")
    moved = "document.querySelector('#tour video').style.transform"
    before = tour.evaluate(moved)
    tour.keyboard.press("ArrowRight")
    assert tour.evaluate(moved) != before
    tour.locator(".frame").click(position={"x": 60, "y": 200})
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
    ada.get_by_test_id("camera-cover").click()
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
