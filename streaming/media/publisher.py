"""The publisher's side of a tour: what came, what is missing, and telling the camera so."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from streaming.media import packets
from streaming.media.packets import Reception, Rtp, SenderReport
from streaming.media.sdp import Codec, Offer
from streaming.media.session import Session
from streaming.media.twcc import Arrivals

_RING = 1024
_KEY_EVERY_S = 0.3
_LATE_S = 1.0
_AGAIN_S = 0.1
_MOST_TRIES = 10
_JUMP = 300


@dataclass
class Missing:
    since: float
    asked: float
    tries: int = 1


class Publisher:
    """Receives one video source. `forward` gets every new packet, in order of arrival."""

    def __init__(
        self, offer: Offer, session: Session, forward: Callable[[Rtp, bool], None], subject: str
    ) -> None:
        self.subject = subject
        self.codec: Codec = offer.codecs[0]
        self.session = session
        self._offer = offer
        self._forward = forward
        self._ssrc = offer.ssrc or 0
        self._ring: list[Rtp | None] = [None] * _RING
        self._missing: dict[int, Missing] = {}
        self._arrivals = Arrivals()
        self._base: int | None = None
        self._highest = 0
        self._cycles = 0
        self._received = 0
        self._prior = (0, 0)
        self._clock: tuple[SenderReport, float] | None = None
        self._key_asked = 0.0
        self._key_wanted = False
        self.frames = 0

    @property
    def clock(self) -> SenderReport | None:
        """The last sender report, for viewers' own."""
        return self._clock[0] if self._clock else None

    def rtp(self, data: bytes) -> None:
        packet = packets.read_rtp(data)
        if packet is None:
            return
        now = monotonic()
        stamp = packet.extensions.get(self._offer.twcc_id or 0)
        if stamp and len(stamp) >= 2:
            self._arrivals.add(int.from_bytes(stamp[:2], "big"), now)
        known = self._unwrapped(packet)
        if known is None or not known.payload or not self._fresh(known, now):
            return
        self._ring[known.sequence % _RING] = known
        key = packets.starts_key_frame(self.codec.name, known.payload)
        self.frames += known.marker
        self._forward(known, key)

    def rtcp(self, data: bytes) -> None:
        for _count, kind, part in packets.rtcp_parts(data):
            said = packets.read_sender_report(part) if kind == packets.SENDER_REPORT else None
            if said and said.ssrc == self._ssrc:
                self._clock = (said, monotonic())

    def recall(self, sequence: int) -> Rtp | None:
        """Return a packet again, if it is not too old."""
        kept = self._ring[sequence % _RING]
        return kept if kept and kept.sequence == sequence else None

    def want_key(self) -> None:
        """Ask for a key frame: at most one request in 300 ms, the last one never lost."""
        self._key_wanted = True
        self.tick_key(monotonic())

    def tick_key(self, now: float) -> None:
        if not self._key_wanted or not self._ssrc or now - self._key_asked < _KEY_EVERY_S:
            return
        self._key_wanted = False
        self._key_asked = now
        self.session.send_rtcp(packets.picture_loss(self.session.ssrc, self._ssrc))

    def tick(self, now: float) -> None:
        """Every 50 ms: feedback, repeated requests, late key frame requests."""
        feedback = self._arrivals.feedback(self.session.ssrc, self._ssrc)
        if feedback and self._offer.twcc_id is not None:
            self.session.send_rtcp(feedback)
        self._ask_again(now)
        self.tick_key(now)

    def report(self, now: float) -> None:
        """Every second: how much arrived (RFC 3550, A.3)."""
        if self._base is None:
            return
        expected = self._cycles + self._highest - self._base + 1
        asked, got = expected - self._prior[0], self._received - self._prior[1]
        self._prior = (expected, self._received)
        fraction = max(0, min(255, ((asked - got) << 8) // asked)) if asked > 0 else 0
        lost = max(0, expected - self._received)
        seen = Reception(self._ssrc, fraction, lost, self._cycles + self._highest)
        if self._clock:
            said, at = self._clock
            middle = said.ntp >> 16 & 0xFFFFFFFF
            seen = replace(seen, last_report=middle, since_last=int((now - at) * 65536))
        self.session.send_rtcp(packets.receiver_report(self.session.ssrc, seen))

    def _unwrapped(self, packet: Rtp) -> Rtp | None:
        """Return the packet itself, or the one inside a retransmission (RFC 4588)."""
        if packet.payload_type == self.codec.payload_type:
            if packet.ssrc != self._ssrc:
                self._ssrc = packet.ssrc
            return packet
        if packet.payload_type != self.codec.retransmission or len(packet.payload) < 2:
            return None
        original = int.from_bytes(packet.payload[:2], "big")
        if original not in self._missing:
            return None
        return replace(
            packet,
            sequence=original,
            payload=packet.payload[2:],
            payload_type=self.codec.payload_type,
            ssrc=self._ssrc,
        )

    def _fresh(self, packet: Rtp, now: float) -> bool:
        """Count the packet and note gaps; False for one we had."""
        sequence = packet.sequence
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
        if ahead >= _JUMP:
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
        self.session.send_rtcp(packets.negative_ack(self.session.ssrc, self._ssrc, lost))
