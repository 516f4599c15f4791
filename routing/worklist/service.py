"""Use-cases of the worklist beyond the message itself: calling back in one click."""

from callcenter.contacts import guards, models
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import Reachable
from callcenter.contacts.models import Contact
from callcenter.contacts.service import Need
from callcenter.errors import Conflict
from callcenter.events import VoicemailChanged
from callcenter.infra.rivals import goes_again
from callcenter.services import Services, Transaction
from callcenter.stores.models import Store, every_category
from callcenter.voicemails import service as voicemails
from callcenter.voicemails.models import Voicemail
from routing.presence import service as presence

_PATIENCE_S = 60


@goes_again
def call_back(services: Services, public_id: str, associate_id: int) -> Contact:
    """Ring whoever left the message, for the associate who took it. Raises Conflict, TooMany.

    Stops, budgets and the number policy hold as for any other call; the contact is new, of way
    `message`, and its associate is the one who asks.
    """
    with services.transaction() as tx:
        row = voicemails.mine(tx, public_id, associate_id)
        customer = _reachable(tx, row)
        if models.live_by_number(tx.session, customer.index):
            raise Conflict("This customer is with us right now.")
        contact = contacts.begin(tx, "message", customer, _need(tx, row))
        contacts.queue(tx, contact, patience_s=_PATIENCE_S, preferred_id=associate_id)
        if not presence.engage(tx, associate_id):
            raise Conflict("Please become available first.")
        contacts.accept(tx, contact, associate_id)
        row.callback_id = contact.id
        contacts.remember(tx, row.contact, "called_back")
        tx.emit(VoicemailChanged(row.id))
    return contact


def _reachable(tx: Transaction, row: Voicemail) -> Reachable:
    if not row.contact.number_sealed:
        raise Conflict("This number has been erased.")
    customer = guards.reachable(tx, tx.vault.open(row.contact.number_sealed))
    guards.admit_guest(tx, customer)
    return customer


def _need(tx: Transaction, row: Voicemail) -> Need:
    """Return what the caller wanted; who chose nothing is served for the first subject."""
    contact = row.contact
    store = contact.store or (row.associate.store if row.associate else None)
    category = contact.category or next(iter(every_category(tx.session)), None)
    if not isinstance(store, Store) or category is None:
        raise Conflict("There is no store to call for.")
    return Need(store, category, contact.language, contact.product)
