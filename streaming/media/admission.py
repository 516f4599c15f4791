"""Who may come in: tokens, tours that are over, people who were shown out, and how often."""

import hmac
import json
import time
from dataclasses import dataclass

from aiohttp import web

from streaming.links import BadToken, MediaClaims, Role, check, signature

_MOST_CLOSED = 10_000
_MOST_BUCKETS = 20_000
_BURST = 20
_PER_S = 2.0


@dataclass
class _Bucket:
    left: float
    at: float


class Admission:
    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._closed: dict[str, None] = {}
        self._buckets: dict[str, _Bucket] = {}

    def enters(self, request: web.Request, role: Role) -> MediaClaims:
        """Return the claims of a request that may use a tour's door. Raises HTTP errors."""
        claims = self.claims(request)
        if (claims.role, claims.tour) != (role, request.match_info["tour"]):
            raise web.HTTPForbidden(text="The token is for something else.")
        if claims.tour in self._closed:
            raise web.HTTPGone(text="The tour is over.")
        if f"{claims.tour}/{claims.subject}" in self._closed:
            raise web.HTTPForbidden(text="This link was taken back.")
        self.spend(f"{claims.tour}/{claims.subject}")
        return claims

    def claims(self, request: web.Request) -> MediaClaims:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            return check(self._secret, token if kind.lower() == "bearer" else "", time.time())
        except BadToken as error:
            challenge = {"WWW-Authenticate": "Bearer"}
            words = "A media token is needed."
            raise web.HTTPUnauthorized(text=words, headers=challenge) from error

    async def order(self, request: web.Request) -> dict[str, object]:
        """Return a signed order of the web application about the tour of the address."""
        raw = await request.read()
        sent = request.headers.get("X-Signature", "")
        if not hmac.compare_digest(sent.encode(), signature(self._secret, raw).encode()):
            raise web.HTTPForbidden(text="The signature does not fit.")
        try:
            said = json.loads(raw)
        except ValueError as error:
            raise web.HTTPBadRequest(text="The order is no JSON.") from error
        if not isinstance(said, dict) or said.get("tour") != request.match_info["tour"]:
            raise web.HTTPBadRequest(text="The order names another tour.")
        return said

    def close(self, tour: str, subject: str | None = None) -> None:
        """Refuse a tour, or one subject of it, from now on."""
        self._closed[f"{tour}/{subject}" if subject else tour] = None
        if len(self._closed) > _MOST_CLOSED:
            self._closed.pop(next(iter(self._closed)))

    def spend(self, name: str) -> None:
        """Count one request of this name: 20 at once, then two a second. Raises 429."""
        now = time.monotonic()
        bucket = self._buckets.pop(name, None) or _Bucket(_BURST, now)
        bucket.left = min(_BURST, bucket.left + (now - bucket.at) * _PER_S)
        bucket.at = now
        self._buckets[name] = bucket
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.pop(next(iter(self._buckets)))
        if bucket.left < 1:
            raise web.HTTPTooManyRequests(text="Too often.", headers={"Retry-After": "1"})
        bucket.left -= 1
