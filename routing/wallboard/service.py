"""The wallboard's figures: who waits, who is free, how today went."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.appointments import models as appointment_rows
from callcenter.appointments.models import missed_reason
from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact
from callcenter.contacts.snapshots import version, waited_s
from callcenter.kernel import localtime
from callcenter.kernel.clock import iso
from callcenter.services import Services, Transaction
from routing.console.snapshots import outcome_text
from routing.presence import models as presence_rows

_RECENT = timedelta(minutes=30)
_TARGET_S = 20


def view(services: Services) -> dict[str, Any]:
    """WallboardView in docs/api.md."""
    with services.transaction() as tx:
        shown = _shown(tx)
        waiting = [contact for contact in shown if contact.state == "queued"]
        states = [row.state for row in presence_rows.every(tx.session)]
        return {
            "version": version(tx.now),
            "now": iso(tx.now),
            "waiting": len(waiting),
            "longest_wait_s": max((waited_s(contact, tx.now) for contact in waiting), default=0),
            "free": states.count("available"),
            "on_contact": states.count("on_contact"),
            **_today(tx.session, tx.now),
            "promises": promises(tx),
            "contacts": [_line(contact, tx.now) for contact in shown],
            "associates": [
                {
                    "name": row.associate.name,
                    "store": row.associate.store.name,
                    "state": row.state,
                    "since": iso(row.since),
                    "reason": row.reason,
                }
                for row in presence_rows.every(tx.session)
            ],
        }


def promises(tx: Transaction) -> dict[str, Any]:
    """Promises of the last 24 hours: how many were kept, and every one that was missed."""
    settled = appointment_rows.settled_since(tx.session, tx.now - timedelta(hours=24))
    missed = [one for one in settled if one.state == "missed"]
    return {
        "kept": len(settled) - len(missed),
        "missed": len(missed),
        "recently_missed": [
            {
                "id": one.public_id,
                "store": one.store.name,
                "label": localtime.label(one.starts_at, one.store.timezone),
                "reason": outcome_text(missed_reason(tx.session, one.id)),
                "phone_masked": one.number_masked,
            }
            for one in missed[:8]
        ],
    }


def push(services: Services, _fact: object = None) -> None:
    services.push.send("wallboard", "wallboard", view(services))


def _shown(tx: Transaction) -> list[Contact]:
    """Return what lives, and what ended within the last half hour; newest first."""
    statement = (
        select(Contact)
        .where(Contact.state.in_(CONTACT.live) | (Contact.ended_at > tx.now - _RECENT))
        .order_by(Contact.id.desc())
        .limit(40)
    )
    return list(tx.session.scalars(statement))


def _today(session: Session, now: datetime) -> dict[str, Any]:
    """Offered and answered in the last 24 hours, and the share answered within 20 s."""
    statement = select(Contact.queued_at, Contact.connected_at).where(
        Contact.queued_at > now - timedelta(hours=24)
    )
    pairs = session.execute(statement).all()
    waits = [(met - queued).total_seconds() for queued, met in pairs if met and queued]
    quick = sum(wait <= _TARGET_S for wait in waits)
    return {
        "offered_today": len(pairs),
        "answered_today": len(waits),
        "service_level": round(100 * quick / len(pairs)) if pairs else None,
    }


def _line(contact: Contact, now: datetime) -> dict[str, Any]:
    return {
        "id": contact.public_id,
        "way": contact.way,
        "store": contact.store.name if contact.store else "",
        "category": contact.category.name if contact.category else "",
        "language": contact.language,
        "state": contact.state,
        "waited_s": waited_s(contact, now),
        "associate": contact.associate.name if contact.associate else None,
        "outcome": outcome_text(contact.outcome) if contact.outcome else None,
    }
