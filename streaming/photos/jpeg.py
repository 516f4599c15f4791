"""JPEG as far as we must know it: is it one, how large, and nothing hidden in it.

Segments as in ITU-T T.81, annex B: 0xFF, a marker, and for most a length that counts itself.
"""

from dataclasses import dataclass

_START, _SCAN = b"\xff\xd8", 0xDA
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_KEPT_APPS = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, colour profile, Adobe; not Exif, which can tell where a photo was taken."""
_COMMENT = 0xFE


class NotJpeg(ValueError):  # noqa: N818 - reads as a noun where it is caught
    """Something else, or cut off."""


@dataclass(frozen=True)
class Jpeg:
    """Pixels, and the bytes without place, time, device or comment."""

    width: int
    height: int
    data: bytes


def read(raw: bytes) -> Jpeg:
    """Return the picture cleaned. Raises NotJpeg."""
    if not raw.startswith(_START):
        raise NotJpeg
    kept, size, at = [_START], (0, 0), 2
    while True:
        marker, end = _segment(raw, at)
        if marker == _SCAN:
            break
        if marker in _FRAMES and end - at >= 9:
            size = (_two(raw, at + 7), _two(raw, at + 5))
        if not (0xE0 <= marker <= 0xEF and marker not in _KEPT_APPS) and marker != _COMMENT:
            kept.append(raw[at:end])
        at = end
    if 0 in size:
        raise NotJpeg
    return Jpeg(*size, b"".join([*kept, raw[at:]]))


def _segment(raw: bytes, at: int) -> tuple[int, int]:
    """Return the marker at this place and where the next segment begins."""
    if at + 4 > len(raw) or raw[at] != 0xFF:
        raise NotJpeg
    length = _two(raw, at + 2)
    if length < 2:
        raise NotJpeg
    return raw[at + 1], at + 2 + length


def _two(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 2], "big")
