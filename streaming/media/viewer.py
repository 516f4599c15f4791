"""A viewer's side of a tour: the same packets under the viewer's own numbering."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from streaming.media import packets, rtcp, vp8
from streaming.media.answer import Sending
from streaming.media.downlink import Downlink, Verdict
from streaming.media.layer import Layer
from streaming.media.packets import Rtp
from streaming.media.sdp import Offer
from streaming.media.session import Session

_CLOCK = 90_000
_MOST_AGAIN = 500
"""Packets sent again per second: nobody can make us flood a line by asking."""


class Viewer:
    """Sends one video source. Numbers and times go on when the source is another one."""

    def __init__(
        self, offer: Offer, session: Session, subject: str, want_key: Callable[[Layer | None], None]
    ) -> None:
        self.session = session
        self.subject = subject
        self.downlink = Downlink()
        self.weak = False
        self._want_key = want_key
        self._types = {codec.key: codec for codec in offer.codecs}
        self._stamp_id = offer.send_time_id or 0
        self._ssrc = secrets.randbits(32)
        self._again_ssrc = secrets.randbits(32)
        self._again_sequence = secrets.randbits(15)
        self.wanted: Layer | None = None
        self._layer: Layer | None = None
        self._codec = offer.codecs[0]
        self._shift = (0, 0)
        self._pictures = vp8.NONE
        self._sent: Rtp | None = None
        self._last = (secrets.randbits(14), secrets.randbits(32), 0.0)
        self._packets = 0
        self._octets = 0
        self._again_left = _MOST_AGAIN

    @property
    def sending(self) -> Sending:
        return Sending("tour", self._ssrc, self._again_ssrc)

    def plays(self, key: str) -> bool:
        """Whether this viewer decodes what has this codec key."""
        return key in self._types

    def want(self, layer: Layer) -> None:
        """Have this source from its next key frame on; until then the old one goes on."""
        if layer is not self.wanted:
            self.wanted = layer
            self._want_key(layer)

    def join(self, layer: Layer, now: float) -> None:
        """Begin with what is there since a fresh key frame; without one, with the next."""
        kept = layer.since_key(now)
        if not kept:
            self.want(layer)
            return
        self.wanted = layer
        for place, packet in enumerate(kept):
            self.send(layer, packet, key=place == 0)

    def judge(self, layers: list[Layer], now: float) -> Verdict | None:
        """Choose among sources, the smallest first, by what this viewer can take."""
        if not layers:
            return None
        verdict = self.downlink.judge([layer.rate for layer in layers], now)
        self.want(layers[verdict.layer])
        return verdict

    def send(self, layer: Layer, packet: Rtp, *, key: bool) -> None:
        """Forward a packet; a new source begins at its first key frame."""
        now = monotonic()
        if layer is not self._layer and not (key and self._begin(layer, packet, now)):
            return
        sequence = (packet.sequence + self._shift[0]) & 0xFFFF
        timestamp = (packet.timestamp + self._shift[1]) & 0xFFFFFFFF
        if not self._write(packet, sequence, timestamp, now):
            return
        self._last = (sequence, timestamp, now)
        self._sent = packet
        self._packets += 1
        self._octets += len(packet.payload)

    def rtcp(self, data: bytes) -> None:
        """Obey the viewer: key frames it asks for, packets it lost, what it can take."""
        for form, kind, part in rtcp.parts(data):
            if kind == rtcp.PAYLOAD_FEEDBACK:
                self._feedback(form, part)
            elif kind == rtcp.TRANSPORT_FEEDBACK and form == 1:
                for sequence in rtcp.asked_again(part):
                    self._resend(sequence)
            elif kind in {rtcp.SENDER_REPORT, rtcp.RECEIVER_REPORT}:
                lost = rtcp.most_lost(form, part)
                if lost is not None:
                    self.downlink.lost(lost)

    def report(self) -> None:
        """Every second: our clock, from the publisher's (RFC 3550, 6.4.1)."""
        self._again_left = _MOST_AGAIN
        clock = self._layer.clock if self._layer else None
        if clock:
            said = replace(clock, ssrc=self._ssrc, timestamp=clock.timestamp + self._shift[1])
            self.session.send_rtcp(rtcp.sender_report(said, self._packets, self._octets))

    def _feedback(self, form: int, part: bytes) -> None:
        if form in {rtcp.PLI, rtcp.FIR}:
            self._want_key(self.wanted)
        elif form == rtcp.REMB:
            estimate = rtcp.read_estimate(part)
            if estimate is not None:
                self.downlink.estimated(estimate, monotonic())

    def _begin(self, layer: Layer, packet: Rtp, now: float) -> bool:
        """Continue numbering and time with another source, if it is the one to have."""
        codec = self._types.get(layer.codec.key)
        if layer is not self.wanted or codec is None:
            return False
        goes_on = self._sent is not None and codec.name == self._codec.name == "VP8"
        last = self._sent.payload if self._sent and goes_on else b""
        self._pictures = vp8.follow(last, self._pictures, packet.payload) if last else vp8.NONE
        sequence, timestamp, at = self._last
        elapsed = int((now - at) * _CLOCK) if at else 0
        self._shift = (
            (sequence + 1 - packet.sequence) & 0xFFFF,
            timestamp + elapsed - packet.timestamp,
        )
        self._layer, self._codec = layer, codec
        return True

    def _write(self, packet: Rtp, sequence: int, timestamp: int, now: float) -> bool:
        payload = packet.payload
        if self._pictures is not vp8.NONE:
            payload = vp8.renumber(payload, self._pictures)
        number = self._codec.payload_type
        sent = Rtp(number, packet.marker, sequence, timestamp, self._ssrc, payload, {})
        stamp = packets.send_time(self._stamp_id, now) if self._stamp_id else 0
        return self.session.send_rtp(packets.write_rtp(sent, stamp))

    def _resend(self, asked: int) -> None:
        layer = self._layer
        kept = layer.recall((asked - self._shift[0]) & 0xFFFF) if layer else None
        if kept is None or self._again_left <= 0:
            return
        self._again_left -= 1
        timestamp = (kept.timestamp + self._shift[1]) & 0xFFFFFFFF
        number = self._codec.retransmission
        if number is None:
            self._write(kept, asked, timestamp, monotonic())
            return
        self._again_sequence = (self._again_sequence + 1) & 0xFFFF
        payload = asked.to_bytes(2, "big") + vp8.renumber(kept.payload, self._pictures)
        head = (number, kept.marker, self._again_sequence, timestamp, self._again_ssrc)
        self.session.send_rtp(packets.write_rtp(Rtp(*head, payload, {})))
