"""Which engine carries the picture: ours, or another WHIP and WHEP server by configuration."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

import jwt

from callcenter.settings import Settings
from streaming.links import MediaClaims, issue
from streaming.turn import Relays

_RELAYS_LONGER_S = 3000
"""A relay is asked again during a visit, long after the token opened its door."""


@dataclass(frozen=True)
class Address:
    """Where to post the session description. An empty token means: send none."""

    url: str
    token: str
    ice_servers: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        return {"url": self.url, "token": self.token, "ice_servers": self.ice_servers}


def is_ours(settings: Settings) -> bool:
    return not (settings.engine_whip_url or settings.engine_whep_url)


def address(settings: Settings, claims: MediaClaims) -> Address:
    """Return the door of this tour for this role, with a token that opens it alone."""
    relays = Relays.listed(settings.turn_urls, settings.turn_secret)
    servers = relays.servers(claims.subject, claims.expires + _RELAYS_LONGER_S)
    if is_ours(settings):
        door = "whip" if claims.role == "publish" else "whep"
        url = f"{settings.media_url}/{door}/{claims.tour}"
        return Address(url, issue(settings.media_secret, claims), servers)
    publishes = claims.role == "publish"
    pattern = settings.engine_whip_url if publishes else settings.engine_whep_url
    token = _token(settings, claims)
    url = _filled(pattern, {"tour": quote(claims.tour), "token": quote(token)})
    return Address(url, "" if "${token}" in pattern else token, servers)


def _token(settings: Settings, claims: MediaClaims) -> str:
    """Return what the engine's own configuration expects: nothing, one word, or a signed claim."""
    if settings.engine_auth == "none":
        return ""
    if settings.engine_auth == "static":
        return settings.engine_secret
    publishes = claims.role == "publish"
    pattern = settings.engine_publish_claims if publishes else settings.engine_view_claims
    said = json.loads(_filled(pattern or "{}", {"tour": claims.tour, "subject": claims.subject}))
    head = {"kid": settings.engine_key_id} if settings.engine_key_id else None
    payload = {"sub": claims.subject, "exp": claims.expires, **said}
    return jwt.encode(payload, _key(settings), settings.engine_algorithm, headers=head)


def _key(settings: Settings) -> str:
    if settings.engine_algorithm == "HS256":
        return settings.engine_secret
    return Path(settings.engine_secret).read_text(encoding="utf-8")


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return Template(pattern).safe_substitute(values)
