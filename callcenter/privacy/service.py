"""Use-cases of privacy: export a number, erase it everywhere, wipe what is old, re-seal."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from callcenter.appointments import models as appointment_rows
from callcenter.appointments.keeping import withdraw
from callcenter.appointments.models import Appointment, ManageLink
from callcenter.contacts import calls, whispers
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import LEG
from callcenter.contacts.models import (
    Consent,
    Contact,
    Leg,
    live_by_number,
    live_line,
)
from callcenter.contacts.standing import Suppression
from callcenter.errors import CarrierError, Conflict
from callcenter.infra.budget import Spending
from callcenter.infra.states import history
from callcenter.kernel.clock import iso
from callcenter.messages import service as messages
from callcenter.messages.models import Message
from callcenter.missed.models import MissedCall
from callcenter.privacy import models, tables
from callcenter.privacy.models import Erasure
from callcenter.recordings import service as recordings
from callcenter.services import Services, Transaction
from callcenter.voicemails import models as voicemail_rows
from callcenter.voicemails import service as voicemails
from callcenter.voicemails.models import Voicemail

_LOG = logging.getLogger(__name__)
_CONSENT_LASTS = timedelta(days=3 * 365)
_LONGEST_PAUSE_S = 3600
_BATCH = 500


def export(services: Services, number: str) -> dict[str, Any]:
    """Return everything we know of the number (E.164), ready to be written as JSON."""
    with services.transaction() as tx:
        index = tx.vault.index(number)
        stop = tx.session.get(Suppression, index)
        return {
            "number": number,
            "contacts": [_contact(tx, row) for row in _of(tx, Contact, index)],
            "appointments": [_appointment(row) for row in _of(tx, Appointment, index)],
            "messages": [_voicemail(tx, row) for row in _voicemails(tx, _of(tx, Contact, index))],
            "texts": [_text(tx, row) for row in _of(tx, Message, index)],
            "missed_calls": [
                {"state": row.state, "called_at": iso(row.called_at)}
                for row in _of(tx, MissedCall, index)
            ],
            "consents": [_consent(row) for row in _of(tx, Consent, index)],
            "stopped": {"at": iso(stop.at), "source": stop.source} if stop else None,
        }


def erase(services: Services, number: str) -> dict[str, int]:
    """Forget the number: here at once, at the carrier by the clock until it confirms.

    What stays is the blind index of a stop, so that it holds.
    """
    _end_what_lives(services, number)
    with services.transaction() as tx:
        index = tx.vault.index(number)
        found = {model.__tablename__: _of(tx, model, index) for model in tables.WIPED}
        counts = {name: len(rows) for name, rows in found.items()}
        _wipe(tx, [row for rows in found.values() for row in rows])
        for message in _voicemails(tx, found["contact"]):
            voicemails.wipe(tx, message)
        for model in tables.deleted():
            tx.session.execute(delete(model).where(model.number_index == index))
        tx.session.execute(delete(Spending).where(Spending.key == index))
        tx.session.add(Erasure(number_sealed=tx.vault.seal(number), asked_at=tx.now, due_at=tx.now))
    return counts


def forget_at_carrier(services: Services) -> None:
    """Work on erasures until the carrier has confirmed each; later and later after a failure."""
    with services.transaction() as tx:
        due = [(row.id, tx.vault.open(row.number_sealed)) for row in models.due(tx.session, tx.now)]
    for erasure_id, number in due:
        try:
            services.carrier.forget(number)
        except CarrierError as error:
            _LOG.warning("carrier has not forgotten yet", extra={"ref": erasure_id})
            _later(services, erasure_id, error)
            continue
        with services.transaction() as tx:
            row = tx.session.get_one(Erasure, erasure_id)
            row.done_at = tx.now
            row.number_sealed = b""


def retain(services: Services) -> None:
    """Wipe numbers, texts and notes of what is over for long enough; figures stay."""
    with services.transaction() as tx:
        before = tx.now - timedelta(days=tx.settings.retention_days)
        old: list[Any] = [
            *tx.session.scalars(
                select(Contact).where(Contact.ended_at < before, Contact.number_index != "")
            ),
            *tx.session.scalars(
                select(Appointment).where(
                    Appointment.settled_at < before, Appointment.number_index != ""
                )
            ),
            *tx.session.scalars(
                select(Message).where(Message.created_at < before, Message.number_index != "")
            ),
            *tx.session.scalars(
                select(MissedCall).where(
                    MissedCall.called_at < before, MissedCall.number_index != ""
                )
            ),
            *tx.session.scalars(
                select(Leg).where(
                    Leg.state.in_(LEG.terminal),
                    Leg.moved_at < before,
                    Leg.number_index.is_not(None),
                )
            ),
        ]
        for message in voicemail_rows.of_ended(tx.session, before):
            voicemails.wipe(tx, message)
        _wipe(tx, old)
        tx.session.execute(delete(Consent).where(Consent.at < tx.now - _CONSENT_LASTS))


def reseal(services: Services) -> int:
    """Bring every seal under the newest key; returns how many were old.

    Raises Conflict, before anything is written, where the index key has changed: numbers would
    not be found any more, and stops would not hold.
    """
    with services.transaction() as tx:
        _must_find(tx)
    return sum(_reseal(services, model, names) for model, names in tables.sealed().items())


def _must_find(tx: Transaction) -> None:
    for row in tx.session.scalars(select(Contact).where(Contact.number_index != "").limit(_BATCH)):
        if tx.vault.index(tx.vault.open(row.number_sealed)) != row.number_index:
            raise Conflict(
                "INDEX_SECRET_KEY is not the key these numbers were indexed with. "
                "Set it to the oldest SECRET_KEY that was ever in use."
            )


def _reseal(services: Services, model: Any, names: Sequence[str]) -> int:
    changed = last = 0
    while True:
        with services.transaction() as tx:
            statement = select(model).where(model.id > last).order_by(model.id).limit(_BATCH)
            rows = list(tx.session.scalars(statement))
            changed += sum(_renew(tx, row, name) for row in rows for name in names)
        if not rows:
            return changed
        last = rows[-1].id


def _renew(tx: Transaction, row: Any, name: str) -> bool:
    old = getattr(row, name)
    new = tx.vault.reseal(old) if old else old
    if new != old:
        setattr(row, name, new)
    return bool(new != old)


def _end_what_lives(services: Services, number: str) -> None:
    """No call or text may follow an erasure: end the contact, withdraw promises and texts."""
    with services.transaction() as tx:
        index = tx.vault.index(number)
        live = live_by_number(tx.session, index)
        for promise in _of(tx, Appointment, index):
            withdraw(tx, promise, "erased")
        for message in _of(tx, Message, index):
            messages.report(tx, message, "fail", "erased")
        line = live_line(tx.session, index)
        if line:
            calls.want_over(tx, line)
    if live:
        contacts.cancel(services, live.public_id)


def _wipe(tx: Transaction, rows: Sequence[Any]) -> None:
    for row in rows:
        row.number_sealed = b""
        row.number_index = None if isinstance(row, Leg) else ""
        if isinstance(row, Message):
            row.body_sealed = b""
            continue
        row.number_masked = ""
        if isinstance(row, MissedCall):
            row.link_digest = None
        elif isinstance(row, Contact):
            row.note, row.place_digest = "", None
            whispers.forget(tx, row)
            recordings.erase(tx, row)
        elif isinstance(row, Appointment):
            tx.session.execute(delete(ManageLink).where(ManageLink.appointment_id == row.id))
            appointment_rows.drop_seats(tx.session, [row.id])


def _later(services: Services, erasure_id: int, error: CarrierError) -> None:
    with services.transaction() as tx:
        row = tx.session.get_one(Erasure, erasure_id)
        row.tries += 1
        pause_s = min(_LONGEST_PAUSE_S, 5 * 2**row.tries)
        row.due_at = tx.now + timedelta(seconds=_LONGEST_PAUSE_S if error.permanent else pause_s)


def _of(tx: Transaction, model: Any, index: str) -> list[Any]:
    return list(tx.session.scalars(select(model).where(model.number_index == index)))


def _contact(tx: Transaction, row: Contact) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "way": row.way,
        "state": row.state,
        "created_at": iso(row.created_at),
        "outcome": row.outcome,
        "disposition": row.disposition,
        "note": row.note,
        "recordings": recordings.told_of(tx, row),
        "steps": [
            {"at": iso(step.at), "what": f"{step.noun} {step.state}", "why": step.reason}
            for step in history(tx.session, row.id)
        ],
    }


def _appointment(row: Appointment) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "state": row.state,
        "starts_at": iso(row.starts_at),
        "timezone": row.timezone,
        "created_at": iso(row.created_at),
    }


def _voicemails(tx: Transaction, rows: Sequence[Contact]) -> list[Voicemail]:
    return voicemail_rows.of_contacts(tx.session, [row.id for row in rows])


def _voicemail(tx: Transaction, row: Voicemail) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "state": row.state,
        "left_at": iso(row.left_at) if row.left_at else None,
        "duration_s": row.duration_s,
        "transcript": tx.vault.open(row.transcript_sealed) if row.transcript_sealed else "",
    }


def _text(tx: Transaction, row: Message) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "state": row.state,
        "created_at": iso(row.created_at),
        "body": tx.vault.open(row.body_sealed),
    }


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "purpose": row.purpose,
        "given": row.given,
        "wording": row.wording,
        "wording_version": row.wording_version,
        "at": iso(row.at),
    }
