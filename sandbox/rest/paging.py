"""Lists in pages (Twilio, "API responses: paging")."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox.rest.answers import RestAnswer, invalid

_DEFAULT, _MOST = 50, 1000


def page(
    name: str, found: Sequence[Any], query: Mapping[str, Sequence[str]], path: str
) -> RestAnswer:
    """Return one page; `next_page_uri` is relative, as the SDK expects."""
    size, number = _whole(query, "PageSize", _DEFAULT), _whole(query, "Page", 0)
    if not 1 <= size <= _MOST:
        raise invalid(20001, f"PageSize must be between 1 and {_MOST}")
    start = number * size
    shown = list(found[start : start + size])

    def uri(n: int) -> str:
        kept = {key: values[-1] for key, values in query.items()}
        return f"{path}?{urlencode({**kept, 'PageSize': size, 'Page': n})}"

    body = {
        name: shown,
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(start, start + len(shown) - 1),
        "uri": uri(number),
        "first_page_uri": uri(0),
        "previous_page_uri": uri(number - 1) if number else None,
        "next_page_uri": uri(number + 1) if start + size < len(found) else None,
    }
    return RestAnswer(200, body)


def _whole(query: Mapping[str, Sequence[str]], name: str, default: int) -> int:
    said = query.get(name, [""])[-1]
    if not said:
        return default
    if not said.isdecimal() or len(said) > 6:
        raise invalid(20001, f"{name} must be a number")
    return int(said)
