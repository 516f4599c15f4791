"""The console's whole state in one value (ConsoleView in docs/api.md)."""

from datetime import timedelta
from typing import Any

from callcenter.appointments import models as appointment_rows
from callcenter.appointments.models import Appointment
from callcenter.contacts import whispers
from callcenter.contacts.lifecycle import LEG
from callcenter.contacts.models import Contact, Leg, legs
from callcenter.contacts.snapshots import associate_card, card, version
from callcenter.contacts.words import LANGUAGES
from callcenter.kernel import localtime
from callcenter.kernel.clock import iso
from callcenter.recordings.snapshots import of_call
from callcenter.services import Transaction
from callcenter.staff.models import Associate
from routing.console import models
from routing.console.models import Found
from routing.console.reasons import card_line
from routing.consults import snapshots as consult_views
from routing.offers import models as offer_rows
from routing.offers.models import Offer
from routing.presence import service as presence
from routing.presence.models import Presence

_AGENDA = 8
_BESIDE = ("guest", "supervisor", "colleague")
_LEG_WORDS = {
    "planned": "ringing",
    "sending": "ringing",
    "placed": "ringing",
    "dialling": "ringing",
    "ringing": "ringing",
    "expected": "ringing",
    "in_call": "in_call",
    "ended": "ended",
}
_HEADLINES = {
    "connecting": "Calling the customer",
    "connected": "On the phone",
    "interrupted": "The line dropped. Calling again; stay here",
    "detached": "Your line was lost. Connecting you again",
}
_PICKED_UP = "Customer on the line"
_OUTCOMES = {
    "customer_hung_up": "The customer hung up.",
    "associate_hung_up": "The associate hung up.",
    "guest_hung_up": "The person they were put through to hung up.",
    "not_announced": "The customer could not be told, so nothing is recorded.",
    "call_over": "The call was over.",
    "associate_ended": "The associate ended the call.",
    "customer_cancelled": "The customer ended it on the page.",
    "busy": "The customer's line was busy.",
    "no_answer": "The customer did not pick up.",
    "failed": "The customer's number could not be reached.",
    "refused": "The carrier refused the call.",
    "unconfirmed": "The carrier did not confirm the call.",
    "lines_busy": "The call waited too long at the carrier.",
    "line_lost": "The customer's line dropped.",
    "too_long": "The call was over long ago.",
    "expired": "It stayed open too long.",
    "lost": "The customer's line dropped.",
    "nobody_free": "Nobody was free in time.",
    "closed": "The store was closed.",
    "crowded": "Too many were waiting already.",
    "by_choice": "The customer would rather leave a message.",
    "left_message": "The customer left a message.",
    "stopped": "The customer asked never to be called.",
    "limit": "This number was called often enough today, or the day's budget is spent.",
    "late": "Nothing of ours ran when it was due.",
    "night": "It would have been night at the customer's.",
}


def console_view(
    tx: Transaction, row: Presence, agenda: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Return it all; `agenda` of their store, where the caller knows it already."""
    there = models.found(tx.session, row.id)
    offer = offer_rows.to_show(tx.session, there.offer) if there.offer else None
    contact = tx.session.get(Contact, there.contact) if there.contact else None
    return {
        "version": version(tx.now),
        "now": iso(tx.now),
        "associate": associate_card(row.associate),
        "presence": _presence(row),
        "offer": _offer(tx, offer) if offer else None,
        "contact": _contact(tx, contact, there) if contact else None,
        "wrap_up": _wrap_up(tx, row),
        "agenda": agenda_of(tx, row.associate.store_id) if agenda is None else agenda,
        "notice": row.notice or None,
        "consult": consult_views.asked(tx, there.question) if there.question else None,
    }


def agenda_of(tx: Transaction, store_id: int) -> list[dict[str, Any]]:
    """Return the next promises of a store: all its consoles show the same."""
    recent = tx.now - timedelta(minutes=30)
    coming = appointment_rows.coming(tx.session, store_id, recent, _AGENDA)
    return [_promise(promise) for promise in coming]


def outcome_text(outcome: str) -> str:
    words = _OUTCOMES.get(outcome, outcome.replace("_", " "))
    return words[:1].upper() + words[1:]


def _presence(row: Presence) -> dict[str, Any]:
    return {
        "state": row.state,
        "reason": row.reason,
        "since": iso(row.since),
        "until": iso(row.until) if row.until else None,
        "next": row.next_state or None,
    }


def _offer(tx: Transaction, offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.public_id,
        "expires_at": iso(offer.expires_at),
        "rings_s": round((offer.expires_at - offer.created_at).total_seconds()),
        "card": card(offer.contact, tx.now),
        "why": card_line(offer),
    }


def _contact(tx: Transaction, contact: Contact, there: Found) -> dict[str, Any]:
    every = legs(tx.session, contact.id)
    lines = {leg.role: _LEG_WORDS[leg.state] for leg in every}
    greeted = contact.state == "connecting" and lines.get("customer") == "in_call"
    beside = [leg for leg in every if leg.role in _BESIDE and leg.state in LEG.live]
    return {
        "card": card(contact, tx.now),
        "state": contact.state,
        "headline": _PICKED_UP if greeted else _HEADLINES[contact.state],
        "customer_leg": lines.get("customer", "none"),
        "associate_leg": lines.get("associate", "none"),
        "connected_at": iso(contact.connected_at) if contact.connected_at else None,
        "held": any(leg.held for leg in every if leg.role == "customer" and leg.state in LEG.live),
        "beside": [_beside(tx, leg) for leg in beside],
        "tour": contact.tour_summary,
        "consult": consult_views.asking(tx, contact, there.consult) if there.consult else None,
        "recording": of_call(tx, there.recording),
        "whispers": _whispers(tx, contact) if there.whispered else [],
    }


def _whispers(tx: Transaction, contact: Contact) -> list[dict[str, Any]]:
    return [{"text": one.reason, "at": iso(one.at)} for one in whispers.latest(tx, contact)]


def _beside(tx: Transaction, leg: Leg) -> dict[str, Any]:
    """Show a guest by number, a supervisor by name and what they do."""
    person = tx.session.get(Associate, leg.associate_id) if leg.associate_id else None
    mode = "whispers" if leg.coaching else "listens" if leg.muted else "takes part"
    return {
        "line": leg.id,
        "role": leg.role,
        "name": person.name if person else leg.number_masked or "",
        "state": _LEG_WORDS[leg.state],
        "mode": mode if person else "",
    }


def _wrap_up(tx: Transaction, row: Presence) -> dict[str, Any] | None:
    contact = presence.wrapping_up(tx, row)
    if contact is None or row.until is None:
        return None
    return {
        "card": card(contact, tx.now),
        "until": iso(row.until),
        "outcome_text": outcome_text(contact.outcome),
    }


def _promise(promise: Appointment) -> dict[str, Any]:
    return {
        "id": promise.public_id,
        "starts_at": iso(promise.starts_at),
        "label": localtime.label(promise.starts_at, promise.store.timezone),
        "keeper": associate_card(promise.associate),
        "state": promise.state,
        "card": {
            "id": promise.public_id,
            "way": "scheduled",
            "product": promise.product.card() if promise.product else None,
            "store": promise.store.name,
            "category": promise.category.name,
            "language": promise.language,
            "language_name": LANGUAGES.get(promise.language, promise.language),
            "queued_at": iso(promise.starts_at),
            "waited_s": 0,
            "told_low_s": None,
            "told_high_s": None,
            "phone_masked": promise.number_masked,
        },
    }
