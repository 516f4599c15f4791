"""Promises come first: who is reserved for one is offered nobody else, and keeps it first.

Measured by simulation: without blocking new contacts a named associate at 90 % load keeps 10 % of
her promises on time, with five minutes ahead 75 %; nobody waits for her longer than that is worth.
"""

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from typing_extensions import override

from callcenter.appointments import models as appointment_rows
from callcenter.appointments.seats import RESERVED_AHEAD
from callcenter.contacts.models import Contact
from callcenter.services import Transaction
from routing.presence import models as presence_rows

KEEPER_FIRST = timedelta(seconds=20)
"""So long the promise waits for its own associate if they are busy, then for anybody."""
_COMING_BACK = frozenset({"available", "offered", "on_contact", "wrapping_up"})


@dataclass(frozen=True)
class Forbidden(Container[tuple[int, int]]):
    """(contact, associate) pairs that must not meet just now, without writing them all down.

    `reserved`: associate -> the one contact they are for (None: it is yet to begin).
    `waits_for`: contact -> the one associate it still waits for.
    """

    refused: Container[tuple[int, int]]
    reserved: Mapping[int, int | None] = field(default_factory=dict)
    waits_for: Mapping[int, int] = field(default_factory=dict)

    @override
    def __contains__(self, pair: object) -> bool:
        if not isinstance(pair, tuple) or pair in self.refused:
            return True
        contact, associate = pair
        if associate in self.reserved and self.reserved[associate] != contact:
            return True
        return contact in self.waits_for and self.waits_for[contact] != associate


def forbidden(
    tx: Transaction, waiting: Collection[Contact], refused: Container[tuple[int, int]]
) -> Forbidden:
    """Return what promises forbid, beside the pairs that were refused before."""
    soon = appointment_rows.soon(tx.session, tx.now, tx.now + RESERVED_AHEAD)
    states = {row.id: row.state for row in presence_rows.every(tx.session)}
    queued = {contact.id: contact for contact in waiting}
    reserved: dict[int, int | None] = {}
    waits_for: dict[int, int] = {}
    for one in soon:
        begun = one.state == "calling"
        if one.associate_id is None or (begun and one.contact_id not in queued):
            continue
        reserved[one.associate_id] = one.contact_id if begun else None
        if begun and _still_first(tx, queued[one.contact_id or 0], states.get(one.associate_id)):
            waits_for[one.contact_id or 0] = one.associate_id
    return Forbidden(refused, reserved, waits_for)


def _still_first(tx: Transaction, contact: Contact, keeper_is: str | None) -> bool:
    since = contact.queued_at or contact.created_at
    return keeper_is in _COMING_BACK and tx.now - since < KEEPER_FIRST
