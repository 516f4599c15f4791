"""What is kept of a tour, and its end: photos with their link, recordings by order.

Both end at once for a customer whose number was erased.
"""

import logging
from datetime import timedelta

from callcenter.services import Services
from streaming import models
from streaming.media_orders import order
from streaming.models import Tour
from streaming.photos import models as photo_rows

_LOG = logging.getLogger(__name__)


def sweep(services: Services) -> None:
    """Let go of what has been kept for long enough."""
    _forget_photos(services)
    for tour_id, public in _outlived(services):
        _erase(services, tour_id, public)


def _forget_photos(services: Services) -> None:
    """Delete the photos of tours whose link has died; an erased number kills its links."""
    with services.transaction() as tx:
        models.expire_erased(tx.session, tx.now)
        photo_rows.forget(tx.session, tx.now)


def _outlived(services: Services) -> list[tuple[int, str]]:
    with services.transaction() as tx:
        before = tx.now - timedelta(days=tx.settings.recording_days)
        return [(tour.id, tour.public_id) for tour in models.outlived(tx.session, before)]


def _erase(services: Services, tour_id: int, public: str) -> None:
    """Have the files deleted; what the media process did not do, the next sweep tries again."""
    try:
        done = order(services.settings, "erase", {"tour": public, "name": public})
    except OSError as error:
        _LOG.warning("a recording is not erased yet: %s", error, extra={"ref": public})
        return
    if not done:
        return
    with services.transaction() as tx:
        tx.session.get_one(Tour, tour_id).recording_erased_at = tx.now
