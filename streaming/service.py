"""Use-cases of a tour's life: start, picture, hold, record, end."""

from datetime import timedelta

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Consent, Contact
from callcenter.errors import Conflict, NotFound
from callcenter.events import (
    ContactChanged,
    ContactEnded,
    MessageReported,
    RecordingSwitched,
    TourChanged,
    TourOver,
)
from callcenter.infra.database import inserted
from callcenter.infra.states import Move, born, move
from callcenter.kernel.ids import public_id, typed_code
from callcenter.kernel.tokens import digest, new_link_token
from callcenter.messages import service as messages
from callcenter.messages.models import latest
from callcenter.services import Services, Transaction
from streaming import models
from streaming.lifecycle import TOUR
from streaming.models import Tour
from streaming.snapshots import around, tour_view

HELD = timedelta(seconds=90)
_RECORDING_VERSION = "recording-1"
_RECORDING_WORDING = (
    "May we record the picture of this tour? It is kept for you and for quality, never with sound."
)


def start(services: Services, contact_public_id: str, associate_id: int) -> Tour:
    """Begin the tour and text its link; a second click gives the same tour.

    Raises NotFound, Conflict (no conversation yet).
    """
    with services.transaction() as tx:
        contact = contacts.of_associate(tx, contact_public_id, associate_id)
        running = models.live_of(tx.session, contact.id)
        if running:
            return running
        if contact.state not in {"connecting", "connected"}:
            raise Conflict("A tour needs a customer on the phone.")
        tour = _new(tx, contact)
        text_link(tx, tour)
        changed(tx, tour)
    return tour


def text_link(tx: Transaction, tour: Tour) -> None:
    """Text the customer the link as it is now."""
    contact = tour.contact
    name = contact.associate.name.split()[0] if contact.associate else ""
    link = f"{tx.settings.public_url}/t/{tx.vault.open(tour.viewer_sealed)}"
    messages.to_contact(tx, contact, "tour", associate=name, link=link)


def opened(tx: Transaction, tour: Tour) -> None:
    """Note that the customer tapped "Show me"; again, or elsewhere, is welcome."""
    step(tx, tour, "open")


def record(services: Services, public_id: str, associate_id: int, *, agreed: bool) -> Tour:
    """Switch recording on when the customer agreed on the phone, off when they did not."""
    with services.transaction() as tx:
        tour = of_associate(tx, public_id, associate_id)
        must_live(tour)
        consent(tx, tour, agreed=agreed)
    return tour


def consent(tx: Transaction, tour: Tour, *, agreed: bool) -> None:
    """Store what the customer said about recording, word by word, and switch accordingly."""
    if tour.recording == agreed:
        return
    tour.recording = agreed
    tx.session.add(
        Consent(
            number_index=tour.contact.number_index,
            purpose="recording",
            wording_version=_RECORDING_VERSION,
            wording=_RECORDING_WORDING,
            given=agreed,
            address_index="",
            at=tx.now,
        )
    )
    contacts.remember(tx, tour.contact, "recording_on" if agreed else "recording_off")
    tx.emit(RecordingSwitched(tour.id))
    changed(tx, tour)


def recording_answered(tx: Transaction, tour: Tour, *, wanted: bool, taken: bool) -> None:
    """Take in whether the media process records; never tell anybody so where it does not."""
    tour.recording_told = wanted and taken
    if tour.recording_told:
        tour.recorded_at = tour.recorded_at or tx.now
    if wanted and not taken:
        tour.recording, tour.recording_refused = False, True
        contacts.remember(tx, tour.contact, "recording_off", "recording is not set up")
        changed(tx, tour)


def recorded(services: Services, public_id: str, files: str) -> None:
    """Put on the timeline that a recording was kept, and in which files."""
    with services.transaction() as tx:
        tour = models.by_public_id(tx.session, public_id)
        if tour:
            contacts.remember(tx, tour.contact, "recorded", files[:200])


def end(services: Services, public_id: str, associate_id: int) -> Tour:
    """End the tour for the associate."""
    with services.transaction() as tx:
        tour = of_associate(tx, public_id, associate_id)
        _end(tx, tour, "end", "by associate")
    return tour


def contact_ended(services: Services, fact: ContactEnded) -> None:
    """End the tour with its visit."""
    with services.transaction() as tx:
        tour = models.live_of(tx.session, fact.contact_id)
        if tour:
            _end(tx, tour, "end", "contact over")


