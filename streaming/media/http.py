"""WHIP and WHEP (RFC 9725; draft-ietf-wish-whep), and closing a tour."""

import asyncio
import hmac
import logging
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from streaming.links import BadToken, MediaClaims, Role, check, signature
from streaming.media import sdp
from streaming.media.ice import Mux
from streaming.media.reports import Reports
from streaming.media.room import Room, Taken
from streaming.media.session import Identity, Session

_LOG = logging.getLogger(__name__)
_LONGEST_OFFER = 64 * 1024
_MOST_CLOSED = 10_000
_MOST_VIEWERS = 50
_KEPT_HEADERS = ("Retry-After", "WWW-Authenticate")


@dataclass
class Place:
    """A connection's own address: who may end it."""

    session: Session
    tour: str
    subject: str


class Doors:
    def __init__(self, secret: str, origins: frozenset[str], mux: Mux, reports: Reports) -> None:
        self._secret = secret
        self._origins = origins
        self._mux = mux
        self._reports = reports
        self._identity = Identity()
        self._rooms: dict[str, Room] = {}
        self._places: dict[str, Place] = {}
        self._closed: dict[str, None] = {}

    def app(self) -> web.Application:
        cors = _cors(self._origins)
        app = web.Application(client_max_size=_LONGEST_OFFER, middlewares=[cors])
        app.router.add_post("/whip/{tour}", self.publish)
        app.router.add_post("/whep/{tour}", self.view)
        app.router.add_route("OPTIONS", "/{any:.*}", self.options)
        app.router.add_get("/sessions/{id}", self.nothing)
        app.router.add_patch("/sessions/{id}", self.patch)
        app.router.add_delete("/sessions/{id}", self.delete)
        app.router.add_post("/tours/{tour}/close", self.close_tour)
        app.router.add_get("/healthz", self.healthz)
        app.router.add_get("/stats", self.stats)
        app.cleanup_ctx.append(self._running)
        return app

    async def publish(self, request: web.Request) -> web.Response:
        claims = self._admitted(request, "publish")
        offer = await self._offer(request, "publish")
        room = self._rooms.setdefault(claims.tour, Room(claims.tour, self._reports.tell))
        try:
            session = await room.publish(offer, claims.subject, self._mux, self._identity)
        except Taken as taken:
            raise web.HTTPConflict(text="Another camera is on.", headers=_later(2)) from taken
        answer = sdp.answer(offer, session.ours(), offer.codecs[:1], None)
        return self._created(session, claims, answer)

    async def view(self, request: web.Request) -> web.Response:
        claims = self._admitted(request, "view")
        offer = await self._offer(request, "view")
        room = self._rooms.get(claims.tour)
        if room is None or room.publisher is None:
            raise web.HTTPNotFound(text="Nothing is live yet.", headers=_later(1))
        if len(room.viewers) >= _MOST_VIEWERS:
            raise web.HTTPServiceUnavailable(text="Too many viewers.", headers=_later(5))
        key = room.publisher.codec.key
        codecs = tuple(codec for codec in offer.codecs if codec.key == key)
        if not codecs:
            raise web.HTTPUnprocessableEntity(text=f"The picture is {key}; offer it.")
        session, viewer = room.view(offer, self._mux, self._identity)
        answer = sdp.answer(offer, session.ours(), codecs[:1], viewer.sending)
        return self._created(session, claims, answer)

    async def patch(self, request: web.Request) -> web.Response:
        """Take trickled candidates, which an ICE-lite agent does not need; refuse restarts."""
        place = self._mine(request)
        if request.content_type != "application/trickle-ice-sdpfrag":
            raise web.HTTPUnsupportedMediaType
        if request.headers.get("If-Match", "") != place.session.etag:
            raise web.HTTPPreconditionFailed
        return web.Response(status=204)

    async def delete(self, request: web.Request) -> web.Response:
        place = self._mine(request)
        await place.session.close()
        self._tidy()
        return web.Response(status=200)

    async def close_tour(self, request: web.Request) -> web.Response:
        """End a tour for good, by order of the web application."""
        raw = await request.read()
        sent = request.headers.get("X-Signature", "")
        tour = request.match_info["tour"]
        if not hmac.compare_digest(sent.encode(), signature(self._secret, raw).encode()):
            raise web.HTTPForbidden(text="The signature does not fit.")
        if tour.encode() not in raw:
            raise web.HTTPBadRequest(text="The order names another tour.")
        self._closed[tour] = None
        if len(self._closed) > _MOST_CLOSED:
            self._closed.pop(next(iter(self._closed)))
        room = self._rooms.pop(tour, None)
        if room:
            await room.close()
        self._tidy()
        return web.Response(status=204)

    async def nothing(self, _request: web.Request) -> web.Response:
        return web.Response(status=204)

    async def options(self, _request: web.Request) -> web.Response:
        return web.Response(
            status=204,
            headers={
                "Access-Control-Allow-Methods": "POST, PATCH, DELETE, OPTIONS",
                "Access-Control-Allow-Headers": "content-type, authorization, if-match",
                "Access-Control-Max-Age": "86400",
                "Accept-Post": "application/sdp",
            },
        )

    async def healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "rooms": len(self._rooms)})

    async def stats(self, _request: web.Request) -> web.Response:
        rooms = {
            tour: {
                "codec": room.publisher.codec.key if room.publisher else None,
                "frames": room.publisher.frames if room.publisher else 0,
                "viewers": len(room.viewers),
            }
            for tour, room in self._rooms.items()
        }
        return web.json_response({"rooms": rooms, "sessions": len(self._places)})

    def _admitted(self, request: web.Request, role: Role) -> MediaClaims:
        claims = self._claims(request)
        if (claims.role, claims.tour) != (role, request.match_info["tour"]):
            raise web.HTTPForbidden(text="The token is for something else.")
        if claims.tour in self._closed:
            raise web.HTTPGone(text="The tour is over.")
        return claims

    def _claims(self, request: web.Request) -> MediaClaims:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            return check(self._secret, token if kind.lower() == "bearer" else "", time.time())
        except BadToken as error:
            challenge = {"WWW-Authenticate": "Bearer"}
            words = "A media token is needed."
            raise web.HTTPUnauthorized(text=words, headers=challenge) from error

    async def _offer(self, request: web.Request, role: Role) -> sdp.Offer:
        if request.content_type != "application/sdp":
            raise web.HTTPUnsupportedMediaType(text="Send application/sdp.")
        try:
            return sdp.read((await request.read()).decode(), role)
        except UnicodeDecodeError as error:
            raise web.HTTPBadRequest(text="The offer is not UTF-8.") from error
        except sdp.OfferError as error:
            raise web.HTTPUnprocessableEntity(text=str(error)) from error

    def _created(self, session: Session, claims: MediaClaims, answer: str) -> web.Response:
        self._tidy()
        self._places[session.id] = Place(session, claims.tour, claims.subject)
        headers = {"Location": f"/sessions/{session.id}", "ETag": session.etag}
        return web.Response(
            status=201, body=answer.encode(), content_type="application/sdp", headers=headers
        )

    def _mine(self, request: web.Request) -> Place:
        claims = self._claims(request)
        place = self._places.get(request.match_info["id"])
        if place is None or (place.tour, place.subject) != (claims.tour, claims.subject):
            raise web.HTTPNotFound
        return place

    def _tidy(self) -> None:
        """Forget connections and rooms that are over."""
        for name in [n for n, place in self._places.items() if place.session.closed]:
            del self._places[name]
        for tour in [t for t, room in self._rooms.items() if room.empty]:
            del self._rooms[tour]

    async def _running(self, _app: web.Application) -> AsyncIterator[None]:
        teller = asyncio.create_task(self._reports.run())
        yield
        for room in list(self._rooms.values()):
            await room.close()
        teller.cancel()
        with suppress(asyncio.CancelledError):
            await teller
        self._mux.close()


def _later(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)}


def _cors(origins: frozenset[str]) -> Middleware:
    """Let our own pages in; everybody else's script gets no answer it could read."""

    @web.middleware
    async def allow(request: web.Request, handler: Handler) -> web.StreamResponse:
        response: web.StreamResponse
        try:
            response = await handler(request)
        except web.HTTPException as error:
            kept = {k: v for k, v in error.headers.items() if k in _KEPT_HEADERS}
            response = web.Response(status=error.status, text=error.text, headers=kept)
        origin = request.headers.get("Origin", "")
        if origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "Location, ETag, Retry-After"
            response.headers["Vary"] = "Origin"
        return response

    return allow
