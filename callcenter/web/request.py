"""What a view needs of its request: the services, the JSON body, one field of it."""

from typing import Any, cast

from flask import current_app, request

from callcenter.errors import Invalid
from callcenter.services import Services


def services() -> Services:
    return cast(Services, current_app.extensions["services"])


def body() -> dict[str, Any]:
    """Return the JSON object that was sent. Raises Invalid."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # nested deeper than Python reads: nothing of ours is
        sent = None
    if not isinstance(sent, dict):
        raise Invalid("Please send a JSON object.")
    return sent


def _storable(text: str) -> bool:
    """No zero byte and no half character: databases refuse both."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def text_field(sent: dict[str, Any], name: str, longest: int = 200) -> str:
    """Return a field as text; absent reads as empty. Raises Invalid."""
    value = sent.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or not _storable(value):
        raise Invalid("This entry is not readable.", name)
    return value.strip()
