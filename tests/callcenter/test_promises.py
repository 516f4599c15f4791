"""Lines in doubt, lost reports, dropped lines, queued calls: what is promised stays promised."""

from datetime import timedelta

import pytest

from callcenter.carrier.port import Seen
from callcenter.carrier.vocabulary import end_reason
from callcenter.contacts import drops
from callcenter.contacts.models import Contact, legs
from callcenter.errors import CarrierError, Conflict
from callcenter.events import AssociateFreed
from ivr import service as ivr
from routing.presence import service as presence
from tests.callcenter.test_call_me_now import (
    CUSTOMER_CALL,
    SOFTPHONE,
    accept,
    leg,
    line_says,
    meet,
)
from tests.cast import DIAZ, World


def wait(world: World, seconds: int) -> None:
    """Let time pass, in steps that keep a console alive."""
    step = 1 if seconds < 10 else 5
    for _ in range(-(-seconds // step)):
        world.pass_(step, beats=("ada",))


def talking(world: World) -> Contact:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    meet(world, contact)
    return contact


def in_books(world: World, sid: str, status: str) -> None:
    world.carrier.books[sid] = Seen(sid, status, world.clock.now())


def test_a_call_in_doubt_is_adopted_from_the_carriers_books(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    world.carrier.failing = CarrierError("time-out")
    accept(world)
    world.carrier.failing = None
    in_books(world, CUSTOMER_CALL, "ringing")
    wait(world, 3)
    found = leg(world, contact, "customer")
    assert (found.state, found.sid) == ("ringing", CUSTOMER_CALL)
    assert len(world.carrier.calls) == 1


def test_a_text_in_doubt_is_adopted_and_never_sent_again(world: World) -> None:
    world.ready("ada")
    world.asks()
    world.carrier.failing = CarrierError("time-out")
    accept(world)
    world.carrier.failing = None
    body = world.carrier.texts[0].body
    world.carrier.books["SM1"] = Seen("SM1", "delivered", world.clock.now(), body)
    wait(world, 70)
    assert len([text for text in world.carrier.texts if text.body == body]) == 1


def test_without_any_report_the_books_are_enough(world: World) -> None:
    contact = talking(world)
    in_books(world, CUSTOMER_CALL, "completed")
    in_books(world, SOFTPHONE, "in-progress")
    wait(world, 20)
    assert world.contact(contact).outcome == "customer_hung_up"
    assert SOFTPHONE in world.carrier.hung_up


def test_a_meeting_nobody_reported_is_seen(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    ivr.associate_connected(world.services, "ada", SOFTPHONE)
    ivr.customer_answered(world.services, leg(world, contact, "customer").attempt, CUSTOMER_CALL)
    in_books(world, CUSTOMER_CALL, "in-progress")
    in_books(world, SOFTPHONE, "in-progress")
    world.carrier.met = frozenset({CUSTOMER_CALL, SOFTPHONE})
    wait(world, 8)
    assert world.contact(contact).state == "connected"


def test_a_line_that_we_gave_up_and_that_rings_after_all_is_hung_up(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    world.carrier.failing = CarrierError("time-out")
    accept(world)
    ivr.associate_connected(world.services, "ada", SOFTPHONE)
    wait(world, 42)
    line_says(world, contact, "ringing", "ring")
    wait(world, 3)
    assert CUSTOMER_CALL in world.carrier.hung_up


def test_a_call_that_waits_too_long_at_the_carrier_is_taken_back(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    sid = leg(world, contact, "customer").sid or ""
    in_books(world, sid, "queued")
    wait(world, 16)
    assert sid in world.carrier.hung_up
    found = world.contact(contact)
    assert (found.state, found.outcome) == ("deferred", "lines_busy")
    assert world.console("ada")["presence"]["state"] == "available"


def test_calls_leave_at_the_account_s_pace(world: World) -> None:
    world.ready("ada", "greta")
    world.asks(store="berlin", language="en")
    world.asks(phone="+393123456780", store="berlin", language="en")
    accept(world, "ada")
    accept(world, "greta")
    assert len(world.carrier.calls) == 1
    world.pass_(1, beats=("ada", "greta"))
    assert len(world.carrier.calls) == 2


def test_a_dropped_line_keeps_the_associate_and_is_rung_again_once(world: World) -> None:
    contact = talking(world)
    line_says(world, contact, "failed", "end", "failed")
    assert world.contact(contact).state == "interrupted"
    assert world.console("ada")["presence"]["state"] == "on_contact"
    wait(world, 2)
    assert [order.to for order in world.carrier.calls] == [DIAZ, DIAZ]
    wait(world, 91)
    found = world.contact(contact)
    assert (found.state, found.outcome) == ("done", "line_lost")
    assert world.console("ada")["presence"]["state"] == "wrapping_up"


def test_the_redial_leads_back_into_the_conversation(world: World) -> None:
    contact = talking(world)
    line_says(world, contact, "failed", "end", "failed")
    wait(world, 2)
    second = customer_legs(world, contact)[-1]
    sid = leg_sid(world, contact)
    ivr.customer_answered(world.services, second, sid)
    world.carrier.met = frozenset({sid, SOFTPHONE})
    in_books(world, sid, "in-progress")
    in_books(world, SOFTPHONE, "in-progress")
    wait(world, 8)
    assert world.contact(contact).state == "connected"


def test_call_me_again_rings_while_everything_is_reserved(world: World) -> None:
    contact = talking(world)
    line_says(world, contact, "failed", "end", "failed")
    wait(world, 2)
    in_books(world, leg_sid(world, contact), "busy")
    wait(world, 8)
    drops.call_again(world.services, contact.public_id)
    wait(world, 2)
    assert len(world.carrier.calls) == 3
    in_books(world, leg_sid(world, contact), "busy")
    wait(world, 90)
    with pytest.raises(Conflict):
        drops.call_again(world.services, contact.public_id)


@pytest.mark.parametrize(
    ("status", "sip", "reason"),
    [
        ("completed", "200", ""),
        ("completed", "", ""),
        ("completed", "487", ""),
        ("completed", "480", "lost"),
        ("completed", "503", "lost"),
        ("failed", "404", "failed"),
        ("no-answer", "487", "no_answer"),
    ],
)
def test_what_the_carriers_last_word_means(status: str, sip: str, reason: str) -> None:
    assert end_reason(status, sip) == reason


def test_a_fact_heard_twice_frees_nobody_who_serves_another(world: World) -> None:
    contact = talking(world)
    line_says(world, contact, "completed", "end")
    ada = world.person("ada")
    presence.dispose(world.services, ada, contact.public_id, "sold", "")
    world.asks(phone="+393123456780")
    world.clock.pass_(1)
    accept(world)
    fact_again(world, contact)
    assert world.console("ada")["presence"]["state"] == "on_contact"


def test_every_open_contact_comes_to_an_end(world: World) -> None:
    contact = talking(world)
    world.clock.moment += timedelta(hours=2)
    world.pass_(1, beats=("ada",))
    assert world.contact(contact).outcome == "too_long"


def fact_again(world: World, contact: Contact) -> None:
    presence.freed(world.services, AssociateFreed(world.person("ada"), contact.id, met=True))


def customer_legs(world: World, contact: Contact) -> list[str]:
    with world.services.transaction() as tx:
        return [x.attempt for x in legs(tx.session, contact.id) if x.role == "customer"]


def leg_sid(world: World, contact: Contact) -> str:
    with world.services.transaction() as tx:
        found = [x.sid for x in legs(tx.session, contact.id) if x.role == "customer"]
    return found[-1] or ""
