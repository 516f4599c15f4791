"""Error codes of the signalling gateway, as the Voice SDK words them (its `errors/generated`)."""

from typing import Any

MALFORMED = 31100
TOKEN_MISSING = 31102
TOO_LONG = 31103
BAD_CLIENT_NAME = 31105
NOT_ALLOWED = 31201
BAD_SIGNATURE = 31202
INVALID_TOKEN = 31204
EXPIRED = 31205
RATE_EXCEEDED = 31206
TOO_LONG_LIVED = 31207
RECONNECT_REFUSED = 31209
BAD_MESSAGE_TYPE = 31210
MESSAGE_TOO_LONG = 31212
NOT_FOUND = 31404
UNAVAILABLE = 31480
BUSY = 31486

WORDS = {
    MALFORMED: "The request had malformed syntax.",
    TOKEN_MISSING: "Authorization token missing in request.",
    TOO_LONG: "Maximum parameter length has been exceeded.",
    BAD_CLIENT_NAME: "Invalid client name",
    NOT_ALLOWED: "Authorization error",
    BAD_SIGNATURE: "Signature validation failed.",
    INVALID_TOKEN: "Invalid JWT token",
    EXPIRED: "JWT token expired",
    RATE_EXCEEDED: "Rate exceeded authorized limit.",
    TOO_LONG_LIVED: "JWT token expiration too long",
    RECONNECT_REFUSED: "Reconnect attempt is not authorized.",
    BAD_MESSAGE_TYPE: "Call Message Event Type is invalid.",
    MESSAGE_TOO_LONG: "Call Message Event Payload size exceeded authorized limit.",
    NOT_FOUND: "Not Found (HTTP/SIP)",
    UNAVAILABLE: "Temporarily Unavailable (SIP)",
    BUSY: "Busy Here (SIP)",
}
ENDINGS = {"busy": BUSY, "failed": NOT_FOUND, "no-answer": UNAVAILABLE}
"""What an outgoing call is told that ended unanswered, by the call's last status. From memory."""


def error(code: int, retry_after_s: float = 0.0) -> dict[str, Any]:
    """Return the object that `error` and `hangup` frames carry."""
    told: dict[str, Any] = {"code": code, "message": WORDS[code]}
    return told | ({"retryAfter": retry_after_s} if retry_after_s else {})
