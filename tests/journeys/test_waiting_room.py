"""The waiting room and the ways into it, as the issue asks for them, word by word."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.appointments import booking
from callcenter.appointments.booking import Choice
from callcenter.appointments.models import Appointment
from callcenter.contacts.models import Contact, Leg
from callcenter.contacts.service import Wish
from ivr import service as ivr
from tests.cast import asker
from tests.journeys.stage import TURIN, Stage
from tests.journeys.test_inbound import the_contact

JEWELLERY = ("1", "1", "4")


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Iterator[Stage]:
    stage = Stage(sessions)
    yield stage
    assert stage.carrier.facts("alert") == [], "every document obeys the grammar"


def together(stage: Stage) -> bool:
    """Whether customer and associate are in one conference."""
    rooms = [*stage.carrier.lines.rooms.values()]
    return len(rooms) == 2 and len(set(rooms)) == 1


def said(stage: Stage, word: str) -> int:
    return sum(word in sentence for sentence in stage.diaz.heard)


def test_place_and_estimate_are_announced_only_when_they_change(stage: Stage) -> None:
    stage.dials(*JEWELLERY)
    stage.advance(90)
    assert said(stage, "♪") >= 3
    assert said(stage, "numero 1") == 1
    assert said(stage, "asterisco") >= 1
    with stage.services.transaction() as tx:
        contact = tx.session.query(Contact).one()
        contact.position = 2
        line = tx.session.query(Leg).one()
    turns = [ivr.wait_turn(stage.services, contact.public_id, line.sid or "") for _ in range(2)]
    assert ["numero 2" in turn for turn in turns] == [True, False]


def test_the_estimate_is_rounded_up(stage: Stage) -> None:
    stage.available("ada")
    stage.available("greta")
    stage.dials(*JEWELLERY)
    with stage.services.transaction() as tx:
        contact = tx.session.query(Contact).one()
        contact.position, contact.wait_low_s, contact.wait_high_s = 1, 30, 61
        line = tx.session.query(Leg).one()
    document = ivr.wait_turn(stage.services, contact.public_id, line.sid or "")
    assert "da 1 a 2 minuti" in document


def test_who_accepts_during_an_announcement_is_heard_at_once(stage: Stage) -> None:
    stage.available("ada")
    stage.dials("1", "1")
    stage.diaz.press("4")
    stage.advance(1)
    assert not stage.carrier.lines.rooms, "the caller still hears that we are looking"
    stage.accepts("ada")
    stage.advance(1)
    assert together(stage)


def test_who_accepts_while_the_caller_chooses_is_heard_at_once(stage: Stage) -> None:
    stage.available("ada")
    stage.dials(*JEWELLERY)
    stage.advance(4)
    stage.diaz.press("*")
    stage.advance(1)
    assert not stage.carrier.lines.rooms
    stage.accepts("ada")
    stage.advance(1)
    assert together(stage)
    assert the_contact(stage).state == "connected"


def test_a_word_interrupts_the_question_and_chooses(stage: Stage) -> None:
    stage.dials("1", "1")
    stage.diaz.say("vorrei vedere dei gioielli")
    stage.advance(4)
    assert (the_contact(stage).state, the_contact(stage).category.slug) == ("queued", "jewellery")


def test_a_word_that_fits_nothing_is_asked_again(stage: Stage) -> None:
    stage.dials("1", "1")
    stage.diaz.say("buongiorno")
    stage.advance(6)
    assert the_contact(stage).state == "in_menu"
    assert said(stage, "non ho capito") == 1


def test_zero_asks_for_a_person_and_anybody_of_the_language_can_help(stage: Stage) -> None:
    stage.available("dario")
    stage.dials("1", "1", "0")
    stage.advance(3)
    contact = the_contact(stage)
    assert (contact.state, contact.category_id) == ("queued", None)
    stage.accepts("dario")
    stage.advance(2)
    assert together(stage)


def test_star_goes_back_a_step(stage: Stage) -> None:
    stage.dials("1", "1", "*", "2", "4")
    assert the_contact(stage).store.slug == "berlin"


def test_the_language_of_the_last_time_is_spoken_at_once(stage: Stage) -> None:
    stage.dials("2", "1", "4")
    stage.diaz.hang_up()
    stage.advance(3)
    before = len(stage.diaz.heard)
    stage.diaz.dial(TURIN)
    stage.advance(2)
    assert "Welcome" in stage.diaz.heard[before]
    assert "store" in stage.diaz.heard[before], "the language is not asked again"
    stage.diaz.press("*")
    stage.advance(2)
    again = stage.diaz.heard[before + 1 :]
    assert any("italiano" in one for one in again), "and star leads back to the question"


def connected(stage: Stage) -> None:
    stage.available("ada")
    stage.dials(*JEWELLERY)
    stage.advance(6)
    stage.accepts("ada")
    stage.advance(3)


def drops(stage: Stage) -> None:
    """Lose the customer's line, as the carrier may report it."""
    stage.diaz.lose()
    stage.advance(1)


def test_who_dials_again_after_a_drop_is_back_with_their_associate(stage: Stage) -> None:
    connected(stage)
    drops(stage)
    assert the_contact(stage).state == "interrupted"
    stage.diaz.dial(TURIN)
    stage.advance(5)
    assert said(stage, "Ada") >= 1
    assert together(stage)
    assert the_contact(stage).state == "connected", "no second contact, no menu"
    with stage.services.transaction() as tx:
        ours = tx.session.query(Leg).filter_by(role="customer").order_by(Leg.id).all()
    assert [leg.end_reason for leg in ours] == ["lost", "replaced", ""]


def test_who_is_promised_a_call_and_dials_goes_straight_to_the_keeper(stage: Stage) -> None:
    stage.available("ada")
    wish = Wish("turin", "jewellery", "it", None)
    at = booking.free(stage.services, wish, "Europe/Rome")[0]
    booking.book(stage.services, wish, asker(), Choice(at, "Europe/Rome", "", ""))
    with stage.services.transaction() as tx:
        promise = tx.session.query(Appointment).one()
        promise.associate_id = stage.person_in(tx, "ada")
        promise.starts_at = promise.due_at = tx.now + timedelta(minutes=10)
    stage.diaz.dial(TURIN)
    stage.advance(3)
    contact = the_contact(stage)
    assert (contact.state, contact.category.slug) == ("queued", "jewellery")
    assert contact.preferred_id == stage.person("ada")
    stage.advance(2)
    stage.accepts("ada")
    stage.advance(3)
    with stage.services.transaction() as tx:
        assert tx.session.query(Appointment).one().state == "kept"


def test_who_hangs_up_before_the_promised_time_is_still_called(stage: Stage) -> None:
    wish = Wish("turin", "jewellery", "it", None)
    at = booking.free(stage.services, wish, "Europe/Rome")[0]
    booking.book(stage.services, wish, asker(), Choice(at, "Europe/Rome", "", ""))
    with stage.services.transaction() as tx:
        promise = tx.session.query(Appointment).one()
        promise.starts_at = promise.due_at = tx.now + timedelta(minutes=10)
    stage.diaz.dial(TURIN)
    stage.advance(3)
    stage.diaz.hang_up()
    stage.advance(3)
    with stage.services.transaction() as tx:
        assert tx.session.query(Appointment).one().state == "booked"


def test_the_same_number_on_a_second_line_reaches_nothing(stage: Stage) -> None:
    connected(stage)
    stage.carrier.exchange.dial(stage.diaz.address, TURIN)
    stage.advance(3)
    with stage.services.transaction() as tx:
        assert tx.session.query(Contact).count() == 1
    assert the_contact(stage).state == "connected"
