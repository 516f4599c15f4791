"""The queue's way in: telling the media process that a tour is over; pushing pages."""

import json
import urllib.request

from callcenter.events import ContactConnected, ContactInterrupted, TourChanged
from callcenter.services import Services
from streaming import engine
from streaming.links import signature
from streaming.models import Tour, live_of
from streaming.snapshots import page_view

_TIMEOUT_S = 3.0


def close(services: Services, tour_id: int) -> None:
    """Drop publisher and viewers; later joins are refused there.

    Another engine knows no such order: there the tokens end it, ten minutes later at most.
    """
    if not engine.is_ours(services.settings):
        return
    with services.transaction() as tx:
        tour = tx.session.get_one(Tour, tour_id)
        public = tour.public_id
    raw = json.dumps({"tour": public}).encode()
    request = urllib.request.Request(  # noqa: S310 - our own configured address
        f"{services.settings.media_url}/tours/{public}/close",
        data=raw,
        headers={"X-Signature": signature(services.settings.media_secret, raw)},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S):  # noqa: S310
        pass


def tour_changed(services: Services, fact: TourChanged) -> None:
    """Push the customer's page."""
    with services.transaction() as tx:
        tour = tx.session.get_one(Tour, fact.tour_id)
        view = page_view(tour, tx.now)
    services.push.send(f"tour:{tour.public_id}", "tour", view)


def line_changed(services: Services, fact: ContactInterrupted | ContactConnected) -> None:
    """Tell the tour's page that the telephone dropped, or is back."""
    with services.transaction() as tx:
        tour = live_of(tx.session, fact.contact_id)
        if tour:
            tx.emit(TourChanged(tour.id))
