"""Resources as JSON: exactly the properties of Twilio's OpenAPI description."""

from typing import Any

from sandbox.calls.params import API_VERSION, date
from sandbox.calls.records import Call, Conference, Message, Participant
from sandbox.config import Config

Json = dict[str, Any]


def root(account: str) -> str:
    return f"/{API_VERSION}/Accounts/{account}"


def call(config: Config, one: Call) -> Json:
    uri = f"{root(config.account_sid)}/Calls/{one.sid}"
    return {
        "sid": one.sid,
        "account_sid": config.account_sid,
        "parent_call_sid": one.parent_sid,
        "from": one.from_,
        "from_formatted": one.from_,
        "to": one.to,
        "to_formatted": one.to,
        "phone_number_sid": None,
        "status": one.status.value,
        "start_time": date(one.answered),
        "end_time": date(one.ended),
        "duration": None if one.ended is None else str(one.duration_s),
        "price": None,
        "price_unit": "USD",
        "direction": one.direction,
        "answered_by": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": str(round(1000 * ((one.placed or one.created) - one.created))),
        "trunk_sid": None,
        "date_created": date(one.created),
        "date_updated": date(one.updated),
        "uri": f"{uri}.json",
        "subresource_uris": {
            name.lower(): f"{uri}/{name}.json" for name in ("Notifications", "Recordings")
        },
    }


def conference(config: Config, room: Conference) -> Json:
    uri = f"{root(config.account_sid)}/Conferences/{room.sid}"
    return {
        "sid": room.sid,
        "account_sid": config.account_sid,
        "friendly_name": room.name,
        "status": room.status,
        "reason_conference_ended": room.reason,
        "call_sid_ending_conference": room.ended_by,
        "region": "us1",
        "api_version": API_VERSION,
        "date_created": date(room.created),
        "date_updated": date(room.updated),
        "uri": f"{uri}.json",
        "subresource_uris": {
            name.lower(): f"{uri}/{name}.json" for name in ("Participants", "Recordings")
        },
    }


def participant(config: Config, room: Conference, one: Participant, status: str) -> Json:
    uri = f"{root(config.account_sid)}/Conferences/{room.sid}/Participants/{one.call_sid}.json"
    return {
        "account_sid": config.account_sid,
        "call_sid": one.call_sid,
        "label": one.label or None,
        "call_sid_to_coach": None,
        "coaching": one.coaching,
        "conference_sid": room.sid,
        "date_created": date(one.created),
        "date_updated": date(one.updated),
        "end_conference_on_exit": one.ends,
        "muted": one.muted,
        "hold": one.hold,
        "start_conference_on_enter": one.starts,
        "status": status,
        "queue_time": "0",
        "uri": uri,
    }


def message(config: Config, one: Message) -> Json:
    uri = f"{root(config.account_sid)}/Messages/{one.sid}"
    return {
        "sid": one.sid,
        "account_sid": config.account_sid,
        "messaging_service_sid": one.service_sid,
        "from": one.from_ or None,
        "to": one.to,
        "body": one.body,
        "status": one.status,
        "direction": one.direction,
        "num_segments": str(one.segments),
        "num_media": "0",
        "price": None,
        "price_unit": "USD",
        "error_code": one.error_code,
        "error_message": None,
        "api_version": API_VERSION,
        "date_created": date(one.created),
        "date_sent": date(one.sent),
        "date_updated": date(one.updated),
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }
