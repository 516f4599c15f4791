"""Conferences, participants, queues and their members as JSON."""

from sandbox.calls.params import API_VERSION, date
from sandbox.calls.queues import Member, Queue
from sandbox.calls.records import Call, Conference, Participant, Status
from sandbox.config import Config
from sandbox.rest.shapes import Json, folders, root

_STATUS = {
    Status.QUEUED: "queued",
    Status.RINGING: "ringing",
    Status.IN_PROGRESS: "connected",
    Status.COMPLETED: "complete",
}


def conference(config: Config, room: Conference) -> Json:
    uri = f"{root(config)}/Conferences/{room.sid}"
    return {
        "sid": room.sid,
        "account_sid": config.account_sid,
        "friendly_name": room.name,
        "status": room.status,
        "reason_conference_ended": room.reason,
        "call_sid_ending_conference": room.ended_by,
        "region": room.region,
        "api_version": API_VERSION,
        "date_created": date(room.created),
        "date_updated": date(room.updated),
        "uri": f"{uri}.json",
        "subresource_uris": folders(uri, "Participants", "Recordings"),
    }


def participant(config: Config, room: str, one: Participant, call: Call) -> Json:
    uri = f"{root(config)}/Conferences/{room}/Participants/{one.call_sid}.json"
    return {
        "account_sid": config.account_sid,
        "call_sid": one.call_sid,
        "label": one.label or None,
        "call_sid_to_coach": one.coaches or None,
        "coaching": one.coaching,
        "conference_sid": room,
        "date_created": date(one.created),
        "date_updated": date(one.updated),
        "end_conference_on_exit": one.ends,
        "muted": one.muted,
        "hold": one.hold,
        "start_conference_on_enter": one.starts,
        "status": _STATUS.get(call.status, "failed"),
        "queue_time": str(round(1000 * ((call.placed or call.created) - call.created))),
        "uri": uri,
    }


def queue(config: Config, one: Queue, now: float) -> Json:
    return {
        "sid": one.sid,
        "account_sid": config.account_sid,
        "friendly_name": one.name,
        "current_size": len(one.members),
        "max_size": one.most,
        "average_wait_time": one.average_s(now),
        "date_created": date(one.created),
        "date_updated": date(one.updated),
        "uri": f"{root(config)}/Queues/{one.sid}.json",
    }


def member(config: Config, one: Queue, waiting: Member, now: float) -> Json:
    return {
        "call_sid": waiting.call_sid,
        "queue_sid": one.sid,
        "date_enqueued": date(waiting.entered),
        "position": one.members.index(waiting) + 1,
        "wait_time": round(now - waiting.entered),
        "uri": f"{root(config)}/Queues/{one.sid}/Members/{waiting.call_sid}.json",
    }
