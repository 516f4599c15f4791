"""The queue's way in: telling the media process about a tour; pushing its pages."""

from callcenter.events import ContactChanged
from callcenter.services import Services
from streaming import models
from streaming import service as tours
from streaming.media_orders import order
from streaming.models import Tour
from streaming.snapshots import around, page_view, tour_view


def close(services: Services, tour_id: int) -> None:
    """Drop publisher and viewers; later joins are refused there."""
    with services.transaction() as tx:
        tour = tx.session.get_one(Tour, tour_id)
        public, done = tour.public_id, tour.closed_at
    if done:
        return
    order(services.settings, "close", {"tour": public})
    with services.transaction() as tx:
        tx.session.get_one(Tour, tour_id).closed_at = tx.now


def record(services: Services, tour_id: int) -> None:
    """Tell the media process whether to record; the newest wish counts."""
    with services.transaction() as tx:
        tour = tx.session.get_one(Tour, tour_id)
        public, wanted = tour.public_id, tour.recording
    said = {"tour": public, "on": wanted, "name": public}
    taken = order(services.settings, "record", said)
    with services.transaction() as tx:
        tour = tx.session.get_one(Tour, tour_id)
        tours.recording_answered(tx, tour, wanted=wanted, taken=taken)


def contact_changed(services: Services, fact: ContactChanged) -> None:
    """Let the tour follow its contact, and push the viewers' and the cameras' pages."""
    with services.reading() as tx:
        if not models.has_tour(tx.session, fact.contact_id):
            return  # as most contacts, most of the time
    tours.contact_changed(services, fact)
    with services.reading() as tx:
        tour = models.latest_of(tx.session, fact.contact_id)
        if tour is None:
            return
        near = around(tx.session, tour)
        page = page_view(tour, near, tx.now)
        camera = tour_view(tour, near, None, None) | {"version": page["version"]}
    services.push.send(f"tour:{tour.public_id}", "tour", page)
    services.push.send(f"cameras:{tour.public_id}", "camera", camera)
