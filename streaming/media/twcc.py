"""Transport-wide congestion feedback: when each packet came, so that the sender finds its rate.

Source: draft-holmer-rmcat-transport-wide-cc-extensions-01.
"""

import struct

URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
_TICK_S = 0.00025
_REFERENCE_S = 0.064
_MOST = 1000
_LOST, _SMALL, _LARGE = 0, 1, 2


class Arrivals:
    """Collects arrival times (seconds, monotonic) by transport-wide sequence number."""

    def __init__(self) -> None:
        self._came: dict[int, float] = {}
        self._base: int | None = None
        self._highest = 0
        self._count = 0

    def add(self, sequence: int, at: float) -> None:
        """Note a packet; `sequence` is 16 bits and unwrapped here."""
        if self._base is None:
            self._base = self._highest = sequence
        ahead = (sequence - self._highest) & 0xFFFF
        whole = self._highest + (ahead if ahead < 0x8000 else ahead - 0x10000)
        self._highest = max(self._highest, whole)
        if whole >= self._base:
            self._came[whole] = at

    def feedback(self, sender: int, media: int) -> bytes | None:
        """Return the RTCP packet for what came since the last one, or None."""
        if self._base is None or not self._came:
            return None
        start = max(self._base, self._highest - _MOST)
        came, self._came = self._came, {}
        self._base = self._highest + 1
        reference = int(came[min(came)] / _REFERENCE_S)
        symbols, deltas = _deltas(came, range(start, self._highest + 1), reference)
        head = struct.pack(
            "!IIHHI",
            *(sender, media, start & 0xFFFF, len(symbols)),
            (reference & 0xFFFFFF) << 8 | self._count,
        )
        self._count = (self._count + 1) & 0xFF
        body = head + _chunks(symbols) + deltas
        padding = -len(body) % 4
        if padding:
            body += bytes(padding - 1) + bytes([padding])
        first = 0x80 | (0x20 if padding else 0) | 15
        return struct.pack("!BBH", first, 205, len(body) // 4) + body


def _deltas(came: dict[int, float], wanted: range, reference: int) -> tuple[list[int], bytes]:
    at = reference * _REFERENCE_S
    symbols: list[int] = []
    deltas = bytearray()
    for sequence in wanted:
        moment = came.get(sequence)
        if moment is None:
            symbols.append(_LOST)
            continue
        ticks = max(-32768, min(32767, round((moment - at) / _TICK_S)))
        at += ticks * _TICK_S
        if 0 <= ticks <= 255:
            symbols.append(_SMALL)
            deltas.append(ticks)
        else:
            symbols.append(_LARGE)
            deltas += struct.pack("!h", ticks)
    return symbols, bytes(deltas)


def _chunks(symbols: list[int]) -> bytes:
    """Pack symbols as runs where seven or more are equal, else seven two-bit symbols a chunk."""
    packed = b""
    at = 0
    while at < len(symbols):
        run = 1
        while at + run < len(symbols) and symbols[at + run] == symbols[at] and run < 8191:
            run += 1
        if run >= 7:
            packed += struct.pack("!H", symbols[at] << 13 | run)
            at += run
            continue
        chunk = 0xC000
        for place, symbol in enumerate(symbols[at : at + 7]):
            chunk |= symbol << (12 - 2 * place)
        packed += struct.pack("!H", chunk)
        at += 7
    return packed
