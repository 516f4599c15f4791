"""The carrier's words in ours."""

CALL_EVENTS = {
    "queued": "dial",
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
