"""The clock's way in: reading the carrier's books for calls that nobody answered for."""

import logging
from datetime import timedelta

from callcenter.errors import CarrierError
from callcenter.missed import models
from callcenter.missed import service as missed
from callcenter.missed.models import Lookout
from callcenter.services import Services

_LOG = logging.getLogger(__name__)
_OVERLAP = timedelta(minutes=10)
"""Calls that went on when we looked last, and lists that lag."""
_FARTHEST = timedelta(hours=24)


def sweep(services: Services) -> None:
    """Find callers whom an outage turned away; where the carrier is silent, look again later.

    The very first look only notes the time: older calls were somebody else's.
    """
    with services.transaction() as tx:
        missed.lapse(tx)
        row = tx.session.get(Lookout, models.ONLY)
        if row is None:
            tx.session.add(Lookout(id=models.ONLY, looked_at=tx.now))
            return
        now, since = tx.now, max(row.looked_at - _OVERLAP, tx.now - _FARTHEST)
    try:
        calls = services.carrier.dialled_us(since)
    except CarrierError as error:
        _LOG.warning("books not read", extra={"code": error.code})
        return
    with services.reading() as tx:
        strange = missed.strange(tx, calls)
    for call in strange:
        with services.transaction() as tx:
            missed.take_in(tx, call)
    with services.transaction() as tx:
        tx.session.get_one(Lookout, models.ONLY).looked_at = now
