"""Use-cases of the second path: set it, keep its shifts, ring it, take its answers."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from callcenter.contacts import calls, guards
from callcenter.errors import Invalid, OfferGone
from callcenter.events import AssociateChanged, OfferAnswered
from callcenter.infra.rivals import goes_again
from callcenter.kernel import phone, sip
from callcenter.services import Services, Transaction
from callcenter.staff import models as staff
from callcenter.staff import paths
from callcenter.staff.chiefs import colleague, supervisor
from callcenter.staff.models import Associate
from callcenter.staff.paths import SecondPath
from callcenter.staff.shifts import Span
from callcenter.stores.models import hours_of
from routing.offers import models as offer_rows
from routing.offers import service as offers
from routing.phones.duty import arrives
from routing.presence import models as presence_rows
from routing.presence import service as presence
from routing.presence.models import Presence

_LOG = logging.getLogger(__name__)
_LISTENS_S = 20
"""To hear who waits and press a key, beyond the ringing."""


def set_path(services: Services, by: int, slug: str, typed: str) -> None:
    """Set where an associate is rung; nothing typed takes it away. By supervisors of their store.

    Raises Invalid, NotAllowed, NotFound.
    """
    with services.transaction() as tx:
        who = colleague(tx.session, supervisor(tx.session, by, "set telephones"), slug)
        if typed.strip():
            paths.put(tx.session, _path(tx, who, typed))
            return
        paths.drop(tx.session, who.id)
        row = presence.of(tx, who.id)
        if row.by_phone:
            presence.off_duty(tx, row)
            row.by_phone = False
        tx.emit(AssociateChanged(who.id))


@goes_again
def keep_shifts(services: Services) -> None:
    """Let those without a page come and go by their shifts."""
    with services.reading() as tx:
        due = [path.id for path in paths.every(tx.session) if _is_due(tx, path)]
    for associate_id in due:
        with services.transaction() as tx:
            path = paths.of(tx.session, associate_id)
            if path:
                _keep(tx, path)


def ring(services: Services, associate_ids: Sequence[int]) -> None:
    """Ring the telephones of those who are offered somebody and have no page. Twice is once.

    The offer's one deadline is set when it rings: ringing, and time to hear who waits.
    """
    with services.reading() as tx:
        by_phone = presence_rows.by_phone(tx.session, list(associate_ids))
    for associate_id in by_phone:
        with services.transaction() as tx:
            row, path = tx.session.get(Presence, associate_id), paths.of(tx.session, associate_id)
            offer = offer_rows.pending_of(tx.session, associate_id)
            if row and row.by_phone and path and offer and offer.notified_at is None:
                seconds = tx.settings.offer_rings_s + _LISTENS_S
                offer.expires_at = tx.now + timedelta(seconds=seconds)
                calls.ring_associate(
                    tx,
                    offer.contact,
                    associate_id,
                    number_sealed=path.address_sealed,
                    number_index=path.address_index,
                    number_masked=path.masked,
                )


def answered(services: Services, fact: OfferAnswered) -> None:
    """Take the answer of an associate's telephone, by the same compare-and-set as a click."""
    with services.transaction() as tx:
        offer = offer_rows.pending_of(tx.session, fact.associate_id)
        public_id = offer.public_id if offer and offer.contact_id == fact.contact_id else ""
    if not public_id:
        return
    try:
        if fact.answer == "accept":
            offers.accept(services, public_id, fact.associate_id, fact.leg_id)
        elif fact.answer == "decline":
            offers.decline(services, public_id, fact.associate_id, "by_phone")
        else:
            offers.unanswered(services, public_id, fact.associate_id)
    except OfferGone:
        _LOG.info("answered by telephone too late", extra={"leg": fact.leg_id})


def _path(tx: Transaction, who: Associate, typed: str) -> SecondPath:
    try:
        kind = "sip" if sip.is_one(typed) else "phone"
        address = (
            sip.accept(typed)
            if kind == "sip"
            else guards.policy(tx).accept(typed, who.store.country)
        )
    except phone.Refused as refusal:
        raise Invalid(str(refusal), "address") from refusal
    return SecondPath(
        id=who.id,
        kind=kind,
        address_sealed=tx.vault.seal(address),
        address_index=tx.vault.index(address),
        masked=sip.masked(address) if kind == "sip" else phone.masked(address),
        changed_at=tx.now,
    )


def _is_due(tx: Transaction, path: SecondPath) -> bool:
    """Whether presence and shift do not agree."""
    row = tx.session.get(Presence, path.id)
    if _on_shift(tx, path.associate):
        return row is None or _arrives(tx, row)
    return row is not None and (row.by_phone or row.state == "offline") and not _is_off(row)


def _keep(tx: Transaction, path: SecondPath) -> None:
    row = presence.of(tx, path.id)
    if not _on_shift(tx, path.associate):
        presence.off_duty(tx, row)
    elif _arrives(tx, row):
        presence.on_duty(tx, row)


def _is_off(row: Presence) -> bool:
    return (row.state, row.reason) == ("offline", "off_shift") or row.next_state == "offline"


def _arrives(tx: Transaction, row: Presence) -> bool:
    return arrives(row.state, row.reason, row.since, tx.now, paged=row.beat_at is not None)


def _on_shift(tx: Transaction, who: Associate) -> bool:
    now = Span(tx.now, tx.now + timedelta(seconds=1))
    duty = staff.duties(tx.session, [who], tx.now)[who.id]
    return duty.covers(now) and hours_of(tx.session, who.store).open_at(tx.now)
