"""A viewer's side of a tour: the same packets under the viewer's own numbering."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from streaming.media import packets
from streaming.media.packets import Rtp
from streaming.media.publisher import Publisher
from streaming.media.sdp import Offer, Sending
from streaming.media.session import Session

_CLOCK = 90_000


class Viewer:
    """Sends one video source. Numbers and times go on when the publisher is another one."""

    def __init__(self, offer: Offer, session: Session, want_key: Callable[[], None]) -> None:
        self.session = session
        self._want_key = want_key
        self._types = {codec.key: codec for codec in offer.codecs}
        self._ssrc = secrets.randbits(32)
        self._again_ssrc = secrets.randbits(32)
        self._again_sequence = secrets.randbits(15)
        self._source: Publisher | None = None
        self._shift: tuple[int, int] | None = None
        self._last = (secrets.randbits(14), secrets.randbits(32), 0.0)
        self._waits = True
        self._packets = 0
        self._octets = 0

    @property
    def sending(self) -> Sending:
        return Sending("tour", self._ssrc, self._again_ssrc)

    def send(self, source: Publisher, packet: Rtp, *, key: bool) -> None:
        """Forward a packet; a new source begins at its first key frame."""
        if source is not self._source:
            self._source, self._shift, self._waits = source, None, True
        codec = self._types.get(source.codec.key)
        if codec is None or (self._waits and not key):
            return
        now = monotonic()
        sequence_shift, time_shift = self._shift = self._shift or self._aligned(packet, now)
        sent = replace(
            packet,
            payload_type=codec.payload_type,
            sequence=(packet.sequence + sequence_shift) & 0xFFFF,
            timestamp=(packet.timestamp + time_shift) & 0xFFFFFFFF,
            ssrc=self._ssrc,
        )
        if not self.session.send_rtp(packets.write_rtp(sent)):
            return
        self._waits = False
        self._last = (sent.sequence, sent.timestamp, now)
        self._packets += 1
        self._octets += len(sent.payload)

    def rtcp(self, data: bytes) -> None:
        """Obey the viewer: key frames it asks for, packets it lost."""
        for form, kind, part in packets.rtcp_parts(data):
            if kind == packets.PAYLOAD_FEEDBACK and form in {packets.PLI, packets.FIR}:
                self._want_key()
            elif kind == packets.TRANSPORT_FEEDBACK and form == 1:
                for sequence in packets.asked_again(part):
                    self._resend(sequence)

    def report(self) -> None:
        """Every second: our clock, from the publisher's (RFC 3550, 6.4.1)."""
        clock = self._source.clock if self._source else None
        if clock and self._shift:
            said = replace(clock, ssrc=self._ssrc, timestamp=clock.timestamp + self._shift[1])
            self.session.send_rtcp(packets.sender_report(said, self._packets, self._octets))

    def _aligned(self, packet: Rtp, now: float) -> tuple[int, int]:
        """Return the shifts that continue this viewer's numbering and time."""
        sequence, timestamp, at = self._last
        elapsed = int((now - at) * _CLOCK) if at else 0
        return (sequence + 1 - packet.sequence) & 0xFFFF, timestamp + elapsed - packet.timestamp

    def _resend(self, asked: int) -> None:
        if self._source is None or self._shift is None:
            return
        kept = self._source.recall((asked - self._shift[0]) & 0xFFFF)
        codec = self._types.get(self._source.codec.key)
        if kept is None or codec is None:
            return
        timestamp = (kept.timestamp + self._shift[1]) & 0xFFFFFFFF
        if codec.retransmission is None:
            number, sequence, ssrc, payload = codec.payload_type, asked, self._ssrc, kept.payload
        else:
            self._again_sequence = (self._again_sequence + 1) & 0xFFFF
            number, sequence, ssrc = codec.retransmission, self._again_sequence, self._again_ssrc
            payload = asked.to_bytes(2, "big") + kept.payload
        again = Rtp(number, kept.marker, sequence, timestamp, ssrc, payload, {})
        self.session.send_rtp(packets.write_rtp(again))
