"""Pushing the worklist: a message that changed makes it new for everybody of its store."""

from sqlalchemy.orm import Session

from callcenter.events import VoicemailChanged
from callcenter.services import Services
from callcenter.staff import models as staff
from callcenter.voicemails.models import Voicemail
from routing.presence.models import Presence
from routing.worklist.snapshots import worklist


def voicemail_changed(services: Services, fact: VoicemailChanged) -> None:
    with services.reading() as tx:
        store_id = tx.session.get_one(Voicemail, fact.voicemail_id).contact.store_id
        people = staff.serving(tx.session, store_id) if store_id else staff.every(tx.session)
        views = {one.id: worklist(tx, one) for one in people if _here(tx.session, one.id)}
    for associate_id, work in views.items():
        services.push.send(f"associate:{associate_id}", "worklist", {"work": work})


def _here(session: Session, associate_id: int) -> bool:
    row = session.get(Presence, associate_id)
    return row is not None and row.state != "offline"
