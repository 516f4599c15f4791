"""What a customer hears who is in the conference and not in the talk: on hold, or left alone."""

from sqlalchemy import select

from callcenter.contacts import attachment, handing_out
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.infra.states import Transition
from callcenter.services import Services, Transaction
from ivr import news, prompts, twiml

_SOON = {"detached": "line_lost", "handed_out": "putting_through"}
"""States of which there is news soon, and what is said in them."""


def turn(services: Services, public_id: str) -> str:
    """Say who is coming, then music; asked again after it. News of a lost line comes soon."""
    with services.reading() as tx:
        contact = contacts.find(tx, public_id)
        base = f"{tx.settings.public_url}/voice"
        if contact.state in _SOON:
            words = [_about(contact, _SOON[contact.state])]
            return twiml.wait(contact.language, words, f"{base}/music-short.wav")
        return twiml.wait(contact.language, _words(tx, contact), f"{base}/music.wav")


def _words(tx: Transaction, contact: Contact) -> list[str]:
    if contact.state == "connected" and contact.associate:
        return [_about(contact, "on_hold")]
    why = _why_again(tx, contact) if contact.state == "queued" else None
    if why == handing_out.NOBODY_THERE:
        return [prompts.say(contact.language, "nobody_there")]
    lost = attachment.last_associate(tx, contact) if why == attachment.LOST else None
    if lost:
        return [prompts.say(contact.language, "passed_on", associate=lost.name.split()[0])]
    return news.of(contact)[:1]


def _about(contact: Contact, prompt: str) -> str:
    name = contact.associate.name.split()[0] if contact.associate else ""
    return prompts.say(contact.language, prompt, associate=name)


def _why_again(tx: Transaction, contact: Contact) -> str | None:
    """Return the reason for which the contact came to wait."""
    newest = select(Transition.reason).where(
        Transition.contact_id == contact.id,
        Transition.noun == "contact",
        Transition.state == "queued",
    )
    return tx.session.scalar(newest.order_by(Transition.id.desc()).limit(1))
