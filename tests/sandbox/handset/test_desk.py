"""Handsets at the desk: who may do what, and what the list of calls remembers."""

import pytest

from sandbox.calls.ports import Ring
from sandbox.handset.desk import Json
from tests.sandbox.signalling.stage import DIAZ, GOOD_SDP, STORE, Stage


class Screen:
    def __init__(self) -> None:
        self.shown: list[Json] = []

    def show(self, message: Json) -> None:
        self.shown.append(message)

    def phone(self) -> Json:
        return next(one for one in reversed(self.shown) if one["type"] == "phone")


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def screen(stage: Stage) -> Screen:
    made = Screen()
    assert stage.desk.open(DIAZ, made)
    return made


def test_a_call_is_answered_and_remembered_with_its_time(stage: Stage, screen: Screen) -> None:
    stage.desk.ring(Ring("CA1", STORE, DIAZ))
    assert screen.phone()["state"] == "ringing"
    stage.desk.phones[DIAZ].calls[-1].answered = stage.time.now()
    stage.time.advance(65)
    stage.desk.ended("CA1", "completed")
    [past] = screen.phone()["calls"]
    assert (past["other"], past["incoming"], past["talked_s"]) == (STORE, True, 65)
    assert screen.phone()["state"] == "idle"


def test_a_ringing_handset_is_busy_for_others(stage: Stage) -> None:
    assert stage.desk.ring(Ring("CA1", STORE, DIAZ)) == "ringing"
    assert stage.desk.ring(Ring("CA2", STORE, DIAZ)) == "busy"
    assert stage.desk.ring(Ring("CA3", STORE, "+390000000000")) == "unreachable"


def test_who_dials_hears_the_shop_and_is_remembered(stage: Stage, screen: Screen) -> None:
    stage.says("/voice", "<Say>Hello</Say><Pause length='5'/>")
    stage.desk.dial(DIAZ, STORE, GOOD_SDP, screen)
    stage.time.advance(2)
    assert screen.phone()["state"] == "talking"
    assert {"type": "media", "sdp": "the carrier's answer"} in screen.shown
    stage.desk.hang_up(DIAZ)
    [past] = screen.phone()["calls"]
    assert (past["incoming"], past["outcome"]) == (False, "completed")


def test_a_description_that_is_none_is_said_and_the_call_goes_on(
    stage: Stage, screen: Screen
) -> None:
    stage.says("/voice", "<Pause length='9'/>")
    stage.desk.dial(DIAZ, STORE, "nonsense", screen)
    assert any(one["type"] == "problem" for one in screen.shown)


def test_the_last_page_to_close_hangs_up(stage: Stage, screen: Screen) -> None:
    stage.says("/voice", "<Say>Hello</Say><Pause length='60'/>")
    second = Screen()
    stage.desk.open(DIAZ, second)
    stage.desk.dial(DIAZ, STORE, GOOD_SDP, screen)
    stage.time.advance(2)
    stage.desk.close(DIAZ, screen)
    assert second.phone()["state"] == "talking"
    stage.desk.close(DIAZ, second)
    assert stage.desk.phones[DIAZ].state == "idle"


def test_an_unknown_number_has_no_page(stage: Stage) -> None:
    assert not stage.desk.open("+390000000000", Screen())
