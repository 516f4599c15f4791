"""After a contact: who spoke with us is known from now on, and the whole call is paid."""

from callcenter.contacts import money, standing
from callcenter.contacts.models import Contact
from callcenter.events import ContactEnded
from callcenter.infra.database import first_time
from callcenter.services import Services

TALK_S = 15
"""So long stays on the line who knows why we call."""


def settle(services: Services, fact: ContactEnded) -> None:
    """Note a real conversation, and count the minutes beyond those paid when it was placed."""
    with services.transaction() as tx:
        contact = tx.session.get_one(Contact, fact.contact_id)
        if contact.connected_at is None or not contact.number_sealed or not _we_rang(contact):
            return
        if not first_time(tx.session, contact.public_id, "settled", 0, tx.now):
            return
        talked_s = ((contact.ended_at or tx.now) - contact.connected_at).total_seconds()
        number = tx.vault.open(contact.number_sealed)
        money.pay_rest(tx, number, int(talked_s // 60) + 1)
        if talked_s < TALK_S or standing.is_suppressed(tx.session, contact.number_index):
            return
        if standing.prove(tx, contact.number_index, "talk"):
            money.give_back(tx, number)


def _we_rang(contact: Contact) -> bool:
    """Whoever dialled us pays for it, unless they let us keep their place and ring back."""
    return contact.way != "inbound" or contact.keeps_place
