"""Questions to the book: who was really rung, who really talked, what was really sent."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from sandbox.ledger.book import Book, Entry

_RINGS = "kind = 'phone' AND what IN ('rang', 'ended') OR kind = 'call' AND what = 'answered'"


@dataclass(frozen=True)
class Ringing:
    """One ring of one telephone. Times are seconds since the epoch."""

    call_sid: str
    address: str
    started: float
    ended: float | None
    answered: bool
    outcome: str


@dataclass(frozen=True)
class Talk:
    """Two legs in one room, and for how many seconds."""

    call_sids: tuple[str, str]
    room: str
    seconds: float


@dataclass
class Judge:
    """`now` is the carrier's time: what has not ended lasts until then."""

    book: Book
    now: Callable[[], float]

    def rings(self, address: str = "") -> list[Ringing]:
        """Return every ring of a telephone, or of all."""
        found: dict[str, Ringing] = {}
        for entry in self.book.find(_RINGS):
            known = found.get(entry.call_sid)
            if entry.what == "rang":
                found[entry.call_sid] = Ringing(
                    entry.call_sid, entry.address, entry.at, None, answered=False, outcome=""
                )
            elif known and entry.what == "answered":
                found[entry.call_sid] = replace(known, answered=True)
            elif known:
                found[entry.call_sid] = replace(
                    known, ended=entry.at, outcome=str(entry.fields.get("reason", ""))
                )
        return [ring for ring in found.values() if address in {"", ring.address}]

    def talks(self) -> list[Talk]:
        """Return every pair of legs that could talk together, with the time they had."""
        stays = list(self._stays())
        rooms: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
        for room, call_sid, came, went in stays:
            rooms[room].append((call_sid, came, went))
        return [
            Talk((one[0], other[0]), room, shared)
            for room, members in rooms.items()
            for one, other in combinations(members, 2)
            if one[0] != other[0] and (shared := min(one[2], other[2]) - max(one[1], other[1])) > 0
        ]

    def texts(self, address: str) -> list[str]:
        """Return what a handset really received."""
        found = self.book.find("kind = 'phone' AND what = 'text' AND address = ?", address)
        return [str(entry.fields["body"]) for entry in found]

    def commands(self, method: str = "POST") -> list[Entry]:
        """Return the API commands that were really carried out, with their status."""
        found = self.book.find("kind = 'command' AND what = ?", method)
        return [entry for entry in found if int(entry.fields["status"]) < 400]

    def webhooks(self, path: str = "") -> list[Entry]:
        """Return the requests that really reached the application."""
        found = self.book.find("kind = 'request'")
        return [entry for entry in found if path in str(entry.fields["url"])]

    def _stays(self) -> Iterator[tuple[str, str, float, float]]:
        """Return room, leg, from when, until when."""
        inside: dict[str, tuple[str, float]] = {}
        for entry in self.book.find("kind = 'sound'"):
            before = inside.pop(entry.call_sid, None)
            if before:
                yield before[0], entry.call_sid, before[1], entry.at
            if entry.what == "join":
                inside[entry.call_sid] = str(entry.fields["room"]), entry.at
        for call_sid, (room, came) in inside.items():
            yield room, call_sid, came, self.now()
