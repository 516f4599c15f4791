"""From packets back to encoded pictures, for stills and recordings (RFC 7741, 6184)."""

import struct
from collections.abc import Iterable
from typing import cast

import av
from aiortc.codecs.h264 import H264PayloadDescriptor
from aiortc.codecs.vpx import VpxPayloadDescriptor
from av.video.codeccontext import VideoCodecContext

_UNPACK = {"VP8": VpxPayloadDescriptor.parse, "H264": H264PayloadDescriptor.parse}
_START = b"\0\0\0\1"


def unpack(codec: str, payload: bytes) -> bytes:
    """Return the piece of picture in a packet, empty for one that cannot be read."""
    try:
        return bytes(_UNPACK[codec](payload)[1])
    except (ValueError, IndexError, struct.error):
        return b""


def decoder(codec: str) -> VideoCodecContext:
    return cast(VideoCodecContext, av.CodecContext.create(codec.lower(), "r"))


def whole(codec: str, payloads: Iterable[bytes]) -> bytes:
    return b"".join(unpack(codec, payload) for payload in payloads)


def is_key(codec: str, picture: bytes) -> bool:
    if codec == "VP8":
        return len(picture) >= 10 and not picture[0] & 1
    return any(unit[0] & 31 == 5 for unit in units(picture))


def size(codec: str, picture: bytes) -> tuple[int, int] | None:
    """Return width and height that a VP8 key frame states (RFC 6386, 9.1); None for others."""
    if codec != "VP8" or picture[3:6] != b"\x9d\x01\x2a":
        return None
    width, height = struct.unpack_from("<HH", picture, 6)
    return width & 0x3FFF, height & 0x3FFF


def units(picture: bytes) -> list[bytes]:
    """Split an H.264 picture into its units."""
    return [part for part in picture.split(_START) if part]


def parameters(picture: bytes) -> bytes:
    """Return the parameter sets of an H.264 key frame, as a container's header wants them."""
    return b"".join(_START + unit for unit in units(picture) if unit[0] & 31 in {7, 8})
