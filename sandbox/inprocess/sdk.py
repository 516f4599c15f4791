"""The real `twilio` SDK without sockets: its requests go straight to the API."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from requests import ReadTimeout
from twilio.http import HttpClient
from twilio.http.response import Response

from sandbox.chaos.rest import FaultyRest
from sandbox.rest.answers import RestRequest


class InProcessHttp(HttpClient):  # type: ignore[misc]  # the SDK ships no types
    """Hand over as `http_client` of `twilio.rest.Client`.

    An answer that never comes is a `requests.ReadTimeout`, as from the SDK's own client.
    """

    def __init__(self, rest: FaultyRest) -> None:
        super().__init__(logger=None, is_async=False, timeout=None)
        self._rest = rest

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        **options: Any,
    ) -> Response:
        """Answer one request of the SDK."""
        parts = urlsplit(url)
        query = {**parse_qs(parts.query), **_lists(params)}
        outcome = self._rest.handle(
            RestRequest(method.upper(), parts.path, query, _lists(data), options.get("auth"))
        )
        answer = outcome.answer
        if answer is None:
            raise ReadTimeout("The carrier did not answer.")
        text = "" if answer.body is None else json.dumps(answer.body)
        return Response(answer.status, text, dict(answer.headers))

    def sound(self, url: str, auth: tuple[str, str]) -> tuple[int, bytes]:
        """Return status and body of a recording's address, which the SDK itself does not fetch."""
        parts = urlsplit(url)
        asked = RestRequest("GET", parts.path, parse_qs(parts.query), {}, auth)
        answer = self._rest.handle(asked).answer
        if answer is None:
            raise ReadTimeout("The carrier did not answer.")
        return answer.status, answer.media


def _lists(values: Mapping[str, object] | None) -> dict[str, Sequence[str]]:
    """Return each value as the list of strings that a form would carry."""
    found: dict[str, Sequence[str]] = {}
    for name, value in (values or {}).items():
        many = value if isinstance(value, list | tuple) else [value]
        found[name] = [_word(one) for one in many if one is not None]
    return {name: many for name, many in found.items() if many}


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
