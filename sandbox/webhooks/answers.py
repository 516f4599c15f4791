"""What an answer of the application means: redirects, retries, sizes."""

from sandbox.calls.addresses import resolved
from sandbox.calls.ports import WebhookAnswer, WebhookRequest

BAD_URL = 11100
READ_FAILED = 11200
OUT_OF_TIME = 11203
CONNECT_FAILED = 11205
BROKEN_HTTP = 11206
NO_SUCH_HOST = 11210
TOO_MANY_REDIRECTS = 11215
TLS_FAILED = 11220
BAD_CERTIFICATE = 11237
TOO_LARGE = 11750

MOST_REDIRECTS = 10
LONGEST_DOCUMENT = 64 * 1024
LONGEST_SOUND = 40 * 1024 * 1024
_MOVED = frozenset({301, 302, 303})
_KEEPING = frozenset({307, 308})
What = tuple[str, str, dict[str, str]]
"""Method, address and form of one request."""


def refused(code: int) -> WebhookAnswer:
    return WebhookAnswer(0, "", b"", code)


def longest(request: WebhookRequest) -> int:
    """Return how many bytes of an answer are read: documents 64 KB, sounds 40 MB."""
    return LONGEST_SOUND if request.kind == "sound" else LONGEST_DOCUMENT


def limited(answer: WebhookAnswer, most: int) -> WebhookAnswer:
    """Return the answer, or 11750 where its body is too long."""
    return refused(TOO_LARGE) if len(answer.body) > most else answer


def onward(status: int, location: str, what: What) -> What | None:
    """Return the request a redirect leads to: 307 and 308 keep method and form."""
    if not location or status not in _MOVED | _KEEPING:
        return None
    method, url, form = what
    there = resolved(url, location)
    return (method, there, form) if status in _KEEPING else ("GET", there, {})


def outcome(answer: WebhookAnswer) -> str:
    """Return the retry policy an answer falls under, or nothing when it is good."""
    if answer.error in {CONNECT_FAILED, NO_SUCH_HOST, TLS_FAILED, BAD_CERTIFICATE}:
        return "ct"
    if answer.error:
        return "rt" if answer.error in {READ_FAILED, OUT_OF_TIME} else ""
    return f"{answer.status // 100}xx" if answer.status >= 400 else ""
