"""Pictures from packets that come out of order: each as soon as it is whole, in order."""

from dataclasses import dataclass

_MOST_WAITING = 512


@dataclass(frozen=True, slots=True)
class Piece:
    """A packet's part of a picture. `last` is RTP's marker."""

    sequence: int
    timestamp: int
    last: bool
    data: bytes


class Assembly:
    """Give pieces in order of arrival; what stays missing for 512 packets is given up."""

    def __init__(self) -> None:
        self._waiting: dict[int, Piece] = {}
        self._next: int | None = None
        self._torn: int | None = None

    def add(self, piece: Piece) -> list[tuple[int, bytes]]:
        """Return the pictures (timestamp, data) that are whole now."""
        if self._next is None:
            self._next = piece.sequence
        if (piece.sequence - self._next) & 0xFFFF >= 0x8000:
            return []
        self._waiting[piece.sequence] = piece
        found = self._whole()
        if len(self._waiting) > _MOST_WAITING:
            self._give_up()
            found += self._whole()
        return found

    def _whole(self) -> list[tuple[int, bytes]]:
        found = []
        while (parts := self._first()) is not None:
            stamp = parts[0].timestamp
            self._next = (parts[-1].sequence + 1) & 0xFFFF
            for part in parts:
                del self._waiting[part.sequence]
            if stamp != self._torn:
                found.append((stamp, b"".join(part.data for part in parts)))
        return found

    def _first(self) -> list[Piece] | None:
        """Return all parts of the next picture, None while some are missing."""
        parts: list[Piece] = []
        at = self._next or 0
        while (piece := self._waiting.get(at)) is not None:
            if parts and piece.timestamp != parts[0].timestamp:
                return parts
            parts.append(piece)
            if piece.last:
                return parts
            at = (at + 1) & 0xFFFF
        return None

    def _give_up(self) -> None:
        """Go on after the hole; the picture there may lack its beginning and is not given out."""
        start = self._next or 0
        while start in self._waiting:
            del self._waiting[start]
            start = (start + 1) & 0xFFFF
        origin = start
        self._next = min(self._waiting, key=lambda at: (at - origin) & 0xFFFF, default=start)
        after = self._waiting.get(self._next)
        self._torn = after.timestamp if after else None
