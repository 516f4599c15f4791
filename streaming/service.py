"""Use-cases of a tour: start, open, show, watch, end."""

from dataclasses import dataclass
from datetime import timedelta

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.errors import Conflict, NotFound
from callcenter.events import ContactChanged, ContactEnded, MessageReported, TourChanged, TourOver
from callcenter.infra.budget import Budget, spend
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
from streaming.snapshots import tour_view

VIEWER_STATES = frozenset({"opened", "watching", "hidden", "weak", "gone"})
_LIVES = timedelta(hours=24)
_VIEWER_SILENT = timedelta(seconds=10)
_CODES = Budget("tour-code", 10, 600, "Too many tries. Please use the link in the text.")


@dataclass(frozen=True)
class ViewerReport:
    """What the customer's page measured. `fps` in frames per second, times in milliseconds."""

    state: str
    fps: int | None
    first_frame_ms: int | None


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
        tour, link = _new(tx, contact)
        name = contact.associate.name.split()[0] if contact.associate else ""
        messages.to_contact(tx, contact, "tour", associate=name, link=link)
        _changed(tx, tour)
    return tour


def open_link(services: Services, token: str) -> Tour:
    """Open the tour for a customer who tapped "Show me"; again, or elsewhere, is welcome."""
    with services.transaction() as tx:
        tour = by_viewer_token(tx, token)
        if tour.state == "invited":
            _step(tx, tour, "open")
        if tour.state in TOUR.live and tour.viewer_state in {"none", "gone"}:
            tour.viewer_state, tour.viewer_at = "opened", tx.now
        _changed(tx, tour)
    return tour


def enter_code(services: Services, code: str, address: str) -> str:
    """Return the path of the tour with this typed code. Raises NotFound, TooMany."""
    with services.transaction() as tx:
        spend(tx.session, _CODES, tx.vault.index(address), tx.now)
        tour = models.by_code(tx.session, code)
        path = f"/t/{tx.vault.open(tour.viewer_sealed)}" if tour else None
    if path is None:
        raise NotFound("We do not know this code. Please check the six digits.")
    return path


def watched(services: Services, public_id: str, report: ViewerReport) -> None:
    """Take in what the customer's page sees: the associate's light follows."""
    with services.transaction() as tx:
        tour = find(tx, public_id)
        if tour.state not in TOUR.live or report.state not in VIEWER_STATES:
            return
        before = (tour.viewer_state, tour.viewer_fps, tour.first_frame_ms)
        tour.viewer_state, tour.viewer_at, tour.viewer_fps = report.state, tx.now, report.fps
        if tour.first_frame_ms is None and report.first_frame_ms is not None:
            tour.first_frame_ms = report.first_frame_ms
            reason = f"{report.first_frame_ms} ms after the tap"
            contacts.remember(tx, tour.contact, "first_frame", reason)
        if (tour.viewer_state, tour.viewer_fps, tour.first_frame_ms) != before:
            _changed(tx, tour)


def picture(services: Services, public_id: str, *, live: bool) -> None:
    """Take in the media process's report that the camera's picture came or went."""
    with services.transaction() as tx:
        tour = models.by_public_id(tx.session, public_id)
        if tour and _step(tx, tour, "publish" if live else "unpublish"):
            _changed(tx, tour)


def end(services: Services, public_id: str, associate_id: int) -> Tour:
    """End the tour for the associate."""
    with services.transaction() as tx:
        tour = of_associate(tx, public_id, associate_id)
        _end(tx, tour, "by associate")
    return tour


def contact_ended(services: Services, fact: ContactEnded) -> None:
    """End the tour with its visit."""
    with services.transaction() as tx:
        tour = models.live_of(tx.session, fact.contact_id)
        if tour:
            _end(tx, tour, "contact over")


def link_reported(services: Services, fact: MessageReported) -> None:
    """Show the associate what became of the text with the link."""
    if fact.contact_id is None:
        return
    with services.transaction() as tx:
        tour = models.live_of(tx.session, fact.contact_id)
        if tour:
            _changed(tx, tour)


def sweep(services: Services) -> None:
    """Expire what nobody used; notice viewers who fell silent."""
    with services.transaction() as tx:
        for tour in models.overdue(tx.session, tx.now):
            _step(tx, tour, "expire")
            _changed(tx, tour)
        for tour in models.unwatched(tx.session, tx.now - _VIEWER_SILENT):
            tour.viewer_state = "gone"
            _changed(tx, tour)


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


def by_viewer_token(tx: Transaction, token: str) -> Tour:
    """Find by link, with the same answer for wrong, expired and unknown. Raises NotFound."""
    tour = models.by_viewer(tx.session, digest(token))
    if tour is None or tour.expires_at <= tx.now:
        raise NotFound("This link has expired or is incomplete.")
    return tour


def by_camera_token(tx: Transaction, token: str) -> Tour:
    tour = models.by_camera(tx.session, digest(token))
    if tour is None or tour.state not in TOUR.live:
        raise NotFound("This camera link has expired.")
    return tour


def must_live(tour: Tour) -> None:
    if tour.state not in TOUR.live:
        raise Conflict("This tour is over.")


def camera_link(tx: Transaction, tour: Tour) -> str:
    """For the QR code on the associate's own screen."""
    return f"{tx.settings.public_url}/c/{tx.vault.open(tour.camera_sealed)}"


def _new(tx: Transaction, contact: Contact) -> tuple[Tour, str]:
    viewer, camera, public = new_link_token(), new_link_token(), public_id()
    row = {
        "public_id": public,
        "contact_id": contact.id,
        "state": "invited",
        "viewer_digest": digest(viewer),
        "camera_digest": digest(camera),
        "viewer_sealed": tx.vault.seal(viewer),
        "camera_sealed": tx.vault.seal(camera),
        "viewer_state": "none",
        "created_at": tx.now,
        "expires_at": tx.now + _LIVES,
    }
    while not inserted(tx.session, Tour, row | {"code": typed_code()}):
        if models.live_of(tx.session, contact.id):
            raise Conflict("The tour has just been started.")
    tour = find(tx, public)
    born(tx.session, TOUR, tour, Move("", tx.now, "", contact.id))
    return tour, f"{tx.settings.public_url}/t/{viewer}"


def _end(tx: Transaction, tour: Tour, reason: str) -> None:
    if _step(tx, tour, "end", reason):
        tour.ended_at = tx.now
        _changed(tx, tour)


def _step(tx: Transaction, tour: Tour, event: str, reason: str = "") -> bool:
    return move(tx.session, TOUR, tour, Move(event, tx.now, reason, tour.contact_id))


def _changed(tx: Transaction, tour: Tour) -> None:
    """Write the summary where other rooms read it, and tell."""
    tx.session.flush()
    message = latest(tx.session, tour.contact_id, "tour")
    link = camera_link(tx, tour) if tour.state in TOUR.live else None
    tour.contact.tour_summary = tour_view(tour, message, link)
    tx.emit(TourChanged(tour.id))
    if tour.state in TOUR.terminal:
        tx.emit(TourOver(tour.id))
    tx.emit(ContactChanged(tour.contact_id))
