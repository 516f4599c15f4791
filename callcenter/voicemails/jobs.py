"""The clock's way in: recordings whose reports were lost, and sounds to be forgotten."""

import logging
from datetime import timedelta

from callcenter.carrier.port import Tape
from callcenter.errors import CarrierError
from callcenter.services import Services
from callcenter.voicemails import models
from callcenter.voicemails import service as voicemails
from callcenter.voicemails.models import Voicemail
from callcenter.voicemails.service import Recorded

_LOG = logging.getLogger(__name__)
_QUIET = timedelta(seconds=30)
_MOST_AT_ONCE = 20


def sweep(services: Services) -> None:
    """Ask the carrier for recordings that nobody reported: a caller's words are not lost."""
    with services.transaction() as tx:
        rows = models.unheard(tx.session, tx.now - _QUIET, _MOST_AT_ONCE)
        asked = [(row.id, row.call_sid) for row in rows]
        for row in rows:
            row.looked_at = tx.now
    for row_id, call_sid in asked:
        try:
            tapes = services.carrier.tapes_of(call_sid)
        except CarrierError as error:
            _LOG.warning("recordings not listed", extra={"ref": row_id, "code": error.code})
            continue
        _take_in(services, row_id, tapes)


def forget_at_carrier(services: Services) -> None:
    """Delete the sound of wiped messages at the carrier, until it confirms."""
    with services.transaction() as tx:
        due = models.left_at_carrier(tx.session, _MOST_AT_ONCE)
    for row_id, sid in due:
        try:
            services.carrier.erase_tape(sid)
        except CarrierError as error:
            _LOG.warning("recording not deleted", extra={"ref": row_id, "code": error.code})
            continue
        with services.transaction() as tx:
            tx.session.get_one(Voicemail, row_id).recording_sid = None


def _take_in(services: Services, row_id: int, tapes: list[Tape]) -> None:
    with services.transaction() as tx:
        row = tx.session.get_one(Voicemail, row_id)
        if tapes:
            voicemails.keep(tx, row.contact, Recorded(tapes[-1].sid, tapes[-1].seconds))
        elif voicemails.is_late(tx, row):
            voicemails.drop(tx, row.contact)
