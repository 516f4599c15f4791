"""The messages that one associate may work on, as their page shows them."""

from typing import Any

from callcenter.contacts.snapshots import card
from callcenter.kernel.clock import iso
from callcenter.services import Transaction
from callcenter.staff.models import Associate
from callcenter.voicemails import models
from callcenter.voicemails.models import Voicemail

_SHOWN = 20


def worklist(tx: Transaction, associate: Associate) -> list[dict[str, Any]]:
    """Return theirs first, then those that wait, the oldest first (WorkView in docs/api.md)."""
    return [_work(tx, row) for row in models.open_for(tx.session, associate, _SHOWN)]


def _work(tx: Transaction, row: Voicemail) -> dict[str, Any]:
    words = tx.vault.open(row.transcript_sealed) if row.transcript_sealed else ""
    return {
        "id": row.public_id,
        "mine": row.state == "taken",
        "left_at": iso(row.left_at or row.created_at),
        "duration_s": row.duration_s,
        "sound_url": f"/worklist/{row.public_id}/sound.wav" if row.recording_sid else None,
        "transcript": words,
        "called_back": row.callback_id is not None,
        "card": card(row.contact, tx.now),
    }
