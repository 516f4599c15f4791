"""Keep my place, drop and redial, with the carrier: as callers and web customers live it."""

from typing import Any

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from tests.journeys.stage import Stage
from tests.journeys.test_inbound import the_contact


def contact(stage: Stage, asked: Any) -> Contact:
    with stage.services.transaction() as tx:
        return contacts.find(tx, asked["contact"]["id"])


def place_link(stage: Stage) -> str:
    body = next(text.body for text in stage.diaz.texts if "/k/" in text.body)
    return body[body.index("http") :].split()[0].removeprefix("http://localhost:8000")


def kept_by_phone(stage: Stage) -> None:
    stage.dials("1", "1", "4")
    stage.advance(12)
    stage.diaz.press("*")
    stage.advance(3)
    stage.diaz.press("1")
    stage.advance(10)


def kept_on_page(stage: Stage) -> Any:
    asked = stage.asks()
    headers = {"Authorization": f"Bearer {asked['key']}"}
    stage.web.post(f"/widget/calls/{asked['contact']['id']}/keep-place", headers=headers)
    stage.advance(3)
    return asked


def called_back(stage: Stage, digit: str) -> None:
    stage.available("ada")
    stage.advance(2)
    stage.accepts("ada")
    stage.advance(6)
    assert "1" in stage.diaz.heard[-1]
    stage.diaz.press(digit)
    stage.advance(4)


def test_a_caller_trades_the_wait_and_keeps_the_place(stage: Stage) -> None:
    kept_by_phone(stage)
    found = the_contact(stage)
    assert stage.diaz.state == "idle"
    assert (found.state, found.keeps_place) == ("queued", True)
    called_back(stage, "1")
    assert the_contact(stage).state == "connected"


def test_pressing_star_and_two_goes_on_waiting(stage: Stage) -> None:
    stage.dials("1", "1", "4")
    stage.advance(12)
    stage.diaz.press("*")
    stage.advance(3)
    stage.diaz.press("2")
    stage.advance(3)
    assert stage.diaz.state == "talking"
    assert not the_contact(stage).keeps_place


def test_the_link_shows_the_place_and_cancels(stage: Stage) -> None:
    kept_on_page(stage)
    link = place_link(stage)
    page = stage.web.get(link)
    assert page.status_code == 200
    assert "Sei al numero 1" in page.get_data(as_text=True)
    assert the_contact(stage).state == "queued"
    stage.web.post(f"{link}/cancel")
    assert the_contact(stage).state == "cancelled"


def test_a_wrong_link_leads_nowhere(stage: Stage) -> None:
    assert stage.web.get("/k/nothing-of-the-kind").status_code == 404


def test_ten_minutes_later_is_called_ten_minutes_later(stage: Stage) -> None:
    asked = kept_on_page(stage)
    queued_at = contact(stage, asked).queued_at
    called_back(stage, "2")
    assert contact(stage, asked).state == "snoozed"
    stage.carrier.advance(598)
    stage.advance(3)
    found = contact(stage, asked)
    assert (found.state, found.queued_at) == ("queued", queued_at)


def test_not_any_more_is_cancelled(stage: Stage) -> None:
    asked = kept_on_page(stage)
    called_back(stage, "3")
    assert contact(stage, asked).state == "cancelled"
    assert stage.console("ada")["presence"]["state"] == "available"


def test_a_machine_that_presses_nothing_meets_nobody(stage: Stage) -> None:
    asked = kept_on_page(stage)
    stage.available("ada")
    stage.advance(2)
    stage.accepts("ada")
    stage.advance(70)
    assert contact(stage, asked).outcome == "nobody_answered"


def test_a_second_request_of_the_same_number_makes_none_while_a_place_is_kept(
    stage: Stage,
) -> None:
    kept_on_page(stage)
    again = stage.asks()
    assert again["contact"]["state"] == "queued", "it looks like any other"
    with stage.services.transaction() as tx:
        assert tx.session.query(Contact).count() == 1
