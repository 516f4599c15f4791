"""What a promise's customer is texted: confirmation, reminders, changes, an apology."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from callcenter.appointments.models import Appointment, ManageLink
from callcenter.kernel import localtime
from callcenter.kernel.tokens import digest, new_link_token
from callcenter.messages import service as messages
from callcenter.messages import texts
from callcenter.messages.models import Message
from callcenter.services import Transaction

_DAY = timedelta(hours=24)
_SOON = timedelta(minutes=15)
_WORTH_IT = timedelta(hours=1)


def confirm(tx: Transaction, appointment: Appointment, kind: str = "booked") -> None:
    """Confirm a new or moved promise, and plan its reminders anew."""
    withdraw(tx, appointment)
    link = new_link(tx, appointment)
    tell(tx, appointment, kind, link=link)
    day, soon = appointment.starts_at - _DAY, appointment.starts_at - _SOON
    if day > tx.now + _WORTH_IT:
        tell(tx, appointment, "reminder_day", due_at=day, link=link)
    if soon > tx.now + _SOON:
        tell(tx, appointment, "reminder_soon", due_at=soon, link=link)


def tell(
    tx: Transaction,
    appointment: Appointment,
    kind: str,
    *,
    due_at: datetime | None = None,
    **values: str,
) -> None:
    """Plan a text about the promise; a reminder is worth nothing once its time has come."""
    message = _text(tx, appointment, kind, **values)
    if due_at:
        message.expires_at = appointment.starts_at
    messages.plan(tx, message, due_at)


def apologise(tx: Transaction, missed: Sequence[Appointment]) -> None:
    """Plan the texts that say sorry and lead to a new time."""
    written = [_text(tx, one, "missed", link=new_link(tx, one)) for one in missed]
    messages.plan_all(tx, written)


def _text(tx: Transaction, appointment: Appointment, kind: str, **values: str) -> Message:
    body = texts.render(
        kind,
        appointment.language,
        shop=appointment.store.name,
        when=when(appointment),
        **values,
    )
    return Message(
        contact_id=appointment.contact_id,
        about=about(appointment),
        kind=kind,
        number_sealed=appointment.number_sealed,
        number_index=appointment.number_index,
        sender=appointment.store.phone_number,
        body_sealed=tx.vault.seal(body),
    )


def withdraw(tx: Transaction, appointment: Appointment) -> None:
    """Nothing that was planned for the promise leaves any more."""
    withdraw_all(tx, [appointment])


def withdraw_all(tx: Transaction, appointments: Sequence[Appointment]) -> None:
    messages.withdraw(tx, *(about(one) for one in appointments))


def new_link(tx: Transaction, appointment: Appointment) -> str:
    """Return a fresh link to the manage page; earlier ones stay good."""
    token = new_link_token()
    tx.session.add(ManageLink(digest=digest(token), appointment_id=appointment.id))
    return f"{tx.settings.public_url}/a/{token}"


def when(appointment: Appointment) -> str:
    """Return the promised time as the customer was told it."""
    return localtime.label(appointment.starts_at, appointment.timezone, appointment.language)


def about(appointment: Appointment) -> str:
    return f"appointment:{appointment.id}"
