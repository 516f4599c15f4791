"""A contact's way through the router: who was asked and why, who was not, who could be now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from callcenter.contacts.models import Contact
from callcenter.kernel.clock import iso
from callcenter.services import Transaction
from callcenter.staff.models import Associate
from routing import promises, rows, rulebook
from routing.changes import Touched
from routing.console import reasons
from routing.matching import Considered, Staffed, explain
from routing.offers.models import Offer, of_contact

_SHOWN = 60
_OUTCOMES = {
    "pending": "rings now",
    "accepted": "accepted",
    "declined": "declined",
    "expired": "missed",
    "rescinded": "withdrawn",
}


def story(tx: Transaction, contact: Contact) -> dict[str, Any]:
    """Return every offer with its reasons, and for who still waits, everybody on shift."""
    offers = of_contact(tx.session, contact.id)
    waits = contact.state == "queued" and all(offer.state != "pending" for offer in offers)
    names = _names(tx, offers)
    return {
        "offers": [_offer(offer, names) for offer in offers],
        "now": _now(tx, contact) if waits else [],
        "waits": waits,
    }


def _offer(offer: Offer, names: Mapping[int, str]) -> dict[str, Any]:
    why = offer.why or {}
    took = (offer.closed_at - offer.created_at).total_seconds() if offer.closed_at else None
    return {
        "at": iso(offer.created_at),
        "associate": offer.associate.name,
        "ring": reasons.RINGS.get(offer.ring, ""),
        "cost": f"{offer.cost:.2f}",
        "parts": reasons.parts([(name, cost) for name, cost in why.get("parts", ())]),
        "free": why.get("free", 0),
        "others": [
            {"associate": names.get(key, ""), "ring": reasons.RINGS.get(ring, ""), "cost": cost}
            for key, ring, cost in why.get("others", ())
        ],
        "outcome": _OUTCOMES.get(offer.state, offer.state),
        "reason": offer.reason.replace("_", " "),
        "took_s": None if took is None else round(took, 1),
    }


def _now(tx: Transaction, contact: Contact) -> list[dict[str, Any]]:
    """Everybody on shift as the policy sees them this second."""
    book = rulebook.read(tx)
    atlas = rows.atlas(tx.session, contact.partition, book.near_km)
    asked = rows.touched(
        tx.session, Touched(frozenset({contact.id}), frozenset(), full=False), atlas, tx.now
    )
    staff = rows.everything(tx.session, contact.partition, atlas, tx.now).people
    free = [person.who for person in staff if person.free]
    busy = [person.who for person in staff if not person.free]
    if not asked.needs:
        return []
    reserved = promises.kept(tx.session, contact.partition, tx.now)
    context = replace(
        book.context,
        staffed=Staffed.of(person.who for person in staff),
        returning=frozenset(one.who.associate_id for one in staff if one.returning),
        kept=reserved,
    )
    found = explain(asked.needs[0], free, context, frozenset(asked.refused), busy)
    return _considered(tx, found[:_SHOWN])


def _considered(tx: Transaction, found: Sequence[Considered]) -> list[dict[str, Any]]:
    ids = [one.associate_id for one in found]
    people = tx.session.execute(select(Associate.id, Associate.name).where(Associate.id.in_(ids)))
    names = dict(people.all())
    return [
        {
            "associate": names.get(one.associate_id, ""),
            "ring": reasons.RINGS.get(one.ring, ""),
            "cost": "" if one.cost is None else f"{one.cost:.2f}",
            "parts": reasons.parts(one.parts),
            "why_not": reasons.WHY_NOT.get(one.why_not, one.why_not),
        }
        for one in found
    ]


def _names(tx: Transaction, offers: Sequence[Offer]) -> dict[int, str]:
    ids = {key for offer in offers for key, *_ in (offer.why or {}).get("others", ())}
    found = tx.session.execute(select(Associate.id, Associate.name).where(Associate.id.in_(ids)))
    return dict(found.all()) if ids else {}
