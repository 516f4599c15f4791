"""Calls and messages as JSON (OpenAPI: api.v2010.account.call, .message)."""

from sandbox.calls.numbering import formatted
from sandbox.calls.params import API_VERSION, date
from sandbox.calls.records import Call, Message
from sandbox.config import Config
from sandbox.rest.shapes import Json, folders, root

_PARTS = (
    "Events Notifications Payments Recordings Siprec Streams Transcriptions UserDefinedMessages"
    " UserDefinedMessageSubscriptions"
)
_MEANS = {
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30036: "Validity Period Expired",
}


def call(config: Config, one: Call, number_sid: str | None) -> Json:
    uri = f"{root(config)}/Calls/{one.sid}"
    return {
        "sid": one.sid,
        "account_sid": config.account_sid,
        "parent_call_sid": one.parent_sid,
        "from": one.from_,
        "from_formatted": formatted(one.from_),
        "to": one.to,
        "to_formatted": formatted(one.to),
        "phone_number_sid": number_sid,
        "status": one.status.value,
        "start_time": date(one.answered or one.placed),
        "end_time": date(one.ended),
        "duration": None if one.ended is None else str(one.duration_s),
        "price": None,
        "price_unit": "USD",
        "direction": one.direction,
        "answered_by": one.answered_by or None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": one.caller_name or None,
        "queue_time": str(round(1000 * ((one.placed or one.created) - one.created))),
        "trunk_sid": None,
        "date_created": date(one.created),
        "date_updated": date(one.updated),
        "uri": f"{uri}.json",
        "subresource_uris": folders(uri, *_PARTS.split()),
    }


def message(config: Config, one: Message) -> Json:
    """Twilio: by a service `num_segments` is 0 at first, "since a sender hasn't been assigned"."""
    waits = one.chosen and one.status in {"accepted", "scheduled"}
    uri = f"{root(config)}/Messages/{one.sid}"
    return {
        "sid": one.sid,
        "account_sid": config.account_sid,
        "messaging_service_sid": one.service_sid,
        "from": None if waits else one.from_,
        "to": f"{one.to[:-4]}XXXX" if one.postage.masks else one.to,
        "body": one.body,
        "status": one.status,
        "direction": one.direction,
        "num_segments": "0" if waits else str(one.segments),
        "num_media": str(len(one.media)),
        "price": None,
        "price_unit": "USD",
        "error_code": one.error_code,
        "error_message": _MEANS.get(one.error_code or 0),
        "api_version": API_VERSION,
        "date_created": date(one.created),
        "date_sent": date(one.sent),
        "date_updated": date(one.updated),
        "uri": f"{uri}.json",
        "subresource_uris": folders(uri, "Media"),
    }
