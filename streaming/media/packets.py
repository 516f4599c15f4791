"""RTP and RTCP as bytes (RFC 3550, 4585, 4588, 5104, 8285): the little that forwarding needs."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

PLI: Final = 1
FIR: Final = 4
REMB: Final = 15
SENDER_REPORT: Final = 200
RECEIVER_REPORT: Final = 201
TRANSPORT_FEEDBACK: Final = 205
PAYLOAD_FEEDBACK: Final = 206
_SHORT = struct.Struct("!H")
_WORD = struct.Struct("!I")
_SEQUENCE = struct.Struct("!HII")
_ONE_BYTE_PROFILE = 0xBEDE


@dataclass(frozen=True, slots=True)
class Rtp:
    """One packet. `timestamp` counts at 90 kHz; `extensions` is by id, one-byte form only."""

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
        start = end
    stop = len(data) - (data[-1] if data[0] & 0x20 else 0)
    if stop < start:
        return None
    kind = data[1]
    payload = data[start:stop]
    return Rtp(kind & 127, kind >= 128, sequence, timestamp, ssrc, payload, extensions)


def write_rtp(packet: Rtp) -> bytes:
    """Write a packet without extensions."""
    kind = packet.payload_type | (128 if packet.marker else 0)
    head = (0x80, kind, packet.sequence, packet.timestamp, packet.ssrc)
    return struct.pack("!BBHII", *head) + packet.payload


def starts_key_frame(codec: str, payload: bytes) -> bool:
    """Whether a decoder can begin at this packet (RFC 7741 for VP8, RFC 6184 for H.264)."""
    return _vp8_key(payload) if codec == "VP8" else _h264_key(payload)


def rtcp_parts(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Split a compound packet into (count or format, type, bytes)."""
    at = 0
    while at + 4 <= len(data):
        size = 4 * (_SHORT.unpack_from(data, at + 2)[0] + 1)
        yield data[at] & 31, data[at + 1], data[at : at + size]
        at += size


def picture_loss(sender: int, media: int) -> bytes:
    """Ask for a key frame."""
    return struct.pack("!BBHII", 0x80 | PLI, PAYLOAD_FEEDBACK, 2, sender, media)


def negative_ack(sender: int, media: int, lost: Sequence[int]) -> bytes:
    """Ask for packets again; up to 17 of them share one entry."""
    entries: list[tuple[int, int]] = []
    for sequence in lost:
        gap = (sequence - entries[-1][0]) & 0xFFFF if entries else 0
        if entries and 0 < gap <= 16:
            entries[-1] = (entries[-1][0], entries[-1][1] | 1 << (gap - 1))
        else:
            entries.append((sequence, 0))
    body = b"".join(struct.pack("!HH", *entry) for entry in entries)
    return struct.pack("!BBHII", 0x81, TRANSPORT_FEEDBACK, 2 + len(entries), sender, media) + body


def asked_again(part: bytes) -> list[int]:
    """Return the sequence numbers of a negative acknowledgement."""
    asked = []
    for at in range(12, len(part) - 3, 4):
        first, mask = struct.unpack_from("!HH", part, at)
        asked.append(first)
        asked += [(first + bit + 1) & 0xFFFF for bit in range(16) if mask >> bit & 1]
    return asked


@dataclass(frozen=True)
class Reception:
    """One report block about a sender (RFC 3550, 6.4.1)."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    last_report: int = 0
    since_last: int = 0


def receiver_report(sender: int, seen: Reception) -> bytes:
    block = struct.pack(
        "!IIIIII",
        seen.ssrc,
        (seen.fraction_lost & 0xFF) << 24 | (min(seen.lost, 0x7FFFFF) & 0xFFFFFF),
        seen.highest & 0xFFFFFFFF,
        0,
        seen.last_report,
        seen.since_last & 0xFFFFFFFF,
    )
    return struct.pack("!BBHI", 0x81, RECEIVER_REPORT, 7, sender) + block


@dataclass(frozen=True)
class SenderReport:
    """The sender's clock: NTP time beside the RTP timestamp of the same instant."""

    ssrc: int
    ntp: int
    timestamp: int


def read_sender_report(part: bytes) -> SenderReport | None:
    if len(part) < 28:
        return None
    return SenderReport(*struct.unpack_from("!IQI", part, 4))


def sender_report(said: SenderReport, packets: int, octets: int) -> bytes:
    return struct.pack(
        "!BBHIQIII",
        *(0x80, SENDER_REPORT, 6, said.ssrc, said.ntp, said.timestamp & 0xFFFFFFFF),
        *(packets & 0xFFFFFFFF, octets & 0xFFFFFFFF),
    )


def source_of(part: bytes) -> int:
    """Return the SSRC a feedback packet is about, or 0."""
    return int(_WORD.unpack_from(part, 8)[0]) if len(part) >= 12 else 0


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
