"""Where a contact's lines meet, and the addresses that the carrier asks about it."""

from collections.abc import Sequence

from callcenter.carrier.vocabulary import RETRY
from callcenter.contacts.models import Contact
from callcenter.services import Transaction
from ivr import twiml


def of(tx: Transaction, contact: Contact) -> twiml.Meeting:
    base = f"{tx.settings.public_url}/voice"
    return twiml.Meeting(
        contact.conference,
        f"{base}/conferences/{contact.public_id}{RETRY}",
        f"{base}/wait/{contact.public_id}",
        f"{base}/place/{contact.public_id}",
    )


def lead_in(tx: Transaction, contact: Contact, sentences: Sequence[str] = ()) -> str:
    """Say the sentences and let the customer into the contact's conference."""
    return twiml.enter(of(tx, contact), contact.language, sentences, starts=False)
