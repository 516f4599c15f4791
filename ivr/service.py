"""Use-cases of the telephone once it is known what for: let wait, hold, connect the lines."""

from callcenter.contacts import calls, colleagues, lines
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import SERVED, TALKS
from callcenter.contacts.models import (
    Contact,
    Leg,
    leg_by_attempt,
    leg_by_sid,
    live_legs,
    live_of_associate,
)
from callcenter.services import Services, Transaction
from callcenter.staff import models as staff
from ivr import hearing, news, places, prompts, rooms, strangers, twiml

_GUESTS_IN = (*TALKS, "handed_out")
"""States in which a guest who answers comes into the conference."""


def customer_answered(services: Services, attempt: str, call_sid: str) -> str:
    """Lead the customer who picked up into the conference. A stale attempt hangs up."""
    with services.transaction() as tx:
        leg = leg_by_attempt(tx.session, attempt)
        if leg is None or leg.unwanted:
            return twiml.hang_up()
        lines.heard(tx, leg, calls.LegReport("answer", "", call_sid))
        current = leg.sid == call_sid and leg.state == "in_call" and leg.contact.state in SERVED
        if leg.role == "guest" and leg.sid == call_sid and leg.contact.state in _GUESTS_IN:
            return _guest(tx, leg)
        return _led_in(tx, leg) if current else twiml.hang_up()


def associate_connected(services: Services, identity: str, call_sid: str) -> str:
    """Lead a softphone that connects outward into the conference of the contact assigned to it.

    What the browser asks to dial is ignored: there is no free dialling.
    """
    with services.transaction() as tx:
        associate = staff.by_slug(tx.session, identity)
        contact = live_of_associate(tx.session, associate.id) if associate else None
        leg = _expected(tx, contact, call_sid) if contact else None
        if associate and leg is None:
            return _overseer(tx, associate.id, call_sid)
        if contact is None or leg is None:
            return twiml.hang_up()
        lines.heard(tx, leg, calls.LegReport("answer", "", call_sid))
        return twiml.enter(rooms.of(tx, contact), contact.language, [], starts=True)


def _led_in(tx: Transaction, leg: Leg) -> str:
    """Lead in the customer we rang; a kept place asks first, a stranger hears who calls."""
    if leg.contact.keeps_place and leg.contact.state == "connecting":
        return places.greet(tx, leg)
    if strangers.is_one(tx, leg):
        return strangers.introduce(tx, leg)
    return rooms.lead_in(tx, leg.contact)


def _guest(tx: Transaction, leg: Leg) -> str:
    contact, store = leg.contact, leg.contact.store
    words = prompts.say(contact.language, "invited", store=store.name if store else "")
    room = rooms.of(tx, contact)
    if not strangers.is_one(tx, leg):
        return twiml.take_part(room, twiml.Part(), contact.language, [words])
    sentences = [words, prompts.say(contact.language, "refuse")]
    return twiml.take_part(
        room, twiml.Part(), contact.language, sentences, strangers.key_of(tx, leg)
    )


def _overseer(tx: Transaction, person_id: int, call_sid: str) -> str:
    """Lead a supervisor or a colleague who was asked beside the talk; anybody else hangs up."""
    leg = colleagues.line_of(tx.session, person_id)
    if leg is None or leg.sid not in {None, call_sid}:
        return twiml.hang_up()
    lines.heard(tx, leg, calls.LegReport("answer", "", call_sid))
    legs = live_legs(tx.session, leg.contact_id)
    coached = next((one.sid for one in legs if one.role == "associate"), None)
    part = twiml.Part(leg.muted, (coached or "") if leg.coaching else "")
    return twiml.take_part(rooms.of(tx, leg.contact), part, leg.contact.language, [])


def wait_turn(services: Services, public_id: str, call_sid: str) -> str:
    """Return what a waiting caller hears next: what changed since last time, then music."""
    with services.reading() as tx:
        contact = contacts.find(tx, public_id)
        music = f"{tx.settings.public_url}/voice/music.wav"
        line = leg_by_sid(tx.session, call_sid)
        if line is None or line.role != "customer":
            return twiml.wait(contact.language, [], music)
        current = news.of(contact)
        unheard = hearing.fresh(current, line.told)
    if hearing.remembered(current) != line.told:
        with services.transaction() as tx:
            tx.session.get_one(Leg, line.id).told = hearing.remembered(current)
    return twiml.wait(contact.language, unheard, music)


def _expected(tx: Transaction, contact: Contact, call_sid: str) -> Leg | None:
    """Find the associate's line of this contact, unless another of their lines took its place."""
    lines = (leg for leg in live_legs(tx.session, contact.id) if leg.role == "associate")
    return next((leg for leg in lines if call_sid == leg.sid or leg.state == "expected"), None)
