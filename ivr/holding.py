"""What a customer hears who is in the conference and not in the talk: on hold, or left alone."""

from sqlalchemy import select

from callcenter.contacts import attachment
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.infra.states import Transition
from callcenter.services import Services, Transaction
from callcenter.staff.models import Associate
from ivr import news, prompts, twiml


def turn(services: Services, public_id: str) -> str:
    """Say who is coming, then music; asked again after it. News of a lost line comes soon."""
    with services.reading() as tx:
        contact = contacts.find(tx, public_id)
        base = f"{tx.settings.public_url}/voice"
        if contact.state == "detached":
            return twiml.wait(
                contact.language, [_about(contact, "line_lost")], f"{base}/music-short.wav"
            )
        return twiml.wait(contact.language, _words(tx, contact), f"{base}/music.wav")


def _words(tx: Transaction, contact: Contact) -> list[str]:
    if contact.state == "connected" and contact.associate:
        return [_about(contact, "on_hold")]
    lost = _lost(tx, contact) if contact.state == "queued" else None
    if lost:
        return [prompts.say(contact.language, "passed_on", associate=lost.name.split()[0])]
    return news.of(contact)[:1]


def _about(contact: Contact, prompt: str) -> str:
    name = contact.associate.name.split()[0] if contact.associate else ""
    return prompts.say(contact.language, prompt, associate=name)


def _lost(tx: Transaction, contact: Contact) -> Associate | None:
    """Return whose line was lost, where that is why the contact waits again."""
    newest = select(Transition.reason).where(
        Transition.contact_id == contact.id,
        Transition.noun == "contact",
        Transition.state == "queued",
    )
    if tx.session.scalar(newest.order_by(Transition.id.desc()).limit(1)) != attachment.LOST:
        return None
    return attachment.last_associate(tx, contact)
