"""Use-cases of text messages: plan one, take in what became of it, stop and start."""

from collections.abc import Sequence
from datetime import datetime

from callcenter.contacts import guards, standing
from callcenter.contacts.models import Contact, state_of
from callcenter.contacts.standing import Standing
from callcenter.events import MessagePlanned, MessageReported
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
_SHOWN = frozenset({"tour"})
"""What becomes of these a page shows at once; of any other text, the story of the call."""


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
        refusal = _unfit(tx, message, stopped=message.number_index in stopped)
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
    known = standing.of(tx, message.number_index)
    refusal = _unfit(tx, message, stopped=known.stopped) or _spent(tx, message, known)
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
    if message.contact_id and message.kind in _SHOWN:
        tx.emit(MessageReported(message.id, message.contact_id))
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


def _unfit(tx: Transaction, message: Message, *, stopped: bool) -> str:
    if stopped:
        return "stopped"
    if message.expires_at and message.expires_at <= tx.now:
        return "too_late"
    number = tx.vault.open(message.number_sealed)
    return "" if phone.is_mobile(number) else "landline"


def _spent(tx: Transaction, message: Message, known: Standing) -> str:
    """Spend the text; a stranger is not reminded of what somebody else may have booked."""
    if message.kind in _REMINDERS and not known.proven:
        return "unproven"
    if message.tries:
        return ""
    state = message.contact_id and state_of(tx.session, message.contact_id)
    number, index = tx.vault.open(message.number_sealed), message.number_index
    return guards.may_text(tx, number, index, known, in_talk=state == "connected")


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
