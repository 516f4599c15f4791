"""A lost line: associate and picture stay, it is dialled again once, and once more by a tap."""

from playwright.sync_api import Browser, expect

from tests.browser.probes import picture
from tests.browser.tour.stage import TourStage, accessible, large_enough, picture_is, scene


def test_a_customer_out_of_reach_keeps_the_tour_and_is_called_again(
    stage: TourStage, customers: Browser
) -> None:
    tour = stage.page(customers, stage.tour_with_camera())
    tour.get_by_test_id("show-me").click()
    picture_is(tour, "live")
    stage.phone.get_by_test_id("lose").click()
    scene(tour, "interrupted")
    state = stage.ada.get_by_test_id("call-state")
    expect(state).to_have_attribute("data-state", "interrupted")
    stage.phone.get_by_test_id("decline").click()
    again = tour.get_by_test_id("call-again")
    expect(again).to_be_visible()
    expect(tour.get_by_test_id("tour-detail")).to_contain_text("Tap when your phone")
    accessible(tour, "call me again")
    large_enough(tour)
    stage.shot(tour, "tour-call-again-phone")
    again.focus()
    tour.keyboard.press("Enter")
    stage.phone.get_by_test_id("answer").click()
    expect(state).to_have_attribute("data-state", "connected")
    scene(tour, "live")
    expect(again).to_be_hidden()
    assert picture(tour)["frames"] >= 5
