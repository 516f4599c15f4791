"""Lists in pages, and lists by date (Twilio, "API responses: paging")."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlencode

from sandbox.rest.answers import RestAnswer, invalid
from sandbox.rest.form import Ask, Form

Item = TypeVar("Item")
_DEFAULT, _MOST = 50, 1000
_TOO_LARGE = 20007
_DAY = timedelta(days=1)


def page(
    name: str, found: Iterable[Item], ask: Ask, show: Callable[[Item], dict[str, Any]]
) -> RestAnswer:
    """Return one page of what was found, shown; what lies behind it is not looked at.

    `next_page_uri` is relative, as the SDK expects.
    """
    size = ask.query.whole("PageSize", _DEFAULT, (1, _MOST), _TOO_LARGE)
    number = ask.query.whole("Page", 0, (0, 999_999))
    start = number * size
    taken = list(islice(found, start, start + size + 1))
    shown = [show(one) for one in taken[:size]]
    kept = {key: ask.query.text(key) for key in ask.query if key not in {"PageSize", "Page"}}

    def uri(n: int, token: str = "") -> str:
        turned = {"PageToken": token} if token else {}
        words = {**kept, "PageSize": size, "Page": n, **turned}
        return f"{ask.path}?{urlencode(words)}"

    last = str(shown[-1].get("sid", "")) if shown else ""
    more = len(taken) > size
    body = {
        name: shown,
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(start, start + len(shown) - 1),
        "uri": uri(number),
        "first_page_uri": uri(0),
        "previous_page_uri": uri(number - 1) if number else None,
        "next_page_uri": uri(number + 1, f"PA{last}") if more else None,
    }
    return RestAnswer(200, body)


def within(query: Form, name: str, at: float | None, *, whole_day: bool = False) -> bool:
    """Whether a moment satisfies `Name`, `Name<` (before) and `Name>` (on or after).

    Twilio, "Call resource": calls "that started before this date"; others "on or before midnight of
    this date"; but of messages, with `whole_day`, those "on and before a specific date".
    """
    spans = [(sign, _span(query.text(name + sign))) for sign in ("", "<", ">")]
    asked = [(sign, span) for sign, span in spans if span]
    if not asked:
        return True
    if at is None:
        return False
    moment = datetime.fromtimestamp(at, UTC)
    tests: dict[str, Callable[[datetime, datetime], bool]] = {
        "": lambda first, last: first <= moment < last,
        "<": lambda first, last: moment < last if whole_day else moment <= first,
        ">": lambda first, _last: moment >= first,
    }
    return all(tests[sign](*span) for sign, span in asked)


def _span(said: str) -> tuple[datetime, datetime] | None:
    """Return first moment and end of a day or a second; raises 20001 for no date.

    The SDK writes a day as its midnight.
    """
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise invalid(20001, f"{said[:40]} is not a date") from error
    moment = found.replace(tzinfo=found.tzinfo or UTC)
    is_day = moment.astimezone(UTC).time() == time.min
    return moment, moment + (_DAY if is_day else timedelta(seconds=1))
