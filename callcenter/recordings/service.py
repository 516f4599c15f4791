"""Use-cases of a call's recording: start, pause, stop, be told, keep, erase."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from callcenter.contacts import conversation
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Consent, Contact, live_legs
from callcenter.errors import Conflict, Invalid, NotAllowed, NotFound
from callcenter.events import ContactChanged, RecordingAnnounced, RecordingErased, RecordingWished
from callcenter.infra.states import Move, born, move, must_move
from callcenter.recordings import models
from callcenter.recordings.lifecycle import RECORDING
from callcenter.recordings.models import Recording
from callcenter.services import Services, Transaction

PURPOSE = "call_recording"
WORDING_VERSION = "1"
_ANNOUNCED_S = 30
_WISHES = {"pause": "pause", "resume": "resume", "stop": "stop"}
_GOES_ON = frozenset({"connected", "detached", "interrupted", "queued", "connecting"})
"""States of a contact in which a recording that runs is not over."""


def start(services: Services, public_id: str, associate_id: int, *, agreed: bool) -> Recording:
    """Tell the customer that the call is recorded; it begins when they have heard it.

    Raises NotAllowed where the house records nothing, Invalid, Conflict.
    """
    if not services.settings.call_recording:
        raise NotAllowed("This house does not record calls.")
    if not agreed:
        raise Invalid("Please ask the customer first.", "agreed")
    with services.transaction() as tx:
        contact = conversation.talking(tx, public_id, associate_id)
        lines = [one for one in live_legs(tx.session, contact.id) if one.role == "customer"]
        if not lines or not lines[-1].joined or lines[-1].held:
            raise Conflict("The customer cannot hear you now.")
        recording = Recording(
            contact_id=contact.id,
            line_id=lines[-1].id,
            asked_by=associate_id,
            state="announcing",
            created_at=tx.now,
        )
        try:
            born(tx.session, RECORDING, recording, Move("", tx.now, "", contact.id))
        except IntegrityError as twice:
            raise Conflict("This call is being recorded already.") from twice
        tx.emit(RecordingAnnounced(recording.id))
        tx.emit(ContactChanged(contact.id))
    return recording


def change(services: Services, public_id: str, associate_id: int, wish: str) -> None:
    """Pause, resume or stop. Raises Invalid, NotFound, Conflict."""
    with services.transaction() as tx:
        contact = contacts.of_associate(tx, public_id, associate_id)
        if wish not in _WISHES:
            raise Invalid("Please choose pause, resume or stop.", "wish")
        recording = models.running(tx.session, contact.id)
        if recording is None:
            raise Conflict("This call is not recorded.")
        step = Move(_WISHES[wish], tx.now, "", contact.id)
        must_move(tx.session, RECORDING, recording, step)
        _wished(tx, recording)


def announced(tx: Transaction, contact: Contact, wording: str, *, heard: bool) -> None:
    """Take in that the customer has heard it, or could not; only then may it begin."""
    recording = models.running(tx.session, contact.id)
    if recording is None or recording.state != "announcing":
        return
    if not heard:
        _fail(tx, recording, "not_announced")
    elif _go(tx, recording, "announce"):
        tx.session.add(_consent(tx, contact, wording))
        _wished(tx, recording)


def started(tx: Transaction, recording: Recording, sid: str) -> None:
    recording.sid = sid
    tx.session.flush()
    _go(tx, recording, "start")


def refused(tx: Transaction, recording: Recording) -> None:
    _fail(tx, recording, "refused")


def kept(tx: Transaction, recording: Recording, seconds: int) -> None:
    recording.seconds = seconds
    tx.session.flush()
    _go(tx, recording, "keep")


def erase(tx: Transaction, contact: Contact) -> None:
    """Erase what was recorded with this customer, at the carrier too; figures stay."""
    for recording in models.of_contact(tx.session, contact.id):
        _go(tx, recording, "stop")
        if _go(tx, recording, "erase"):
            tx.emit(RecordingErased(recording.id))


def told_of(tx: Transaction, contact: Contact) -> list[dict[str, object]]:
    """Return what was recorded with this customer, as an export names it."""
    found = models.of_contact(tx.session, contact.id)
    return [{"state": one.state, "seconds": one.seconds} for one in found]


def sweep(services: Services) -> None:
    """End what could not be announced, and what outlived its conversation.

    One that is starting is left to its errand: the carrier may have begun already.
    """
    with services.transaction() as tx:
        late = tx.now - timedelta(seconds=_ANNOUNCED_S)
        for recording in models.every_running(tx.session):
            over = recording.contact.state not in _GOES_ON
            if recording.state == "announcing" and (over or recording.created_at < late):
                _fail(tx, recording, "not_announced")
            elif over and _go(tx, recording, "stop"):
                _wished(tx, recording)


def readable(tx: Transaction, public_id: str) -> Recording:
    """Return a recording that can be heard. Raises NotFound."""
    recording = models.by_public_id(tx.session, public_id)
    if recording is None or recording.state != "kept":
        raise NotFound("There is no such recording.")
    return recording


def known(tx: Transaction, sids: list[str]) -> list[str]:
    """Return which of the carrier's recordings are ours already."""
    return models.known(tx.session, sids)


def _consent(tx: Transaction, contact: Contact, wording: str) -> Consent:
    return Consent(
        number_index=contact.number_index,
        purpose=PURPOSE,
        wording_version=WORDING_VERSION,
        wording=wording,
        given=True,
        address_index="",
        at=tx.now,
    )


def _fail(tx: Transaction, recording: Recording, reason: str) -> None:
    step = Move("fail", tx.now, reason, recording.contact_id)
    if move(tx.session, RECORDING, recording, step):
        tx.emit(ContactChanged(recording.contact_id))


def _go(tx: Transaction, recording: Recording, event: str) -> bool:
    step = Move(event, tx.now, "", recording.contact_id)
    moved = move(tx.session, RECORDING, recording, step)
    if moved:
        tx.emit(ContactChanged(recording.contact_id))
    return moved


def _wished(tx: Transaction, recording: Recording) -> None:
    tx.emit(RecordingWished(recording.id))
    tx.emit(ContactChanged(recording.contact_id))
