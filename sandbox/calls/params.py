"""Parameters of webhooks, as Twilio documents them, and dates as it writes them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from sandbox.calls.records import TERMINAL, Call, Conference, Message, Participant, Status

API_VERSION = "2010-04-01"
_PLACES = ("City", "State", "Zip", "Country")
_SIP = {
    Status.COMPLETED: "200",
    Status.BUSY: "486",
    Status.NO_ANSWER: "487",
    Status.CANCELED: "487",
    Status.FAILED: "404",
}


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
        base |= {f"{who}{place}": "" for who in ("From", "Caller") for place in _PLACES}
    if not call.to.startswith("client:"):
        base |= {f"{who}{place}": "" for who in ("To", "Called") for place in _PLACES}
    if call.parent_sid:
        base["ParentCallSid"] = call.parent_sid
    if call.application_sid:
        base["ApplicationSid"] = call.application_sid
    return base | call.parameters


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
        told["SipResponseCode"] = _SIP[call.status]
    if call.status is Status.COMPLETED:
        told["Duration"] = str(-(-call.duration_s // 60))
    return told


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
    return told


def message_received(account: str, message: Message) -> dict[str, str]:
    """Return the webhook of an incoming text (Twilio, "Messaging webhooks: parameters")."""
    told = dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), message.sid) | {
        "AccountSid": account,
        "From": message.from_,
        "To": message.to,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsStatus": "received",
        "ApiVersion": API_VERSION,
    }
    return told | {f"{who}{place}": "" for who in ("From", "To") for place in _PLACES}


def _word(*, value: bool) -> str:
    return "true" if value else "false"
