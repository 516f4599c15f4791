"""Parameters of webhooks, as Twilio documents them, and dates as it writes them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Protocol

from sandbox.calls.numbering import country
from sandbox.calls.records import (
    TERMINAL,
    Call,
    Conference,
    Message,
    Participant,
    Recording,
    Status,
)

API_VERSION = "2010-04-01"
_PLACES = ("City", "State", "Zip", "Country")
_SIP = {
    Status.COMPLETED: "200",
    Status.BUSY: "486",
    Status.NO_ANSWER: "487",
    Status.CANCELED: "487",
    Status.FAILED: "404",
}
_OUT_OF_REACH = "480"
"""Of a far end that talked and is gone (RFC 3261, 21.4.18). [K]: routes give others, or none."""


class Listener(Protocol):
    """A subscription to what the softphone of a call says."""

    call_sid: str
    sid: str
    sequence: int


def date(at: float | None) -> str | None:
    """Return RFC 2822 with +0000, or None."""
    return None if at is None else format_datetime(datetime.fromtimestamp(int(at), UTC))


def voice(account: str, call: Call) -> dict[str, str]:
    """Return the parameters of every voice request (Twilio, "TwiML Voice: request parameters")."""
    base = {
        "CallSid": call.sid,
        "AccountSid": account,
        "From": call.from_,
        "To": call.to,
        "Caller": call.from_,
        "Called": call.to,
        "CallStatus": call.status.value,
        "ApiVersion": API_VERSION,
        "Direction": call.direction,
    }
    if not call.from_.startswith("client:"):
        base |= _geography(call.from_, "From", "Caller")
    if call.to and not call.to.startswith("client:"):
        base |= _geography(call.to, "To", "Called")
    named = {
        "ParentCallSid": call.parent_sid,
        "ApplicationSid": call.application_sid,
        "CallToken": call.token,
        "CallerName": call.caller_name,
        "AnsweredBy": call.answered_by,
    }
    custom = call.parameters if call.direction == "inbound" else {}
    return base | {name: value for name, value in named.items() if value} | custom


def call_status(account: str, call: Call, event: str, at: float) -> dict[str, str]:
    """Return a status callback (Twilio, "StatusCallback: parameters")."""
    told = voice(account, call) | {
        "Timestamp": date(at) or "",
        "SequenceNumber": str(call.sequence),
        "CallbackSource": "call-progress-events",
    }
    if event == "initiated":
        told["CallStatus"] = Status.INITIATED.value
    if call.status in TERMINAL:
        told["CallDuration"] = str(call.duration_s)
        told["SipResponseCode"] = _OUT_OF_REACH if call.lost else _SIP[call.status]
    else:
        told.pop("AnsweredBy", None)
    if call.status is Status.COMPLETED:
        told["Duration"] = str(-(-call.duration_s // 60))
    return told


def machine(account: str, call: Call, took_s: float) -> dict[str, str]:
    """Return what machine detection found (Twilio, "AsyncAmdStatusCallback: parameters")."""
    return {
        "CallSid": call.sid,
        "AccountSid": account,
        "AnsweredBy": call.answered_by,
        "MachineDetectionDuration": str(round(took_s * 1000)),
    }


def recording(account: str, one: Recording, url: str) -> dict[str, str]:
    """Return a recording's status callback (Twilio, "recordingStatusCallback: parameters")."""
    told = {
        "AccountSid": account,
        "CallSid": one.call_sid,
        "RecordingSid": one.sid,
        "RecordingUrl": url,
        "RecordingStatus": "stopped" if one.status == "processing" else one.status,
        "RecordingChannels": str(one.taping.channels),
        "RecordingStartTime": date(one.started) or "",
        "RecordingSource": one.taping.source,
        "RecordingTrack": one.taping.track,
        "ErrorCode": "0",
    }
    if one.status == "completed":
        told["RecordingDuration"] = str(one.duration_s)
    return told | ({"ConferenceSid": one.conference_sid} if one.conference_sid else {})


def conference(
    account: str, room: Conference, event: str, at: float, extra: Mapping[str, str]
) -> dict[str, str]:
    """Return a conference event (Twilio, "TwiML Conference: statusCallback")."""
    return {
        "ConferenceSid": room.sid,
        "FriendlyName": room.name,
        "AccountSid": account,
        "SequenceNumber": str(room.sequence),
        "Timestamp": date(at) or "",
        "StatusCallbackEvent": event,
        **extra,
    }


def participant(member: Participant) -> dict[str, str]:
    """Return what a conference event says of one participant."""
    label = {"ParticipantLabel": member.label} if member.label else {}
    return label | {
        "CallSid": member.call_sid,
        "Muted": _word(value=member.muted),
        "Hold": _word(value=member.hold),
        "Coaching": _word(value=member.coaching),
        "EndConferenceOnExit": _word(value=member.ends),
        "StartConferenceOnEnter": _word(value=member.starts),
    }


def aside(account: str, to: Listener, message_sid: str, content: str) -> dict[str, str]:
    """Return a message of a softphone, as its subscription gets it; the names are from memory."""
    return {
        "AccountSid": account,
        "CallSid": to.call_sid,
        "Sid": message_sid,
        "SubscriptionSid": to.sid,
        "SequenceNumber": str(to.sequence),
        "ContentType": "application/json",
        "Content": content,
    }


def message_status(account: str, message: Message) -> dict[str, str]:
    """Return a message's status callback (Twilio, "Track outbound message status")."""
    told = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": message.status,
        "SmsStatus": message.status,
        "To": message.to,
        "From": message.from_,
        "AccountSid": account,
        "ApiVersion": API_VERSION,
    }
    if message.service_sid:
        told["MessagingServiceSid"] = message.service_sid
    if message.error_code:
        told["ErrorCode"] = str(message.error_code)
    if message.status == "delivered":
        at = datetime.fromtimestamp(message.updated, UTC)
        told["RawDlrDoneDate"] = at.strftime("%y%m%d%H%M")
    return told


def message_received(account: str, message: Message) -> dict[str, str]:
    """Return the webhook of an incoming text (Twilio, "Messaging webhooks: parameters")."""
    told = dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), message.sid) | {
        "AccountSid": account,
        "From": message.from_,
        "To": message.to,
        "Body": message.body,
        "NumMedia": str(len(message.media)),
        "NumSegments": str(message.segments),
        "SmsStatus": "received",
        "ApiVersion": API_VERSION,
    }
    for n, url in enumerate(message.media):
        told |= {f"MediaUrl{n}": url, f"MediaContentType{n}": "image/jpeg"}
    if message.opt_out:
        told["OptOutType"] = message.opt_out
    return told | _geography(message.from_, "From") | _geography(message.to, "To")


def _geography(number: str, *whose: str) -> dict[str, str]:
    """Return a number's place; towns are unknown to the sandbox, and empty as Twilio's are."""
    known = dict.fromkeys((f"{who}{place}" for who in whose for place in _PLACES), "")
    return known | {f"{who}Country": country(number) for who in whose}


def _word(*, value: bool) -> str:
    return "true" if value else "false"
