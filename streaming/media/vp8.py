"""VP8's own numbering inside RTP (RFC 7741, 4.2), continued when the picture's source changes."""

from dataclasses import dataclass
from typing import Final

_PICTURES: Final = 0x8000


@dataclass(frozen=True, slots=True)
class Shift:
    """What to add to a source's picture numbers and base layer indices."""

    picture: int
    base: int


NONE: Final = Shift(0, 0)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the numbers stand in a payload; None for one that is missing."""

    picture: int | None
    is_long: bool
    base: int | None


def follow(last: bytes, before: Shift, first: bytes) -> Shift:
    """Return the shift of a new source that begins with `first`, after `last` of the old one."""
    old, new = _numbers(last), _numbers(first)
    if old is None or new is None:
        return NONE
    return Shift(
        (old[0] + before.picture + 1 - new[0]) % _PICTURES,
        (old[1] + before.base + 1 - new[1]) % 256,
    )


def renumber(payload: bytes, shift: Shift) -> bytes:
    """Return the payload with shifted numbers."""
    places = _places(payload)
    if places is None or shift == NONE:
        return payload
    changed = bytearray(payload)
    if places.picture is not None:
        at = places.picture
        if places.is_long:
            number = (_long(payload, at) + shift.picture) % _PICTURES
            changed[at : at + 2] = (0x8000 | number).to_bytes(2, "big")
        else:
            changed[at] = (payload[at] + shift.picture) & 0x7F
    if places.base is not None:
        changed[places.base] = (payload[places.base] + shift.base) & 0xFF
    return bytes(changed)


def _numbers(payload: bytes) -> tuple[int, int] | None:
    places = _places(payload)
    if places is None or places.picture is None:
        return None
    at = places.picture
    picture = _long(payload, at) if places.is_long else payload[at]
    return picture, payload[places.base] if places.base is not None else 0


def _places(payload: bytes) -> _Places | None:
    if len(payload) < 6 or not payload[0] & 0x80:
        return None
    flags, at = payload[1], 2
    picture = at if flags & 0x80 else None
    is_long = picture is not None and bool(payload[at] & 0x80)
    if picture is not None:
        at += 2 if is_long else 1
    return _Places(picture, is_long, at if flags & 0x40 else None)


def _long(payload: bytes, at: int) -> int:
    return int.from_bytes(payload[at : at + 2], "big") & 0x7FFF