def contact_changed(services: Services, fact: ContactChanged) -> None:
    """Hold the tour while a dropped call is dialled again, 90 s at most."""
    with services.transaction() as tx:
        tour = models.live_of(tx.session, fact.contact_id)
        if tour is None or (tour.contact.state == "interrupted") == bool(tour.held_until):
            return
        tour.held_until = None if tour.held_until else tx.now + HELD
        contacts.remember(tx, tour.contact, "tour_held" if tour.held_until else "tour_resumed")
        _summarise(tx, tour)


def link_reported(services: Services, fact: MessageReported) -> None:
    """Show the associate what became of the text with the link."""
    with services.reading() as tx:
        if models.live_of(tx.session, fact.contact_id) is None:
            return
    with services.transaction() as tx:
        tour = models.live_of(tx.session, fact.contact_id)
        if tour:
            changed(tx, tour)


def sweep(services: Services) -> None:
    """Expire what nobody used; end what was held for a call that did not come back."""
    with services.transaction() as tx:
        for tour in models.overdue(tx.session, tx.now):
            _end(tx, tour, "expire", "")
        for tour in models.abandoned(tx.session, tx.now):
            _end(tx, tour, "end", "call did not come back")


def find(tx: Transaction, public_id: str) -> Tour:
    tour = models.by_public_id(tx.session, public_id)
    if tour is None:
        raise NotFound("We do not know this tour.")
    return tour


def of_associate(tx: Transaction, public_id: str, associate_id: int) -> Tour:
    tour = find(tx, public_id)
    if tour.contact.associate_id != associate_id:
        raise NotFound("We do not know this tour.")
    return tour


def must_live(tour: Tour) -> None:
    if tour.state not in TOUR.live:
        raise Conflict("This tour is over.")


def camera_link(tx: Transaction, tour: Tour) -> str:
    """For the QR code on the associate's own screen."""
    return f"{tx.settings.public_url}/c/{tx.vault.open(tour.camera_sealed)}"


def free_code(tx: Transaction) -> str:
    """Return six digits that no live tour has."""
    code = typed_code()
    while models.by_code(tx.session, code):
        code = typed_code()
    return code


def step(tx: Transaction, tour: Tour, event: str, reason: str = "") -> bool:
    return move(tx.session, TOUR, tour, Move(event, tx.now, reason, tour.contact_id))


def changed(tx: Transaction, tour: Tour) -> None:
    """Write the summary where other rooms read it, and tell."""
    _summarise(tx, tour)
    tx.emit(TourChanged(tour.id))
    if tour.state in TOUR.terminal and tour.closed_at is None:
        tx.emit(TourOver(tour.id))
    tx.emit(ContactChanged(tour.contact_id))


def _summarise(tx: Transaction, tour: Tour) -> None:
    tx.session.flush()
    message = latest(tx.session, tour.contact_id, "tour")
    link = camera_link(tx, tour) if tour.state in TOUR.live else None
    tour.contact.tour_summary = tour_view(tour, around(tx.session, tour), message, link)


def _new(tx: Transaction, contact: Contact) -> Tour:
    viewer, camera, public = new_link_token(), new_link_token(), public_id()
    row = {
        "public_id": public,
        "contact_id": contact.id,
        "state": "invited",
        "viewer_digest": digest(viewer),
        "camera_digest": digest(camera),
        "viewer_sealed": tx.vault.seal(viewer),
        "camera_sealed": tx.vault.seal(camera),
        "recording": False,
        "recording_told": False,
        "recording_refused": False,
        "created_at": tx.now,
        "expires_at": tx.now + _link_lives(tx),
    }
    while not inserted(tx.session, Tour, row | {"code": typed_code()}):
        if models.live_of(tx.session, contact.id):
            raise Conflict("The tour has just been started.")
    tour = find(tx, public)
    born(tx.session, TOUR, tour, Move("", tx.now, "", contact.id))
    return tour


def _end(tx: Transaction, tour: Tour, event: str, reason: str) -> None:
    """End the tour; a visit's link shows the photos for a while more, an unused one nothing."""
    if not step(tx, tour, event, reason):
        return
    tour.ended_at = tx.now
    tour.held_until = None
    if event == "end":
        tour.expires_at = tx.now + _link_lives(tx)
    changed(tx, tour)


def _link_lives(tx: Transaction) -> timedelta:
    return timedelta(hours=tx.settings.tour_link_hours)
