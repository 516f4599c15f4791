"""A contact as its watchers see it: the whole state in one value."""

from datetime import datetime
from typing import Any

from callcenter.contacts.models import Contact
from callcenter.contacts.words import LANGUAGES, sentences
from callcenter.kernel.clock import iso
from callcenter.settings import Settings
from callcenter.staff.models import Associate


def version(now: datetime) -> int:
    """Grows with time, so a page can tell an older snapshot."""
    return int(now.timestamp() * 1_000_000)


def associate_card(associate: Associate | None) -> dict[str, Any] | None:
    if associate is None:
        return None
    return {
        "id": associate.slug,
        "name": associate.name,
        "store": associate.store.name,
        "initials": associate.initials,
        "colour": associate.colour,
    }


def customer_view(contact: Contact, now: datetime, settings: Settings) -> dict[str, Any]:
    """Return what the customer's page shows (ContactView in docs/api.md)."""
    headline, detail = sentences(
        "kept" if contact.state == "queued" and contact.keeps_place else contact.state,
        contact.language,
        associate=contact.associate.name.split()[0] if contact.associate else "",
        store=contact.store.name if contact.store else "",
    )
    waiting = contact.state == "queued"
    return {
        "id": contact.public_id,
        "version": version(now),
        "way": contact.way,
        "state": contact.state,
        "headline": headline,
        "detail": detail,
        "associate": associate_card(contact.associate),
        "position": contact.position if waiting else None,
        "wait_estimate_s": contact.wait_estimate_s if waiting else None,
        "wait_low_s": contact.wait_low_s if waiting else None,
        "wait_high_s": contact.wait_high_s if waiting else None,
        "waited_s": waited_s(contact, now),
        "give_up_s": give_up_s(contact),
        "alternatives_after_s": settings.alternatives_after_s,
        "keeps_place": contact.keeps_place,
        "tour": _tour(contact),
        "phone_masked": contact.number_masked,
    }


def card(contact: Contact, now: datetime) -> dict[str, Any]:
    """Return what an associate sees of a contact (CardView in docs/api.md)."""
    return {
        "id": contact.public_id,
        "way": contact.way,
        "product": contact.product.card() if contact.product else None,
        "store": contact.store.name if contact.store else "",
        "category": contact.category.name if contact.category else "",
        "language": contact.language,
        "language_name": LANGUAGES.get(contact.language, contact.language),
        "queued_at": iso(contact.queued_at or contact.created_at),
        "waited_s": waited_s(contact, now),
        "told_low_s": contact.told_low_s,
        "told_high_s": contact.told_high_s,
        "phone_masked": contact.number_masked,
    }


def give_up_s(contact: Contact) -> int:
    """Seconds of waiting after which we say so, counted from when they were queued."""
    if contact.queued_at is None or contact.give_up_at is None:
        return 0
    return max(0, int((contact.give_up_at - contact.queued_at).total_seconds()))


def waited_s(contact: Contact, now: datetime) -> int:
    """Seconds from being queued to meeting somebody, or until now."""
    if contact.queued_at is None:
        return 0
    until = contact.connected_at or contact.ended_at or now
    return max(0, int((until - contact.queued_at).total_seconds()))


def _tour(contact: Contact) -> dict[str, Any] | None:
    summary = contact.tour_summary
    if summary is None or summary["state"] in {"ended", "expired"}:
        return None
    return {"code": summary["code"]}
