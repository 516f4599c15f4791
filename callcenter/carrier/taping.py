"""Announcing and recording at Twilio (its "Conference resource" and "Recording resource")."""

from collections.abc import Callable
from typing import Any

from twilio.rest import Client

from callcenter.carrier.asking import asked
from callcenter.errors import CarrierError

_GONE = {20404, 21220}
_MOST_LISTED = 20


class Taping:
    """What a carrier can do about a call that is to be recorded."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def announce(self, conference_sid: str, url: str) -> None:
        room = self._client.conferences(conference_sid)
        _unless_gone(lambda: room.update(announce_url=url, announce_method="POST"))

    def record(self, call_sid: str) -> str:
        return str(asked(lambda: self._client.calls(call_sid).recordings.create().sid))

    def tape(self, call_sid: str, sid: str, status: str) -> None:
        tape = self._client.calls(call_sid).recordings(sid)
        _unless_gone(lambda: tape.update(status=status))

    def taping(self, call_sid: str) -> list[str]:
        listed = asked(lambda: self._client.calls(call_sid).recordings.list(limit=_MOST_LISTED))
        return [str(one.sid) for one in listed if one.status in {"in-progress", "paused"}]


def _unless_gone(request: Callable[[], Any]) -> None:
    try:
        asked(request)
    except CarrierError as error:
        if error.code not in _GONE:
            raise
