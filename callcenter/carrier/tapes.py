"""Announcements and recordings at Twilio (its "Recording resource" and "Conference resource")."""

from collections.abc import Callable
from typing import Any

import requests
from twilio.rest import Client

from callcenter.carrier.asking import asked
from callcenter.errors import CarrierError
from callcenter.settings import Settings

Fetch = Callable[[str], bytes]
"""Takes a recording's path at the API, returns its sound. Raises CarrierError."""
_GONE = {20404, 21220}
_LONG_S = 30


def no_sound(_path: str) -> bytes:
    raise CarrierError("No way to the carrier's recordings.", permanent=True)


def fetcher(settings: Settings) -> Fetch:
    """Fetch sound with the account's credentials: the SDK reads text only."""
    base = settings.twilio_api_base.rstrip("/") or "https://api.twilio.com"
    credentials = (settings.twilio_account_sid, settings.twilio_auth_token)

    def fetch(path: str) -> bytes:
        answer: Any = asked(lambda: requests.get(base + path, auth=credentials, timeout=_LONG_S))
        if answer.status_code != requests.codes.ok:
            raise CarrierError("The carrier has no such recording.", permanent=True)
        return bytes(answer.content)

    return fetch


class Tapes:
    """What a carrier can do about sound that is kept."""

    def __init__(self, client: Client, fetch: Fetch) -> None:
        self._client = client
        self._fetch = fetch

    def announce(self, conference_sid: str, url: str) -> None:
        room = self._client.conferences(conference_sid)
        _unless_gone(lambda: room.update(announce_url=url, announce_method="POST"))

    def record(self, call_sid: str) -> str:
        return str(asked(lambda: self._client.calls(call_sid).recordings.create().sid))

    def tape(self, call_sid: str, sid: str, status: str) -> None:
        tape = self._client.calls(call_sid).recordings(sid)
        _unless_gone(lambda: tape.update(status=status))

    def tapes_of(self, call_sid: str) -> list[str]:
        listed = asked(lambda: self._client.calls(call_sid).recordings.list(limit=20))
        return [str(one.sid) for one in listed if one.status in {"in-progress", "paused"}]

    def tape_length(self, sid: str) -> int | None:
        one = asked(lambda: self._client.recordings(sid).fetch())
        return int(one.duration) if one.status == "completed" else None

    def tape_sound(self, sid: str) -> bytes:
        account = self._client.account_sid
        return self._fetch(f"/2010-04-01/Accounts/{account}/Recordings/{sid}.wav")

    def erase_tape(self, sid: str) -> None:
        _unless_gone(lambda: self._client.recordings(sid).delete())


def _unless_gone(request: Callable[[], Any]) -> None:
    try:
        asked(request)
    except CarrierError as error:
        if error.code not in _GONE:
            raise
