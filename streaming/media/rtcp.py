"""RTCP as bytes (RFC 3550, 4585, 5104; draft-alvestrand-rmcat-remb)."""

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


def parts(data: bytes) -> Iterator[tuple[int, int, bytes]]:
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


def most_lost(count: int, part: bytes) -> float | None:
    """Return the highest share of lost packets (0 to 1) in the blocks of a report, None if none."""
    first = 28 if part[1] == SENDER_REPORT else 8
    starts = range(first, min(first + 24 * count, len(part) - 23), 24)
    return max((part[at + 4] / 256 for at in starts), default=None)


def read_estimate(part: bytes) -> int | None:
    """Return the bits per second a receiver thinks it can take; None if this says nothing."""
    if len(part) < 20 or part[12:16] != b"REMB":
        return None
    exponent, mantissa = part[17] >> 2, (part[17] & 3) << 16 | part[18] << 8 | part[19]
    return int(mantissa << exponent)


def estimate(sender: int, sources: Sequence[int], bits_per_s: int) -> bytes:
    """Tell a sender how much may come (REMB)."""
    exponent = max(0, bits_per_s.bit_length() - 18)
    rate = exponent << 18 | bits_per_s >> exponent
    head = (0x80 | REMB, PAYLOAD_FEEDBACK, 4 + len(sources), sender, 0, b"REMB")
    body = struct.pack("!BBHII4sI", *head, len(sources) << 24 | rate)
    return body + struct.pack(f"!{len(sources)}I", *sources)
