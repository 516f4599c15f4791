"""Signed reports of the media process: pictures, lines that are weak, recordings that were kept."""

import hmac
import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from callcenter.errors import NotAllowed
from callcenter.services import Services
from callcenter.web import services
from streaming import pictures
from streaming import service as tours
from streaming.links import signature
from streaming.viewers import service as viewers

bp = Blueprint("media_reports", __name__)
_MOST_PROCESSES = 1024
Details = dict[str, str]


@bp.post("/media/reports")
def report() -> Response:
    said = _read(request.get_data())
    tour, kind, data = said.get("tour"), said.get("kind"), said.get("data")
    details = data if isinstance(data, dict) else {}
    take = _TAKEN.get(kind) if isinstance(kind, str) else None
    if take and _name(tour) and all(map(_name, details.values())):
        take(services(), str(tour), details)
    return Response(status=204)


def from_media() -> None:
    """Guard this door: signed with the secret that both processes share."""
    secret = services().settings.media_secret
    sent = request.headers.get("X-Signature", "")
    if not hmac.compare_digest(sent.encode(), signature(secret, request.get_data()).encode()):
        raise NotAllowed("The signature does not fit.")


def _live(parts: Services, tour: str, said: Details) -> None:
    pictures.reported(parts, tour, _camera(said.get("subject", "")), live=True)


def _gone(parts: Services, tour: str, said: Details) -> None:
    pictures.reported(parts, tour, _camera(said.get("subject", "")), live=False)


def _on_air(parts: Services, _tour: str, said: Details) -> None:
    pictures.heard(parts, {tour: _camera(subject) for tour, subject in said.items()})


def _started(parts: Services, _tour: str, said: Details) -> None:
    process, processes = said.get("process", ""), said.get("processes", "")
    if process.isdecimal() and processes.isdecimal() and 0 < int(processes) <= _MOST_PROCESSES:
        pictures.restarted(parts, int(process), int(processes))


def _weak(parts: Services, tour: str, said: Details) -> None:
    viewers.line(parts, tour, said.get("subject", ""), weak=True)


def _well(parts: Services, tour: str, said: Details) -> None:
    viewers.line(parts, tour, said.get("subject", ""), weak=False)


def _recorded(parts: Services, tour: str, said: Details) -> None:
    if said.get("files"):
        tours.recorded(parts, tour, said["files"])


_TAKEN: dict[str, Callable[[Services, str, Details], None]] = {
    "publisher-live": _live,
    "publisher-gone": _gone,
    "on-air": _on_air,
    "started": _started,
    "viewer-weak": _weak,
    "viewer-well": _well,
    "recorded": _recorded,
}
"""Who joined and who left is told by the pages themselves, as people see it."""


def _camera(subject: str) -> str:
    return subject.partition(".")[2]


def _name(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and "\x00" not in value


def _read(body: bytes) -> dict[str, Any]:
    """Return the object that was sent; anything else reads as one that says nothing."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
