"""The queue's way in: what the carrier is told of a recording, each order safe to repeat."""

from callcenter.errors import CarrierError
from callcenter.recordings import service as recordings
from callcenter.recordings.models import Recording
from callcenter.services import Services

_LOOK_S = 3.0
_STATUS = {"recording": "in-progress", "paused": "paused", "stopped": "stopped"}


def announce(services: Services, recording_id: int) -> None:
    """Play the announcement to everybody in the conference."""
    with services.transaction() as tx:
        recording = tx.session.get_one(Recording, recording_id)
        room = recording.line.conference_sid
        if recording.state != "announcing" or room is None:
            return
        url = f"{tx.settings.public_url}/voice/recorded/{recording.contact.public_id}"
    services.carrier.announce(room, url)


def tape(services: Services, recording_id: int) -> float | None:
    """Bring the carrier's recording to what is wished; ask again until a stopped one is ready."""
    with services.transaction() as tx:
        recording = tx.session.get_one(Recording, recording_id)
        state, sid, call_sid = recording.state, recording.sid, recording.line.sid
    if state == "starting" and call_sid:
        return _start(services, recording_id, call_sid)
    if sid is None or call_sid is None or state not in _STATUS:
        return None
    services.carrier.tape(call_sid, sid, _STATUS[state])
    return _keep(services, recording_id, call_sid, sid) if state == "stopped" else None


def erase(services: Services, recording_id: int) -> None:
    """Delete the sound at the carrier; a deleted one is no error."""
    with services.transaction() as tx:
        sid = tx.session.get_one(Recording, recording_id).sid
    if sid:
        services.carrier.erase_tape(sid)


def _start(services: Services, recording_id: int, call_sid: str) -> float | None:
    """Start it once: one that runs or ran, of an order nobody noted, is adopted."""
    try:
        made = services.carrier.taping(call_sid)
        made += [one.sid for one in services.carrier.tapes_of(call_sid)]
        with services.transaction() as tx:
            known = set(recordings.known(tx, made))
        stray = [sid for sid in made if sid not in known]
        sid = stray[0] if stray else services.carrier.record(call_sid)
    except CarrierError as error:
        if not error.permanent:
            raise
        with services.transaction() as tx:
            recordings.refused(tx, tx.session.get_one(Recording, recording_id))
        return None
    with services.transaction() as tx:
        recordings.started(tx, tx.session.get_one(Recording, recording_id), sid)
    return None


def _keep(services: Services, recording_id: int, call_sid: str, sid: str) -> float | None:
    finished = services.carrier.tapes_of(call_sid)
    seconds = next((one.seconds for one in finished if one.sid == sid), None)
    if seconds is None:
        return _LOOK_S
    with services.transaction() as tx:
        recordings.kept(tx, tx.session.get_one(Recording, recording_id), seconds)
    return None
