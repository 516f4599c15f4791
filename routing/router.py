"""The matching pass: one at a time, over everybody who waits and everybody who is free."""

from datetime import timedelta

from sqlalchemy import text

from callcenter.contacts.models import Contact, queued
from callcenter.events import ContactChanged
from callcenter.services import Services, Transaction
from routing import matching, promises
from routing.matching import Candidate, Requirement
from routing.offers import models as offer_rows
from routing.offers import service as offers
from routing.presence import models as presence_rows
from routing.presence.models import Presence

_LOCK = 0x5653
_AGAIN_AFTER = timedelta(seconds=60)
_TALK_S = 255.0
_PROMISE_CREDIT_S = 600.0


def run(services: Services) -> list[int]:
    """One pass; returns the associates who were offered somebody.

    Passes never overlap (`BEGIN IMMEDIATE` or an advisory lock): two that look at the same
    time would each miss what the other has not committed, and strand a pair.
    """
    with services.transaction() as tx:
        _alone(tx)
        waiting = [
            contact
            for contact in queued(tx.session)
            if offer_rows.pending_for(tx.session, contact.id) is None
        ]
        needs = [_requirement(contact, tx) for contact in waiting]
        free = [_candidate(row, tx) for row in presence_rows.available(tx.session)]
        refused = promises.forbidden(tx, waiting, offers.refused(tx, tx.now - _AGAIN_AFTER))
        made = [
            offer
            for pair in matching.match(needs, free, refused)
            if (offer := offers.make(tx, pair.contact_id, pair.associate_id))
        ]
        _tell_places(tx, queued(tx.session))
    return [offer.associate_id for offer in made]


def unannounced(services: Services) -> dict[int, int]:
    """Offers that were committed and not yet pushed: offer -> associate."""
    with services.transaction() as tx:
        return {offer.id: offer.associate_id for offer in offer_rows.unannounced(tx.session)}


def _alone(tx: Transaction) -> None:
    if tx.session.get_bind().dialect.name == "postgresql":
        tx.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _requirement(contact: Contact, tx: Transaction) -> Requirement:
    since = contact.queued_at or contact.created_at
    return Requirement(
        contact_id=contact.id,
        store_id=contact.store_id or 0,
        category_id=contact.category_id or 0,
        language=contact.language,
        waited_s=(tx.now - since).total_seconds(),
        credit_s=_PROMISE_CREDIT_S if contact.way == "scheduled" else 0.0,
    )


def _candidate(row: Presence, tx: Transaction) -> Candidate:
    who = row.associate
    return Candidate(
        associate_id=who.id,
        store_id=who.store_id,
        languages=frozenset(who.languages),
        levels={skill.category_id: skill.level for skill in who.skills},
        idle_s=(tx.now - row.since).total_seconds(),
    )


def _tell_places(tx: Transaction, waiting: list[Contact]) -> None:
    """Write each waiting contact's place and estimate where the waiting room reads them."""
    needs = {contact.id: _requirement(contact, tx) for contact in waiting}
    on_shift = [row for row in presence_rows.every(tx.session) if row.state not in _AWAY]
    candidates = [_candidate(row, tx) for row in on_shift]
    places = matching.positions(needs.values())
    for contact in waiting:
        able = sum(matching.able(needs[contact.id], who) for who in candidates)
        place = places[contact.id]
        asked = offer_rows.pending_for(tx.session, contact.id)
        news = (place, None if asked else matching.estimate_s(place, able, _TALK_S))
        if (contact.position, contact.wait_estimate_s) != news:
            contact.position, contact.wait_estimate_s = news
            tx.emit(ContactChanged(contact.id))


_AWAY = frozenset({"offline", "unreachable"})
