"""Use-cases of text messages: plan one, take in what became of it, stop and start."""

from datetime import datetime

from callcenter.contacts.models import Contact
from callcenter.events import ContactChanged, MessagePlanned, MessageReported
from callcenter.infra.states import Move, born, move
from callcenter.kernel import phone
from callcenter.messages import models, texts
from callcenter.messages.lifecycle import MESSAGE
from callcenter.messages.models import Message, Suppression
from callcenter.services import Transaction


def to_contact(tx: Transaction, contact: Contact, kind: str, **values: str) -> Message:
    """Plan a text of that kind to the contact's customer, in their language.

    Where the number cannot take texts, or said stop, the message is stored as failed with the
    reason, so that whoever waits for it sees why.
    """
    store = contact.store
    message = Message(
        contact_id=contact.id,
        kind=kind,
        number_sealed=contact.number_sealed,
        number_index=contact.number_index,
        sender=store.phone_number if store else tx.settings.twilio_phone_number,
        body_sealed=tx.vault.seal(
            texts.render(kind, contact.language, shop=store.name if store else "", **values)
        ),
    )
    return plan(tx, message)


def plan(tx: Transaction, message: Message) -> Message:
    """Store the intention; a job sends it after the commit."""
    message.state = "pending"
    message.created_at = message.due_at = tx.now
    born(tx.session, MESSAGE, message, _step(message, "", tx.now, message.kind))
    refusal = _refusal(tx, message)
    if refusal:
        report(tx, message, "fail", refusal)
    else:
        tx.emit(MessagePlanned(message.id))
    return message


def claim(tx: Transaction, message_id: int) -> Message | None:
    """Take the message for sending; None if another process has it, or it must not leave."""
    message = tx.session.get_one(Message, message_id)
    refusal = _refusal(tx, message)
    if refusal:
        report(tx, message, "fail", refusal)
        return None
    step = _step(message, "send", tx.now)
    sending = move(tx.session, MESSAGE, message, step, tries=message.tries + 1, sent_at=tx.now)
    return message if sending else None


def report(tx: Transaction, message: Message, event: str, reason: str = "") -> bool:
    """Take in what became of it; late and doubled reports change nothing."""
    step = _step(message, event, tx.now, reason)
    if not move(tx.session, MESSAGE, message, step, reason=reason):
        return False
    tx.emit(MessageReported(message.id, message.contact_id))
    if message.contact_id:
        tx.emit(ContactChanged(message.contact_id))
    return True


def heard(tx: Transaction, number: str, body: str) -> str | None:
    """Honour stop and start in what a customer wrote, at once; returns which it was."""
    word = texts.keyword(body)
    index = tx.vault.index(number)
    if word == "stop" and not models.is_suppressed(tx.session, index):
        tx.session.add(Suppression(number_index=index, at=tx.now, source="text"))
    if word == "start":
        suppression = tx.session.get(Suppression, index)
        if suppression:
            tx.session.delete(suppression)
    return word


def _refusal(tx: Transaction, message: Message) -> str:
    if models.is_suppressed(tx.session, message.number_index):
        return "stopped"
    number = tx.vault.open(message.number_sealed)
    return "" if phone.is_mobile(number) else "landline"


def _step(message: Message, event: str, now: datetime, reason: str = "") -> Move:
    return Move(event, now, reason or message.kind, message.contact_id)
