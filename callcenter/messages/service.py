"""Use-cases of text messages: plan one, take in what became of it, stop and start."""

from collections.abc import Collection, Sequence
from datetime import datetime

from callcenter.contacts import guards, standing
from callcenter.contacts.models import Contact
from callcenter.events import ContactChanged, MessagePlanned, MessageReported
from callcenter.infra.states import Move, born_all, move
from callcenter.kernel import phone
from callcenter.messages import models, texts
from callcenter.messages.lifecycle import MESSAGE
from callcenter.messages.models import Message
from callcenter.services import Transaction

_UNSUBSCRIBED = "21610"
_REMINDERS = frozenset({"reminder_soon"})
_AT_ONCE = frozenset({"announce", "tour", "place"})
"""Part of a call that is about to begin or going on; every other text can wait for the day."""


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


def plan(tx: Transaction, message: Message, due_at: datetime | None = None) -> Message:
    """Store the intention; a job sends it after the commit, or when it is due."""
    return plan_all(tx, [message], due_at)[0]


def plan_all(
    tx: Transaction, planned: Sequence[Message], due_at: datetime | None = None
) -> Sequence[Message]:
    """Store many intentions in one go."""
    for message in planned:
        message.state, message.created_at = "pending", tx.now
        message.due_at = due_at or tx.now
    born_all(tx.session, MESSAGE, [(one, _step(one, "", tx.now, one.kind)) for one in planned])
    stopped = standing.suppressed(tx.session, [one.number_index for one in planned])
    for message in planned:
        refusal = _unfit(tx, message, stopped)
        if refusal:
            report(tx, message, "fail", refusal)
        elif message.due_at <= tx.now:
            tx.emit(MessagePlanned(message.id))
    return planned


def claim(tx: Transaction, message_id: int) -> Message | None:
    """Take the message for sending; None if another process has it, or it must not leave."""
    message = tx.session.get_one(Message, message_id)
    if message.state != "pending" or message.due_at > tx.now or _put_off(tx, message):
        return None
    refusal = _refusal(tx, message) or _spent(tx, message)
    if refusal:
        report(tx, message, "fail", refusal)
        return None
    step = _step(message, "send", tx.now)
    sending = move(tx.session, MESSAGE, message, step, tries=message.tries + 1, sent_at=tx.now)
    return message if sending else None


def withdraw(tx: Transaction, *about: str) -> None:
    """Let nothing leave that was planned about these things."""
    for message in models.waiting(tx.session, about):
        report(tx, message, "fail", "withdrawn")


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
    if word == "stop":
        standing.suppress(tx, index, "text")
    else:
        standing.prove(tx, index, "text")
    if word == "start":
        standing.lift(tx, index)
    return word


def refused(tx: Transaction, message: Message, code: str) -> None:
    """Take the carrier's word that the customer told *it* to stop (Twilio, error 21610)."""
    if code == _UNSUBSCRIBED:
        standing.suppress(tx, message.number_index, "carrier")


def _refusal(tx: Transaction, message: Message) -> str:
    return _unfit(tx, message, standing.suppressed(tx.session, [message.number_index]))


def _unfit(tx: Transaction, message: Message, stopped: Collection[str]) -> str:
    if message.number_index in stopped:
        return "stopped"
    if message.expires_at and message.expires_at <= tx.now:
        return "too_late"
    number = tx.vault.open(message.number_sealed)
    return "" if phone.is_mobile(number) else "landline"


def _spent(tx: Transaction, message: Message) -> str:
    """Spend the text; a stranger is not reminded of what somebody else may have booked."""
    contact = message.contact_id and tx.session.get_one(Contact, message.contact_id)
    in_talk = bool(contact and contact.state == "connected")
    index = message.number_index
    if message.kind in _REMINDERS and not standing.is_proven(tx.session, index, tx.now):
        return "unproven"
    if message.tries:
        return ""
    return guards.may_text(tx, tx.vault.open(message.number_sealed), index, in_talk=in_talk)


def _put_off(tx: Transaction, message: Message) -> bool:
    """Keep a text that can wait until it is day in every zone the number may be in."""
    if message.kind in _AT_ONCE:
        return False
    zones = phone.zones_of(tx.vault.open(message.number_sealed))
    by_day = tx.settings.daytime.next(tx.now, zones)
    if by_day is None:
        report(tx, message, "fail", "night")
    elif by_day > tx.now:
        message.due_at = by_day
    return by_day != tx.now


def _step(message: Message, event: str, now: datetime, reason: str = "") -> Move:
    return Move(event, now, reason or message.kind, message.contact_id)
