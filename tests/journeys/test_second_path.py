"""The second path: an associate without a browser is rung on a telephone."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts.models import Leg
from callcenter.errors import Invalid, NotAllowed, NotFound
from callcenter.staff.models import Associate
from routing.offers.models import Offer
from routing.phones import service as phones
from routing.presence import service as presence
from tests.cast import World
from tests.journeys.stage import BO, Stage
from tests.journeys.test_inbound import the_contact


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Iterator[Stage]:
    """Ada has a landline and no browser; no store closes."""
    stage = Stage(sessions)
    phones.set_path(stage.services, stage.person("carla"), "ada", "011 765 4321")
    stage.advance(1)
    yield stage
    assert stage.carrier.facts("alert") == [], "every document obeys the grammar"


def state_of(stage: Stage, slug: str) -> tuple[str, str]:
    with stage.services.transaction() as tx:
        row = presence.of(tx, stage.person_in(tx, slug))
        return row.state, row.reason


def rings(stage: Stage) -> None:
    """Let a customer wait in Turin for jewellery, and Ada's telephone be picked up."""
    stage.dials("1", "1", "4")
    stage.advance(6)


def test_a_shift_alone_makes_available(stage: Stage) -> None:
    assert state_of(stage, "ada") == ("available", "by_phone")
    assert state_of(stage, "chiara")[0] == "offline"


def test_they_hear_who_waits_and_accept_with_one(stage: Stage) -> None:
    rings(stage)
    assert "gioielli" in stage.bo.heard[0]
    assert "Aurora Torino" in stage.bo.heard[0]
    assert "italiano" in stage.bo.heard[0]
    assert the_contact(stage).state == "queued", "nobody has accepted"
    stage.bo.press("1")
    stage.advance(3)
    assert the_contact(stage).state == "connected"
    assert len(set(stage.carrier.lines.rooms.values())) == 1
    stage.bo.hang_up()
    stage.advance(3)
    assert the_contact(stage).outcome == "associate_hung_up"
    assert stage.diaz.state == "idle", "nobody is left behind"


def test_a_customer_of_the_website_is_rung_only_after_that(stage: Stage) -> None:
    asked = stage.asks()
    stage.advance(5)
    assert stage.diaz.state == "idle"
    stage.bo.press("1")
    stage.advance(14)
    assert stage.customer(asked["contact"]["id"])["state"] == "connected"


def test_two_declines_and_hears_a_goodbye(stage: Stage) -> None:
    rings(stage)
    stage.bo.press("2")
    stage.advance(8)
    assert "collega" in stage.bo.heard[-1]
    assert stage.bo.state == "idle"
    assert the_contact(stage).state == "queued"
    assert state_of(stage, "ada")[0] == "available"


def test_a_voicemail_that_picks_up_takes_nobody(stage: Stage) -> None:
    rings(stage)
    stage.advance(60)
    assert the_contact(stage).state == "queued"
    assert stage.bo.state == "idle"
    assert state_of(stage, "ada")[0] == "unreachable"
    with stage.services.transaction() as tx:
        assert {offer.state for offer in tx.session.query(Offer)} == {"expired"}


@pytest.mark.parametrize("habit", ["busy", "decline", "ignore"])
def test_a_telephone_nobody_picks_up_is_not_waited_for(stage: Stage, habit: str) -> None:
    stage.bo.habit = habit
    stage.dials("1", "1", "4")
    stage.advance(30)
    assert state_of(stage, "ada")[0] == "unreachable"
    with stage.services.transaction() as tx:
        assert {leg.state for leg in tx.session.query(Leg).filter_by(role="ring")} == {"ended"}


def test_they_are_asked_again_after_five_minutes(stage: Stage) -> None:
    stage.bo.habit = "busy"
    stage.dials("1", "1", "4")
    stage.advance(10)
    stage.diaz.hang_up()
    stage.advance(300)
    assert state_of(stage, "ada") == ("available", "by_phone")


def test_a_caller_who_hangs_up_stops_the_telephone(stage: Stage) -> None:
    rings(stage)
    stage.diaz.hang_up()
    stage.advance(4)
    assert stage.bo.state == "idle"
    assert state_of(stage, "ada")[0] == "available"


def test_a_page_goes_before_the_telephone(stage: Stage) -> None:
    stage.available("ada")
    stage.dials("1", "1", "4")
    stage.advance(4)
    assert stage.bo.heard == []
    stage.accepts("ada")
    stage.advance(3)
    assert the_contact(stage).state == "connected"


def test_who_closes_the_page_is_rung_on_the_telephone(stage: Stage) -> None:
    stage.available("ada")
    stage.beating.clear()
    stage.advance(20)
    rings(stage)
    assert stage.bo.state == "talking"


def test_who_chose_to_be_offline_is_left_alone(stage: Stage) -> None:
    stage.available("ada")
    stage.beating.clear()
    presence.choose(stage.services, stage.person("ada"), "offline", "")
    stage.advance(10)
    assert state_of(stage, "ada")[0] == "offline"


def test_time_off_ends_it(stage: Stage) -> None:
    with stage.services.transaction() as tx:
        person = tx.session.get_one(Associate, stage.person_in(tx, "ada"))
        person.store.hours = "Sa 10:00-12:00"
    stage.advance(6)
    assert state_of(stage, "ada") == ("offline", "off_shift")


def test_the_number_policy_holds_and_others_may_not_set_it(stage: Stage) -> None:
    carla = stage.person("carla")
    for typed in ("+1 876 555 0100", "112", "sip:nobody", "+39 011 123 4567"):
        with pytest.raises(Invalid):
            phones.set_path(stage.services, carla, "ada", typed)
    with pytest.raises(NotAllowed):
        phones.set_path(stage.services, stage.person("ada"), "ada", BO)
    with pytest.raises(NotFound):
        phones.set_path(stage.services, carla, "ben", BO)


def test_a_removed_telephone_rings_no_more(stage: Stage) -> None:
    phones.set_path(stage.services, stage.person("carla"), "ada", "")
    stage.dials("1", "1", "4")
    stage.advance(6)
    assert stage.bo.heard == []
    assert state_of(stage, "ada")[0] == "offline"


def test_the_page_shows_masked_numbers_to_supervisors(stage: Stage) -> None:
    with stage.web.session_transaction() as session:
        session["associate_id"] = stage.person("carla")
    page = stage.web.get("/roster/phones").get_data(as_text=True)
    assert "321" in page
    assert "7654321" not in page


def test_a_sip_address_is_ordered_as_it_stands(world: World) -> None:
    """The loopback carrier speaks no SIP, so a fake one notes the order.

    Twilio, "Call resource": To is "a phone number, SIP address, or client identifier".
    """
    phones.set_path(world.services, world.person("carla"), "ada", "sip:ada@phones.example.com")
    world.pass_(6)
    world.asks()
    world.pass_(1)
    assert [order.to for order in world.carrier.calls] == ["sip:ada@phones.example.com"]
