"""The carrier's words in ours."""

RETRY = "#rc=3&rp=all"
"""Connection overrides of a callback's address: by default a failed one is lost for good
(Twilio, "Webhooks: connection overrides").
"""

CALL_EVENTS = {
    "queued": "place",
    "initiated": "dial",
    "ringing": "ring",
    "in-progress": "answer",
    "completed": "end",
    "busy": "end",
    "no-answer": "end",
    "failed": "end",
    "canceled": "end",
}
"""CallStatus -> event of a leg (Twilio, "Call resource", call status values)."""

MISSED = {
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "cancelled",
}
"""CallStatus of a call that ended without a conversation -> our reason."""

_VANISHED = frozenset({"408", "480", "500", "502", "503", "504"})
"""SIP final responses (RFC 3261, 21.4 and 21.5) of a far end that is gone, not hung up."""


def end_reason(status: str, sip_response: str = "") -> str:
    """Return our reason for a terminal CallStatus; empty: it was hung up after talking.

    Twilio calls a call `completed` whether somebody hung up or the radio was lost; what it may add
    is `SipResponseCode` (Twilio, "StatusCallback: parameters").
    """
    if status == "completed" and sip_response in _VANISHED:
        return "lost"
    return MISSED.get(status, "")


MESSAGE_EVENTS = {
    "accepted": "hand_over",
    "scheduled": "hand_over",
    "queued": "hand_over",
    "sending": "hand_over",
    "sent": "hand_over",
    "delivered": "deliver",
    "undelivered": "fail",
    "failed": "fail",
}
"""MessageStatus -> event of a message (Twilio, "Message resource", status values)."""
