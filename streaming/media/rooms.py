"""The tours of this process, and every connection by its own address."""

from dataclasses import dataclass

from streaming.links import MediaClaims
from streaming.media.answer import Sending
from streaming.media.ice import Mux
from streaming.media.room import Room, Told, connector
from streaming.media.sdp import Offer
from streaming.media.session import Identity, Session
from streaming.media.stills import Stills

MOST_SESSIONS = 2000
_MOST_NAMED = 500


@dataclass
class Place:
    """A connection's own address: who may end it."""

    session: Session
    tour: str
    subject: str


class Rooms:
    def __init__(self, mux: Mux, tell: Told) -> None:
        self.places: dict[str, Place] = {}
        self.forgotten = 0
        self._rooms: dict[str, Room] = {}
        self._stills: dict[str, Stills] = {}
        self._tell = tell
        self._connect = connector(mux, Identity())

    @property
    def crowded(self) -> bool:
        return len(self.places) >= MOST_SESSIONS

    def find(self, tour: str) -> Room | None:
        return self._rooms.get(tour)

    def open(self, tour: str) -> Room:
        return self._rooms.setdefault(tour, Room(tour, self._tell))

    def publish(self, offer: Offer, claims: MediaClaims, *, takeover: bool) -> Session:
        """Admit a camera. Raises Taken."""
        self.tidy()
        room = self.open(claims.tour)
        session = room.publish(offer, claims.subject, self._connect, takeover=takeover)
        return self._kept(session, claims)

    def view(self, offer: Offer, claims: MediaClaims, room: Room) -> tuple[Session, Sending]:
        session, viewer = room.view(offer, claims.subject, self._connect)
        return self._kept(session, claims), viewer.sending

    def stills(self, tour: str) -> Stills:
        return self._stills.setdefault(tour, Stills())

    async def leave(self, place: Place) -> None:
        await place.session.close()
        self.tidy()

    async def show_out(self, tour: str, subject: str) -> None:
        """End every connection of one subject."""
        for place in list(self.places.values()):
            if (place.tour, place.subject) == (tour, subject):
                await place.session.close()
        self.tidy()

    async def end(self, tour: str) -> None:
        """End a tour with all its connections."""
        room = self._rooms.pop(tour, None)
        if room:
            await room.close()
        self.tidy()

    async def end_all(self) -> None:
        for tour in list(self._rooms):
            await self.end(tour)

    def tidy(self) -> None:
        """Forget rooms that are over."""
        for tour in [t for t, room in self._rooms.items() if room.empty]:
            del self._rooms[tour]
        for tour in [t for t in self._stills if t not in self._rooms]:
            del self._stills[tour]

    def filmed(self) -> list[dict[str, str]]:
        """Return the tours that are on with their cameras' subjects, in handy parts."""
        on = [(t, room.publisher.subject) for t, room in self._rooms.items() if room.publisher]
        return [dict(on[at : at + _MOST_NAMED]) for at in range(0, len(on), _MOST_NAMED)]

    def counts(self) -> dict[str, int]:
        """Return how much runs, for people who watch the machine; no names."""
        self.tidy()
        rooms = self._rooms.values()
        return {
            "tours": len(rooms),
            "live": sum(room.publisher is not None for room in rooms),
            "viewers": sum(len(room.viewers) for room in rooms),
            "sessions": len(self.places),
        }

    def _kept(self, session: Session, claims: MediaClaims) -> Session:
        """Keep a connection until it is over, and not a moment longer."""
        self.places[session.id] = Place(session, claims.tour, claims.subject)
        room_hears = session.on_close

        def over() -> None:
            del self.places[session.id]
            self.forgotten += 1
            room_hears()

        session.on_close = over
        return session
