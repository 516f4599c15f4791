"""One video source of a publisher: what came, what is missing, and asking the camera for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from streaming.media import packets, rtcp
from streaming.media.packets import Rtp
from streaming.media.rtcp import Reception, SenderReport
from streaming.media.sdp import Codec

_RING = 1024
_OURS = 1
_KEY_EVERY_S = 0.3
_FRESH_S = 0.5
_LATE_S = 1.0
_AGAIN_S = 0.1
_MOST_TRIES = 10
_JUMP = 300
_MOST_MISSING = 1024


@dataclass(slots=True)
class Missing:
    since: float
    asked: float
    tries: int = 1


class Layer:
    """Receives one SSRC. `name` is its restriction identifier (RFC 8851), if there are several."""

    def __init__(self, name: str, ssrc: int, codec: Codec, send: Callable[[bytes], bool]) -> None:
        self.name = name
        self.ssrc = ssrc
        self.codec = codec
        self.frames = 0
        self.rate = 0
        self.key_at: int | None = None
        self._send = send
        self._ring: list[Rtp | None] = [None] * _RING
        self._missing: dict[int, Missing] = {}
        self._base: int | None = None
        self._highest = 0
        self._cycles = 0
        self._received = 0
        self._octets = 0
        self._prior = (0, 0, 0)
        self._clock: tuple[SenderReport, float] | None = None
        self._key_came = 0.0
        self._key_asked = 0.0
        self._key_wanted = False

    @property
    def clock(self) -> SenderReport | None:
        """The last sender report, for viewers' own."""
        return self._clock[0] if self._clock else None

    @property
    def restless(self) -> bool:
        """Whether packets are missing, or a request for a key frame is still to be sent."""
        return bool(self._missing) or self._key_wanted

    def receive(self, packet: Rtp, now: float) -> bool | None:
        """Take a packet: None for one we had, else whether a decoder can begin with it."""
        if not self._fresh(packet.sequence, now):
            return None
        self._ring[packet.sequence % _RING] = packet
        self._octets += len(packet.payload)
        self.frames += packet.marker
        key = packets.starts_key_frame(self.codec.name, packet.payload)
        if key:
            self.key_at, self._key_came = packet.sequence, now
        return key

    def again(self, packet: Rtp) -> Rtp | None:
        """Return the packet inside a retransmission (RFC 4588), if we miss it."""
        if len(packet.payload) < 2:
            return None
        original = int.from_bytes(packet.payload[:2], "big")
        if original not in self._missing:
            return None
        return replace(
            packet,
            sequence=original,
            payload=packet.payload[2:],
            payload_type=self.codec.payload_type,
            ssrc=self.ssrc,
        )

    def recall(self, sequence: int) -> Rtp | None:
        """Return a packet again, if it is not too old."""
        kept = self._ring[sequence % _RING]
        return kept if kept and kept.sequence == sequence else None

    def key_frame(self) -> list[bytes] | None:
        """Return the payloads of the last key frame, if it is complete."""
        if self.key_at is None:
            return None
        first = self.recall(self.key_at)
        payloads = []
        for step in range(_RING):
            packet = self.recall((self.key_at + step) & 0xFFFF)
            if first is None or packet is None or packet.timestamp != first.timestamp:
                return None
            payloads.append(packet.payload)
            if packet.marker:
                return payloads
        return None

    def since_key(self, now: float) -> list[Rtp]:
        """Return everything from a fresh key frame on, for who joins now; nothing if it is old."""
        if self.key_at is None or now - self._key_came > _FRESH_S:
            return []
        many = ((self._highest - self.key_at) & 0xFFFF) + 1
        kept = [self.recall((self.key_at + step) & 0xFFFF) for step in range(min(many, _RING))]
        whole = [packet for packet in kept if packet is not None]
        return whole if len(whole) == many else []

    def told(self, said: SenderReport) -> None:
        """Take the publisher's clock."""
        self._clock = (said, monotonic())

    def want_key(self) -> None:
        """Ask for a key frame: at most one request in 300 ms, the last one never lost."""
        self._key_wanted = True
        self._ask_key(monotonic())

    def tick(self, now: float) -> None:
        """Every 50 or 100 ms: repeated requests, late key frame requests."""
        self._ask_again(now)
        self._ask_key(now)

    def report(self, now: float) -> None:
        """Every second: how much arrived (RFC 3550, A.3)."""
        if self._base is None:
            return
        expected = self._cycles + self._highest - self._base + 1
        asked, got = expected - self._prior[0], self._received - self._prior[1]
        self.rate = 8 * (self._octets - self._prior[2])
        self._prior = (expected, self._received, self._octets)
        fraction = max(0, min(255, ((asked - got) << 8) // asked)) if asked > 0 else 0
        lost = max(0, expected - self._received)
        seen = Reception(self.ssrc, fraction, lost, self._cycles + self._highest)
        if self._clock:
            said, at = self._clock
            middle = said.ntp >> 16 & 0xFFFFFFFF
            seen = replace(seen, last_report=middle, since_last=int((now - at) * 65536))
        self._send(rtcp.receiver_report(_OURS, seen))

    def _fresh(self, sequence: int, now: float) -> bool:
        """Count the packet and note gaps; False for one we had."""
        if self._base is None:
            self._base = self._highest = sequence
            self._received = 1
            return True
        ahead = (sequence - self._highest) & 0xFFFF
        if ahead == 0:
            return False
        self._received += 1
        if ahead >= 0x8000:
            return self._missing.pop(sequence, None) is not None
        if sequence < self._highest:
            self._cycles += 0x10000
        gap = [(self._highest + step) & 0xFFFF for step in range(1, min(ahead, _JUMP))]
        self._highest = sequence
        if ahead >= _JUMP or len(self._missing) > _MOST_MISSING:
            self._missing.clear()
            self.want_key()
        elif gap:
            self._missing.update({lost: Missing(now, now) for lost in gap})
            self._ask(gap)
        return True

    def _ask_again(self, now: float) -> None:
        again = []
        for sequence, missing in list(self._missing.items()):
            if now - missing.since > _LATE_S or missing.tries >= _MOST_TRIES:
                del self._missing[sequence]
                self.want_key()
            elif now - missing.asked > _AGAIN_S:
                missing.asked = now
                missing.tries += 1
                again.append(sequence)
        if again:
            self._ask(again)

    def _ask(self, lost: list[int]) -> None:
        self._send(rtcp.negative_ack(_OURS, self.ssrc, lost))

    def _ask_key(self, now: float) -> None:
        if not self._key_wanted or now - self._key_asked < _KEY_EVERY_S:
            return
        self._key_wanted = False
        self._key_asked = now
        self._send(rtcp.picture_loss(_OURS, self.ssrc))
