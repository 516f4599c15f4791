"""Use-cases of a tour's picture: it comes, it goes, and nobody may say so when a process died."""

from collections.abc import Mapping
from datetime import timedelta

from callcenter.services import Services, Transaction
from streaming import models
from streaming import service as tours
from streaming.cameras import models as camera_rows
from streaming.homes import owner
from streaming.models import Tour

_UNHEARD = timedelta(seconds=15)
"""The media process names what is on every four seconds."""


def reported(services: Services, public_id: str, camera: str, *, live: bool) -> None:
    """Take in the media process's report that a camera's picture came or went.

    `camera` is its public id; one that was replaced meanwhile goes without being missed.
    """
    with services.transaction() as tx:
        tour = models.by_public_id(tx.session, public_id)
        if tour is None:
            return
        news = _came(tx, tour, camera) if live else _went(tx, tour, camera)
        if news:
            tours.changed(tx, tour)


def heard(services: Services, on: Mapping[str, str]) -> None:
    """Take in which tours have a picture now, and from which camera: mends a lost report too."""
    with services.transaction() as tx:
        for tour in models.named(tx.session, list(on)):
            if _came(tx, tour, on[tour.public_id]):
                tours.changed(tx, tour)


def restarted(services: Services, process: int, processes: int) -> None:
    """Take in that a media process begins anew: what it had before is gone."""
    with services.transaction() as tx:
        for tour in models.filmed(tx.session):
            if owner(tour.public_id, processes) == process:
                _lost(tx, tour)


def sweep(services: Services) -> None:
    """Miss the pictures of which no media process has spoken for long."""
    with services.transaction() as tx:
        for tour in models.unheard(tx.session, tx.now - _UNHEARD):
            _lost(tx, tour)


def _came(tx: Transaction, tour: Tour, camera: str) -> bool:
    """Note whose picture it is. Pages ask before they film; an encoder's picture itself tells."""
    news = tours.step(tx, tour, "publish")
    if tour.state != "live":
        return news
    tour.live_camera, tour.picture_at = camera, tx.now
    tour.first_live_at = tour.first_live_at or tx.now
    known = camera_rows.by_public_id(tx.session, camera)
    if tour.on_air != camera and (tour.on_air is None or (known and known.kind == "encoder")):
        tour.on_air, news = camera, True
    return news


def _went(tx: Transaction, tour: Tour, camera: str) -> bool:
    if tour.live_camera not in {None, camera}:
        return False
    tour.live_camera = None
    return tours.step(tx, tour, "unpublish")


def _lost(tx: Transaction, tour: Tour) -> None:
    if _went(tx, tour, tour.live_camera or ""):
        tours.changed(tx, tour)
