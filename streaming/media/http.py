"""WHIP and WHEP (RFC 9725; draft-ietf-wish-whep), and stills for who cannot follow."""

import time

from aiohttp import web

from streaming.links import MediaClaims, Role
from streaming.media import answer, sdp
from streaming.media.admission import Admission
from streaming.media.room import Taken
from streaming.media.rooms import Place, Rooms
from streaming.media.session import Session
from streaming.media.stills import NoStill
from streaming.turn import Relays

_FRAGMENT = "application/trickle-ice-sdpfrag"
_RELAYS_LIVE_S = 3600


class Doors:
    """What browsers and encoders ask for. `first` begins every session's own address."""

    def __init__(self, admission: Admission, rooms: Rooms, relays: Relays, first: str) -> None:
        self._admission = admission
        self._rooms = rooms
        self._relays = relays
        self._first = first

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/whip/{tour}", self.publish),
            web.post("/whep/{tour}", self.view),
            web.get("/whip/{tour}", self.nothing),
            web.get("/whep/{tour}", self.nothing),
            web.get("/stills/{tour}", self.still),
            web.get("/sessions/{id}", self.nothing),
            web.patch("/sessions/{id}", self.patch),
            web.delete("/sessions/{id}", self.delete),
        ]

    async def publish(self, request: web.Request) -> web.Response:
        claims = self._admission.enters(request, "publish")
        offer = await self._offer(request, "publish")
        takeover = request.query.get("takeover") == "1"
        try:
            session = self._rooms.publish(offer, claims, takeover=takeover)
        except Taken as taken:
            raise web.HTTPConflict(text="Another camera is on.", headers=_later(2)) from taken
        return self._created(
            session, claims, answer.write(offer, session.ours(), offer.codecs[:1], None)
        )

    async def view(self, request: web.Request) -> web.Response:
        claims = self._admission.enters(request, "view")
        offer = await self._offer(request, "view")
        room = self._rooms.find(claims.tour)
        if room is None or room.publisher is None:
            raise web.HTTPConflict(text="Nothing is live yet.", headers=_later(1))
        if room.full:
            raise web.HTTPServiceUnavailable(text="Too many viewers.", headers=_later(5))
        key = room.publisher.codec.key
        codecs = tuple(sorted(offer.codecs, key=lambda codec: codec.key != key))
        if codecs[0].key != key:
            raise web.HTTPUnprocessableEntity(text=f"The picture is {key}; offer it.")
        session, sending = self._rooms.view(offer, claims, room)
        return self._created(session, claims, answer.write(offer, session.ours(), codecs, sending))

    async def still(self, request: web.Request) -> web.Response:
        """One JPEG, at most a second old: the step of the ladder below a moving picture."""
        claims = self._admission.enters(request, "view")
        room = self._rooms.find(claims.tour)
        layer = room.layer() if room else None
        if layer is None:
            raise web.HTTPConflict(text="Nothing is live yet.", headers=_later(1))
        try:
            picture = await self._rooms.stills(claims.tour).take(layer)
        except NoStill as error:
            raise web.HTTPServiceUnavailable(text="No picture.", headers=_later(1)) from error
        headers = {"Cache-Control": "no-store"}
        return web.Response(body=picture, content_type="image/jpeg", headers=headers)

    async def patch(self, request: web.Request) -> web.Response:
        """Take trickled candidates, which an ICE-lite agent does not need, or restart ICE."""
        place = self._mine(request)
        if request.content_type != _FRAGMENT:
            raise web.HTTPUnsupportedMediaType
        wanted = request.headers.get("If-Match", "")
        if not wanted:
            raise web.HTTPPreconditionRequired
        if not sdp.fragment((await request.read()).decode(errors="replace")):
            raise web.HTTPBadRequest(text="This is no fragment of a session description.")
        if wanted == "*":
            body = answer.restarted(place.session.restart())
            headers = {"ETag": place.session.etag}
            return web.Response(text=body, content_type=_FRAGMENT, headers=headers)
        if wanted != place.session.etag:
            raise web.HTTPPreconditionFailed
        return web.Response(status=204)

    async def delete(self, request: web.Request) -> web.Response:
        await self._rooms.leave(self._mine(request))
        return web.Response(status=200)

    async def nothing(self, _request: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _offer(self, request: web.Request, role: Role) -> sdp.Offer:
        if request.content_type != "application/sdp":
            raise web.HTTPUnsupportedMediaType(text="Send application/sdp.")
        if self._rooms.crowded:
            raise web.HTTPServiceUnavailable(text="Too many connections.", headers=_later(10))
        try:
            return sdp.read((await request.read()).decode(), role)
        except UnicodeDecodeError as error:
            raise web.HTTPBadRequest(text="The offer is not UTF-8.") from error
        except sdp.Unreadable as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        except sdp.OfferError as error:
            raise web.HTTPUnprocessableEntity(text=str(error)) from error

    def _created(self, session: Session, claims: MediaClaims, text: str) -> web.Response:
        location = f"/sessions/{self._first}{session.id}"
        headers = {"Location": location, "ETag": session.etag}
        response = web.Response(
            status=201, body=text.encode(), content_type="application/sdp", headers=headers
        )
        expires = int(time.time()) + _RELAYS_LIVE_S
        for link in self._relays.links(claims.subject, expires):
            response.headers.add("Link", link)
        return response

    def _mine(self, request: web.Request) -> Place:
        claims = self._admission.claims(request)
        name = request.match_info["id"]
        self._admission.spend(name)
        place = self._rooms.places.get(name.removeprefix(self._first))
        if place is None or (place.tour, place.subject) != (claims.tour, claims.subject):
            raise web.HTTPNotFound
        return place


def _later(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)}
