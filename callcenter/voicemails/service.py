"""Use-cases of a message: begin it, keep it, take it on, listen, give it back, finish it."""

from dataclasses import dataclass
from datetime import timedelta

from callcenter.contacts import calls
from callcenter.contacts import models as contact_rows
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import CONSENT_VERSION
from callcenter.contacts.models import Consent, Contact
from callcenter.contacts.service import DISPOSITIONS
from callcenter.errors import Conflict, Invalid, NotFound
from callcenter.events import ContactChanged, VoicemailChanged
from callcenter.infra.states import Move, born, move
from callcenter.services import Services, Transaction
from callcenter.staff.models import Associate
from callcenter.voicemails import models
from callcenter.voicemails.lifecycle import VOICEMAIL
from callcenter.voicemails.models import Voicemail

LONGEST_S = 120
SILENCE_S = 5
_CARRIER_WORKS_S = 30
_WORKED_OUT = frozenset({"customer_hung_up", "left_message", "nobody_free", "expired"})
OUTCOMES = {"called_back": "Called back", **DISPOSITIONS}


@dataclass(frozen=True)
class Recorded:
    """A recording as the carrier reports it."""

    sid: str
    duration_s: int


def begin(tx: Transaction, contact: Contact, call_sid: str, words: str) -> Voicemail:
    """Note that the caller is about to speak, and the words they agreed to by a key. Once."""
    known = models.of_contact(tx.session, contact.id)
    if known:
        return known
    row = Voicemail(contact_id=contact.id, state="recording", call_sid=call_sid, created_at=tx.now)
    born(tx.session, VOICEMAIL, row, _step(tx, row, ""))
    tx.session.add(
        Consent(
            number_index=contact.number_index,
            purpose="recording",
            wording_version=CONSENT_VERSION,
            wording=words,
            given=True,
            address_index="",
            at=tx.now,
        )
    )
    tx.session.refresh(row)
    return row


def keep(tx: Transaction, contact: Contact, recorded: Recorded) -> bool:
    """Keep what was said, whoever reports it first and however the call ended. Twice is once."""
    row = models.of_contact(tx.session, contact.id)
    if row is None or not recorded.sid or row.wiped_at:
        return False
    values = {"recording_sid": recorded.sid, "duration_s": recorded.duration_s, "left_at": tx.now}
    if not move(tx.session, VOICEMAIL, row, _step(tx, row, "keep"), **values):
        return False
    contacts.remember(tx, contact, "left_message")
    _settle(tx, contact)
    tx.emit(VoicemailChanged(row.id))
    return True


def drop(tx: Transaction, contact: Contact) -> None:
    """Note that nothing was said."""
    row = models.of_contact(tx.session, contact.id)
    if row:
        move(tx.session, VOICEMAIL, row, _step(tx, row, "drop"))


def take(services: Services, public_id: str, associate_id: int) -> None:
    """Take the message on: nobody else works on it. Raises NotFound, Conflict."""
    with services.transaction() as tx:
        row = find(tx, public_id, tx.session.get_one(Associate, associate_id))
        if row.state == "taken" and row.associate_id == associate_id:
            return
        values = {"associate_id": associate_id, "taken_at": tx.now}
        if not move(tx.session, VOICEMAIL, row, _step(tx, row, "take"), **values):
            raise Conflict("A colleague has taken this message.")
        tx.emit(VoicemailChanged(row.id))


def give_back(services: Services, public_id: str, associate_id: int) -> None:
    """Let a colleague take it. Raises NotFound, Conflict."""
    with services.transaction() as tx:
        row = mine(tx, public_id, associate_id)
        move(tx.session, VOICEMAIL, row, _step(tx, row, "give_back"), associate_id=None)
        tx.emit(VoicemailChanged(row.id))


def finish(
    services: Services, public_id: str, associate_id: int, outcome: str, words: str = ""
) -> None:
    """Write down what came of it, and what was said. Raises NotFound, Conflict, Invalid."""
    with services.transaction() as tx:
        row = mine(tx, public_id, associate_id)
        if outcome not in OUTCOMES:
            raise Invalid("Please choose an outcome.", "outcome")
        if words.strip():
            row.transcript_sealed = tx.vault.seal(words.strip()[:2000])
        step = _step(tx, row, "finish", outcome)
        move(tx.session, VOICEMAIL, row, step, done_at=tx.now, outcome=outcome)
        tx.emit(VoicemailChanged(row.id))


def sound(services: Services, public_id: str, associate_id: int) -> bytes:
    """Return what was said, as WAV. Raises NotFound, CarrierError."""
    with services.transaction() as tx:
        row = find(tx, public_id, tx.session.get_one(Associate, associate_id))
        sid = row.recording_sid
    if not sid:
        raise NotFound("There is nothing to listen to.")
    return services.carrier.sound(sid)


def find(tx: Transaction, public_id: str, reader: Associate) -> Voicemail:
    """Return the message for people of its store, and whoever took it. Raises NotFound."""
    row = models.by_public_id(tx.session, public_id)
    if row is None or not _may_read(row, reader):
        raise NotFound("We do not know this message.")
    return row


def mine(tx: Transaction, public_id: str, associate_id: int) -> Voicemail:
    """Return the message that this associate works on. Raises NotFound, Conflict."""
    row = find(tx, public_id, tx.session.get_one(Associate, associate_id))
    if row.state != "taken" or row.associate_id != associate_id:
        raise Conflict("Please take this message first.")
    return row


def wipe(tx: Transaction, row: Voicemail) -> None:
    """Forget what was said: here at once, at the carrier by the clock until it confirms."""
    move(tx.session, VOICEMAIL, row, _step(tx, row, "expire"))
    row.transcript_sealed, row.wiped_at = b"", tx.now
    tx.session.flush()
    tx.emit(VoicemailChanged(row.id))


def is_late(tx: Transaction, row: Voicemail) -> bool:
    """Whether no recording can still be on its way."""
    longest = timedelta(seconds=LONGEST_S + SILENCE_S + _CARRIER_WORKS_S)
    return tx.now > row.created_at + longest


def _settle(tx: Transaction, contact: Contact) -> None:
    """End the contact, whose last word this is; one that hung up is said to have left a message."""
    if contact.state == "parting":
        contacts.end(tx, contact, "defer", "left_message")
        for leg in contact_rows.live_legs(tx.session, contact.id):
            if leg.role == "customer":
                calls.let_finish(tx, leg)
    elif contact.outcome in _WORKED_OUT:
        contacts.correct_outcome(tx, contact, "left_message")
    tx.emit(ContactChanged(contact.id))


def _may_read(row: Voicemail, reader: Associate) -> bool:
    store_id = row.contact.store_id
    return row.associate_id == reader.id or store_id in {None, reader.store_id}


def _step(tx: Transaction, row: Voicemail, event: str, reason: str = "") -> Move:
    return Move(event, tx.now, reason, row.contact_id)
