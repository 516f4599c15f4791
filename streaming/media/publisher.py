"""The publisher's side of a tour: telling its sources apart and giving the camera feedback."""

from collections.abc import Callable
from time import monotonic

from streaming.media import packets, rtcp
from streaming.media.layer import Layer
from streaming.media.packets import Rtp
from streaming.media.sdp import Codec, Offer
from streaming.media.session import Session
from streaming.media.twcc import Arrivals

_MOST_SOURCES = 8
Forward = Callable[[Layer, Rtp, bool], None]
"""Takes every new packet in order of arrival, and whether a decoder can begin with it."""


class Publisher:
    """Receives one picture, in one source or in several sizes (simulcast, RFC 8853)."""

    def __init__(self, offer: Offer, session: Session, forward: Forward, subject: str) -> None:
        self.subject = subject
        self.codec: Codec = offer.codecs[0]
        self.session = session
        self.layers: dict[str, Layer] = {}
        self.on_layer: Callable[[Layer], None] = lambda _layer: None
        self._offer = offer
        self._forward = forward
        self._sources: dict[int, Layer] = {}
        self._repairs: dict[int, Layer] = {}
        self._arrivals = Arrivals()
        self._capped = False
        if offer.ssrc is not None and not offer.simulcast:
            self._add("", offer.ssrc)

    @property
    def frames(self) -> int:
        return max((layer.frames for layer in self.layers.values()), default=0)

    @property
    def best(self) -> Layer | None:
        """The largest picture, by what came in the last second."""
        return max(self.layers.values(), key=lambda layer: layer.rate, default=None)

    @property
    def alive(self) -> list[Layer]:
        """Sources that send, from the smallest to the largest."""
        return sorted((x for x in self.layers.values() if x.rate), key=lambda layer: layer.rate)

    @property
    def restless(self) -> bool:
        """Whether something was asked for that did not come yet."""
        return any(layer.restless for layer in self.layers.values())

    def rtp(self, data: bytes) -> None:
        packet = packets.read_rtp(data)
        if packet is None:
            return
        now = monotonic()
        stamp = packet.extensions.get(self._offer.twcc_id or 0)
        if stamp and len(stamp) >= 2:
            self._arrivals.add(int.from_bytes(stamp[:2], "big"), now)
        if packet.payload_type == self.codec.payload_type:
            layer = self._sources.get(packet.ssrc) or self._met(packet)
            found: Rtp | None = packet
        elif packet.payload_type == self.codec.retransmission:
            layer = self._repaired(packet)
            found = layer.again(packet) if layer else None
        else:
            return
        if layer is None or found is None:
            return
        key = layer.receive(found, now)
        if key is not None:
            self._forward(layer, found, key)

    def rtcp(self, data: bytes) -> None:
        for _count, kind, part in rtcp.parts(data):
            said = rtcp.read_sender_report(part) if kind == rtcp.SENDER_REPORT else None
            layer = self._sources.get(said.ssrc) if said else None
            if said and layer:
                layer.told(said)

    def want_key(self, layer: Layer | None) -> None:
        """Ask for a key frame of one source, or of all."""
        for each in [layer] if layer else self.layers.values():
            each.want_key()

    def tick(self, now: float) -> None:
        """Every 50 or 100 ms: feedback, repeated requests, late key frame requests."""
        about = next(iter(self._sources), 0)
        feedback = self._arrivals.feedback(self.session.ssrc, about)
        if feedback and self._offer.twcc_id is not None:
            self.session.send_rtcp(feedback)
        for layer in self.layers.values():
            layer.tick(now)

    def report(self, now: float) -> None:
        """Every second: how much arrived."""
        for layer in self.layers.values():
            layer.report(now)

    def cap(self, bits_per_s: int) -> None:
        """Ask the camera for no more than this; 0 lifts the limit."""
        if self._offer.takes_estimates and (bits_per_s or self._capped):
            self._capped = bool(bits_per_s)
            said = rtcp.estimate(self.session.ssrc, list(self._sources), bits_per_s or 50_000_000)
            self.session.send_rtcp(said)

    def _met(self, packet: Rtp) -> Layer | None:
        """Take up a source that begins: the one there is, or one of several by its name."""
        if not self._offer.simulcast:
            return self._add("", packet.ssrc)
        name = packet.extensions.get(self._offer.rid_id or 0, b"").decode("ascii", "replace")
        return self._add(name, packet.ssrc) if name in self._offer.simulcast else None

    def _repaired(self, packet: Rtp) -> Layer | None:
        if not self._offer.simulcast:
            return self.layers.get("")
        known = self._repairs.get(packet.ssrc)
        name = packet.extensions.get(self._offer.repaired_id or 0, b"").decode("ascii", "replace")
        layer = known or self.layers.get(name)
        if layer and not known and len(self._repairs) < _MOST_SOURCES:
            self._repairs[packet.ssrc] = layer
        return layer

    def _add(self, name: str, ssrc: int) -> Layer:
        before = self.layers.get(name)
        if before:
            self._sources.pop(before.ssrc, None)
        layer = Layer(name, ssrc, self.codec, self.session.send_rtcp)
        self.layers[name] = self._sources[ssrc] = layer
        self.on_layer(layer)
        return layer
