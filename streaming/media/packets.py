"""RTP as bytes (RFC 3550, 4588, 8285): the little that forwarding needs."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SEND_TIME_URI: Final = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
_SEQUENCE = struct.Struct("!HII")
_HEAD = struct.Struct("!BBHII")
_STAMPED = struct.Struct("!BBHIIHHI")
_ONE_BYTE_PROFILE = 0xBEDE
_TWO_BYTES_PROFILE = 0x1000


@dataclass(slots=True)
class Rtp:
    """One packet. `timestamp` counts at 90 kHz; `extensions` is by id."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    extensions: dict[int, bytes]


def read_rtp(data: bytes) -> Rtp | None:
    """Read a packet; None for what is none."""
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    sequence, timestamp, ssrc = _SEQUENCE.unpack_from(data, 2)
    start = 12 + 4 * (data[0] & 15)
    extensions: dict[int, bytes] = {}
    if data[0] & 0x10:
        if len(data) < start + 4:
            return None
        profile, words = struct.unpack_from("!HH", data, start)
        end = start + 4 + 4 * words
        if profile == _ONE_BYTE_PROFILE:
            extensions = dict(_one_byte(data[start + 4 : end]))
        elif profile & 0xFFF0 == _TWO_BYTES_PROFILE:
            extensions = dict(_two_bytes(data[start + 4 : end]))
        start = end
    stop = len(data) - (data[-1] if data[0] & 0x20 else 0)
    if stop < start:
        return None
    kind = data[1]
    payload = data[start:stop]
    return Rtp(kind & 127, kind >= 128, sequence, timestamp, ssrc, payload, extensions)


def write_rtp(packet: Rtp, stamp: int = 0) -> bytes:
    """Write a packet, with `stamp` (from `send_time`) as its only extension."""
    kind = packet.payload_type | (128 if packet.marker else 0)
    head = (kind, packet.sequence, packet.timestamp, packet.ssrc)
    if not stamp:
        return _HEAD.pack(0x80, *head) + packet.payload
    return _STAMPED.pack(0x90, *head, _ONE_BYTE_PROFILE, 1, stamp) + packet.payload


def send_time(extension: int, now: float) -> int:
    """Return abs-send-time under this id: seconds modulo 64, in 6.18 bits fixed point."""
    return (extension << 4 | 2) << 24 | (int(now * 262144) & 0xFFFFFF)


def starts_key_frame(codec: str, payload: bytes) -> bool:
    """Whether a decoder can begin at this packet (RFC 7741 for VP8, RFC 6184 for H.264)."""
    return _vp8_key(payload) if codec == "VP8" else _h264_key(payload)


def _one_byte(block: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(block):
        if block[at] == 0:
            at += 1
            continue
        name, size = block[at] >> 4, (block[at] & 15) + 1
        if name == 15:
            return
        yield name, block[at + 1 : at + 1 + size]
        at += 1 + size


def _two_bytes(block: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 1 < len(block):
        if block[at] == 0:
            at += 1
            continue
        size = block[at + 1]
        yield block[at], block[at + 2 : at + 2 + size]
        at += 2 + size


def _vp8_key(payload: bytes) -> bool:
    if not payload or not payload[0] & 0x10 or payload[0] & 7:
        return False
    at = 1
    if payload[0] & 0x80:
        flags = payload[1] if len(payload) > 1 else 0
        at = 2
        if flags & 0x80:
            at += 2 if len(payload) > at and payload[at] & 0x80 else 1
        at += bool(flags & 0x40) + bool(flags & 0x30)
    return len(payload) > at and not payload[at] & 1


def _h264_key(payload: bytes) -> bool:
    if len(payload) < 2:
        return False
    kind = payload[0] & 31
    if kind == 24:
        return len(payload) > 3 and payload[3] & 31 in {5, 7}
    if kind == 28:
        return bool(payload[1] & 0x80) and payload[1] & 31 in {5, 7}
    return kind in {5, 7}
