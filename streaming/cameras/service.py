"""Use-cases of cameras: sign in, go on the air, report, stand by."""

from dataclasses import dataclass

from callcenter.errors import Conflict, NotFound
from callcenter.kernel.tokens import digest
from callcenter.services import Services, Transaction
from streaming import models as tour_rows
from streaming import service as tours
from streaming.cameras import models
from streaming.cameras.models import Camera
from streaming.lifecycle import TOUR
from streaming.models import Tour

STATES = frozenset({"standby", "filming", "covered", "frozen", "paused", "gone"})
DESK_KINDS = frozenset({"console", "encoder"})
_MOST = 12


@dataclass(frozen=True)
class CameraReport:
    """What a camera page says: battery in per cent, what leaves in kbit/s, lines of the picture."""

    state: str
    battery: int | None
    charging: bool
    up_kbps: int | None
    height: int | None


def sign_in(services: Services, token: str, known: str = "") -> Camera:
    """Let in the phone that scanned the code on the console."""
    with services.transaction() as tx:
        tour = by_token(tx, token)
        camera = _again(tx, tour, known) or _new(tx, tour, "phone")
        tours.changed(tx, tour)
    return camera


def at_desk(services: Services, tour_public_id: str, associate_id: int, kind: str) -> Camera:
    """Return a camera for this page of the console, or the one for glasses and encoders."""
    if kind not in DESK_KINDS:
        raise NotFound("We do not know this kind of camera.")
    with services.transaction() as tx:
        tour = tours.of_associate(tx, tour_public_id, associate_id)
        tours.must_live(tour)
        glasses = models.encoder_of(tx.session, tour.id) if kind == "encoder" else None
        camera = glasses or _new(tx, tour, kind)
        tours.changed(tx, tour)
    return camera


def go_on_air(services: Services, camera_public_id: str, *, take: bool) -> Camera:
    """Let this camera publish. `take`: a person asked; without it, only where nobody else films.

    Raises Conflict (another camera is on the air, the tour is over).
    """
    with services.transaction() as tx:
        camera = find(tx, camera_public_id)
        tours.must_live(camera.tour)
        if not take and not _free_for(tx, camera):
            raise Conflict("Another camera is on the air.")
        _put(tx, camera)
    return camera


def switch(services: Services, tour_public_id: str, associate_id: int, camera_id: str) -> None:
    """Put another camera on the air from the console; the one before stands by."""
    with services.transaction() as tx:
        tour = tours.of_associate(tx, tour_public_id, associate_id)
        tours.must_live(tour)
        camera = find(tx, camera_id)
        if camera.tour_id != tour.id:
            raise NotFound("We do not know this camera.")
        _put(tx, camera)


def reported(services: Services, camera_public_id: str, said: CameraReport) -> None:
    """Take in what a camera page says of itself."""
    with services.transaction() as tx:
        camera = find(tx, camera_public_id)
        if camera.tour.state not in TOUR.live or said.state not in STATES:
            return
        before = _shown(camera)
        camera.state, camera.battery, camera.charging = said.state, said.battery, said.charging
        camera.up_kbps, camera.height, camera.seen_at = said.up_kbps, said.height, tx.now
        if _shown(camera) != before:
            tours.changed(tx, camera.tour)


def find(tx: Transaction, public_id: str) -> Camera:
    camera = models.by_public_id(tx.session, public_id)
    if camera is None:
        raise NotFound("We do not know this camera.")
    return camera


def by_token(tx: Transaction, token: str) -> Tour:
    tour = tour_rows.by_camera(tx.session, digest(token))
    if tour is None or tour.state not in TOUR.live:
        raise NotFound("This camera link has expired.")
    return tour


def _free_for(tx: Transaction, camera: Camera) -> bool:
    on_air = camera.tour.on_air
    if on_air in {None, camera.public_id}:
        return True
    other = models.by_public_id(tx.session, on_air or "")
    return other is None or (other.state == "gone" and camera.tour.state != "live")


def _put(tx: Transaction, camera: Camera) -> None:
    if camera.tour.on_air != camera.public_id:
        camera.tour.on_air = camera.public_id
        tours.changed(tx, camera.tour)


def _again(tx: Transaction, tour: Tour, known: str) -> Camera | None:
    camera = models.by_public_id(tx.session, known) if known else None
    if camera is None or camera.tour_id != tour.id:
        return None
    camera.state, camera.seen_at = "standby", tx.now
    return camera


def _new(tx: Transaction, tour: Tour, kind: str) -> Camera:
    here = [camera for camera in models.of_tour(tx.session, tour.id) if camera.state != "gone"]
    if len(here) >= _MOST:
        raise Conflict("This tour has too many cameras. Close one first.")
    camera = Camera(tour_id=tour.id, kind=kind, state="standby", charging=False, seen_at=tx.now)
    tx.session.add(camera)
    tx.session.flush()
    tx.session.refresh(camera)
    return camera


def _shown(camera: Camera) -> tuple[object, ...]:
    """Return what the associate would notice: speed in steps of 200 kbit/s."""
    speed = (camera.up_kbps or 0) // 200
    return camera.state, camera.battery, camera.charging, speed, camera.height
