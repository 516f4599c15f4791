"""What a customer is told before their call is recorded, and that they have heard it."""

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.recordings import service as recordings
from callcenter.services import Services
from ivr import prompts, twiml


def say(services: Services, public_id: str) -> str:
    """Return the announcement that is played into the conference."""
    with services.reading() as tx:
        contact = contacts.find(tx, public_id)
        return twiml.speak(contact.language, [_words(contact)])


def told(services: Services, public_id: str, *, heard: bool) -> None:
    """Take in the carrier's word on the announcement."""
    with services.transaction() as tx:
        contact = contacts.find(tx, public_id)
        recordings.announced(tx, contact, _words(contact), heard=heard)


def _words(contact: Contact) -> str:
    return prompts.say(contact.language, "recorded")
