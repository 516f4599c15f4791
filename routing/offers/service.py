"""Use-cases of an offer: accept, decline, expire, rescind."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from callcenter.contacts import calls
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact, Leg
from callcenter.errors import IllegalTransition, NotFound, OfferGone
from callcenter.events import (
    AssociateChanged,
    ContactChanged,
    ContactEnded,
    ContactQueued,
    ContactsEnded,
    ContactWithdrawn,
)
from callcenter.infra.rivals import goes_again
from callcenter.infra.states import Move, move
from callcenter.kernel.phone import spoken
from callcenter.messages import service as messages
from callcenter.services import Services, Transaction
from routing.offers import models
from routing.offers.lifecycle import OFFER
from routing.offers.models import Offer
from routing.offers.pairs import Made
from routing.presence import service as presence

DECLINE_REASONS = {
    "with_customer": "I am with a customer",
    "wrong_skill": "Not my subject",
    "technical": "My equipment does not work",
}


@goes_again
def accept(
    services: Services, public_id: str, associate_id: int, line_id: int | None = None
) -> Contact:
    """Take the offer for the associate; `line_id` is the telephone on which they said so.

    Raises OfferGone with what became of it.
    """
    with services.transaction() as tx:
        offer = _mine(tx, public_id, associate_id)
        contacts.hold(tx, offer.contact)
        if not _close(tx, offer, "accept"):
            raise OfferGone(_gone(offer))
        if not presence.accept(tx, associate_id):
            raise OfferGone("Your status has changed: the customer was offered to somebody else.")
        try:
            line = tx.session.get(Leg, line_id) if line_id else None
            contacts.accept(tx, offer.contact, associate_id, line)
        except IllegalTransition as gone:
            raise OfferGone("The customer is no longer waiting.") from gone
        except IntegrityError as busy:  # one live contact each: the index is the judge
            raise OfferGone("You are still with another customer.") from busy
        calls.stop_ringing(tx, offer.contact_id, associate_id)
        _announce(tx, offer.contact)
    return offer.contact


@goes_again
def decline(services: Services, public_id: str, associate_id: int, reason: str) -> None:
    """Not now: the contact keeps its place and goes to the next. A second click does nothing."""
    known = reason if reason in DECLINE_REASONS else "no_reason"
    with services.transaction() as tx:
        offer = _mine(tx, public_id, associate_id)
        if _close(tx, offer, "decline", known):
            if known != "technical" or not presence.pause(tx, associate_id, known):
                presence.release(tx, associate_id)
            tx.emit(ContactQueued(offer.contact_id))


@goes_again
def expire(services: Services) -> None:
    """Offers whose deadline has passed: the associate is asked whether they are there."""
    with services.transaction() as tx:
        for offer in models.overdue(tx.session, tx.now):
            if _close(tx, offer, "expire"):
                presence.miss(tx, offer.associate_id)
                tx.emit(ContactQueued(offer.contact_id))


@goes_again
def unanswered(services: Services, public_id: str, associate_id: int) -> None:
    """Take in that the associate's telephone brought no answer, before the deadline."""
    with services.transaction() as tx:
        offer = _mine(tx, public_id, associate_id)
        if _close(tx, offer, "expire", "phone"):
            presence.miss(tx, associate_id)
            tx.emit(ContactQueued(offer.contact_id))


def contact_ended(tx: Transaction, fact: ContactEnded | ContactWithdrawn) -> None:
    """Stop ringing for a contact that waits no more, in the transaction that says so."""
    if models.asked(tx.session, fact.contact_id) is None:
        return
    offer = models.pending_for(tx.session, fact.contact_id)
    if offer and _close(tx, offer, "rescind", "contact_gone"):
        presence.release(tx, offer.associate_id)


def contacts_ended(tx: Transaction, fact: ContactsEnded) -> None:
    """Do so for many; it rings for few of them."""
    for offer in models.pending_for_any(tx.session, fact.contact_ids):
        if _close(tx, offer, "rescind", "contact_gone"):
            presence.release(tx, offer.associate_id)


def associate_changed(tx: Transaction, fact: AssociateChanged) -> None:
    """Who leaves while it rings gives the contact back at once; it keeps its place."""
    offer = models.pending_of(tx.session, fact.associate_id)
    if offer is None or presence.of(tx, fact.associate_id).state == "offered":
        return
    if _close(tx, offer, "rescind", "associate_gone"):
        tx.emit(ContactQueued(offer.contact_id))


@goes_again
def rescind_unheard(services: Services) -> None:
    """End offers to associates who went away while it rang, and for customers who did."""
    with services.transaction() as tx:
        for offer in models.orphaned(tx.session):
            if _close(tx, offer, "rescind", "associate_gone"):
                tx.emit(ContactQueued(offer.contact_id))
        for offer in models.bereft(tx.session):
            if _close(tx, offer, "rescind", "contact_gone"):
                presence.release(tx, offer.associate_id)


def told(services: Services, offer_ids: Sequence[int]) -> None:
    """Note that these offers were pushed to their consoles."""
    with services.transaction(hasty=True) as tx:
        models.mark_told(tx.session, offer_ids, tx.now)


def late(tx: Transaction, before: datetime) -> list[Made]:
    """Offers that were committed a while ago and never pushed: their router died in between."""
    return [
        Made(offer.id, offer.contact_id, offer.associate_id)
        for offer in models.untold(tx.session, before)
    ]


def _mine(tx: Transaction, public_id: str, associate_id: int) -> Offer:
    offer = models.by_public_id(tx.session, public_id)
    if offer is None or offer.associate_id != associate_id:
        raise NotFound("We do not know this offer.")
    return offer


def _close(tx: Transaction, offer: Offer, event: str, reason: str = "") -> bool:
    if event == "accept" and offer.expires_at <= tx.now:
        return False
    step = Move(event, tx.now, reason, offer.contact_id)
    if not move(tx.session, OFFER, offer, step, closed_at=tx.now, reason=reason):
        return False
    if event != "accept":
        calls.stop_ringing(tx, offer.contact_id, offer.associate_id)
    tx.emit(AssociateChanged(offer.associate_id))
    tx.emit(ContactChanged(offer.contact_id))
    return True


def _announce(tx: Transaction, contact: Contact) -> None:
    """Unknown callers are seldom answered: say who calls, from which number, just before."""
    if contact.way == "inbound" or contact.associate is None or contact.store is None:
        return
    first_name = contact.associate.name.split()[0]
    number = spoken(contact.store.phone_number)
    messages.to_contact(tx, contact, "announce", associate=first_name, number=number)


def _gone(offer: Offer) -> str:
    return {
        "accepted": "You have already accepted this customer.",
        "declined": "You have already declined this customer.",
        "rescinded": "The customer is no longer waiting.",
    }.get(offer.state, "Time is up: the customer was offered to the next associate.")
