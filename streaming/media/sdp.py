"""Session descriptions: what we accept of an offer, and our answer (RFC 8866, 9725, 8829).

Video alone is ever accepted. A viewer's offer that mentions audio is refused as a whole, because
an answer has to mirror every line of the offer and no line of ours may speak of audio.
"""

import secrets
from dataclasses import dataclass
from typing import Any, Literal

from aiortc import sdp

from streaming.media.twcc import URI as TWCC

_CODECS = ("VP8", "H264")
_FEEDBACK = ("nack", "nack pli", "ccm fir")


class OfferError(ValueError):
    """An offer we cannot serve, in words for whoever wrote the client."""


@dataclass(frozen=True)
class Codec:
    """One codec of the offer: payload types as the far end numbers them."""

    name: str
    payload_type: int
    retransmission: int | None
    parameters: str

    @property
    def key(self) -> str:
        """What must be equal for a forwarded picture to decode."""
        if self.name != "H264":
            return self.name
        said = dict(part.strip().partition("=")[::2] for part in self.parameters.split(";"))
        return f"H264/{said.get('packetization-mode', '0')}/{said.get('profile-level-id', '')[:2]}"


@dataclass(frozen=True)
class Offer:
    """The one video line of an offer, and every line's place for the answer."""

    lines: tuple[tuple[str, str, str], ...]
    mid: str
    codecs: tuple[Codec, ...]
    ssrc: int | None
    retransmission_ssrc: int | None
    twcc_id: int | None
    fingerprints: tuple[Any, ...]
    passive: bool


@dataclass(frozen=True)
class Ours:
    """What we say of ourselves in an answer."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Sending:
    """The picture we send a viewer: its name and sources."""

    stream: str
    ssrc: int
    retransmission_ssrc: int


def read(text: str, role: Literal["publish", "view"]) -> Offer:
    """Understand an offer; raises OfferError."""
    try:
        offer = sdp.SessionDescription.parse(text)
        media = [m for m in offer.media if m.kind == "video" and m.port]
    except (ValueError, AssertionError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise OfferError("The offer cannot be read.") from error
    if role == "view" and any(m.kind == "audio" for m in offer.media):
        raise OfferError("A tour has no sound: offer one video line and no audio.")
    if not media or not media[0].dtls or not media[0].rtp.codecs:
        raise OfferError("The offer has no video line.")
    video = media[0]
    wanted = {"sendonly", "sendrecv"} if role == "publish" else {"recvonly", "sendrecv"}
    if (video.direction or "sendrecv") not in wanted:
        raise OfferError("The video line goes the wrong way.")
    return _understood(offer, video)


def _understood(offer: Any, video: Any) -> Offer:
    codecs = _codecs(video)
    if not codecs:
        raise OfferError("No common codec: offer VP8 or H.264.")
    sources = [source.ssrc for source in video.ssrc]
    pairs = [group.items for group in video.ssrc_group if group.semantic == "FID"]
    extensions = {extension.uri: extension.id for extension in video.rtp.headerExtensions}
    return Offer(
        lines=tuple((m.kind, m.profile, m.rtp.muxId) for m in offer.media),
        mid=video.rtp.muxId,
        codecs=codecs,
        ssrc=sources[0] if sources else None,
        retransmission_ssrc=pairs[0][1] if pairs and len(pairs[0]) > 1 else None,
        twcc_id=extensions.get(TWCC),
        fingerprints=tuple(video.dtls.fingerprints),
        passive=video.dtls.role == "server",
    )


def _codecs(video: Any) -> tuple[Codec, ...]:
    """Return what we forward, VP8 first, H.264 baseline in packetization mode 1 before others."""
    again = {c.parameters.get("apt"): c.payloadType for c in video.rtp.codecs if _is_rtx(c)}
    found = [
        Codec(
            c.name.upper(),
            c.payloadType,
            again.get(c.payloadType),
            sdp.parameters_to_sdp(c.parameters) if c.parameters else "",
        )
        for c in video.rtp.codecs
        if c.name.upper() in _CODECS
    ]
    found.sort(key=lambda c: (_CODECS.index(c.name), not c.key.startswith("H264/1/42")))
    return tuple(found)


def _is_rtx(codec: Any) -> bool:
    return bool(codec.name.lower() == "rtx")


def answer(offer: Offer, ours: Ours, codecs: tuple[Codec, ...], sending: Sending | None) -> str:
    """Write the answer: one live video line, every other line of the offer refused.

    `sending` is None towards a publisher, whose picture we receive.
    """
    lines = [
        "v=0",
        f"o=- {secrets.randbits(62)} 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {offer.mid}",
        "a=msid-semantic: WMS *",
    ]
    for kind, profile, mid in offer.lines:
        if mid == offer.mid:
            lines += _video(offer, ours, codecs, sending)
        else:
            lines += [f"m={kind} 0 {profile} 0", "c=IN IP4 0.0.0.0", f"a=mid:{mid}", "a=inactive"]
    return "\r\n".join(lines) + "\r\n"


def _video(
    offer: Offer, ours: Ours, codecs: tuple[Codec, ...], sending: Sending | None
) -> list[str]:
    numbers = [n for c in codecs for n in (c.payload_type, c.retransmission) if n is not None]
    lines = [
        f"m=video 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, numbers))}",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        *ours.candidates,
        f"a=ice-ufrag:{ours.ufrag}",
        f"a=ice-pwd:{ours.password}",
        f"a=fingerprint:sha-256 {ours.fingerprint}",
        f"a=setup:{'active' if offer.passive else 'passive'}",
        f"a=mid:{offer.mid}",
        f"a={'sendonly' if sending else 'recvonly'}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
    ]
    if not sending and offer.twcc_id is not None:
        lines.append(f"a=extmap:{offer.twcc_id} {TWCC}")
    for codec in codecs:
        lines += _codec_lines(codec, twcc=not sending and offer.twcc_id is not None)
    return lines + (_sources(sending, rtx=bool(codecs[0].retransmission)) if sending else [])


def _codec_lines(codec: Codec, *, twcc: bool) -> list[str]:
    number = codec.payload_type
    feedback = (*_FEEDBACK, "transport-cc") if twcc else _FEEDBACK
    lines = [f"a=rtpmap:{number} {codec.name}/90000"]
    if codec.parameters:
        lines.append(f"a=fmtp:{number} {codec.parameters}")
    lines += [f"a=rtcp-fb:{number} {kind}" for kind in feedback]
    if codec.retransmission is not None:
        lines.append(f"a=rtpmap:{codec.retransmission} rtx/90000")
        lines.append(f"a=fmtp:{codec.retransmission} apt={number}")
    return lines


def _sources(sending: Sending, *, rtx: bool) -> list[str]:
    lines = [f"a=msid:{sending.stream} video"]
    if rtx:
        lines.append(f"a=ssrc-group:FID {sending.ssrc} {sending.retransmission_ssrc}")
    lines.append(f"a=ssrc:{sending.ssrc} cname:{sending.stream}")
    if rtx:
        lines.append(f"a=ssrc:{sending.retransmission_ssrc} cname:{sending.stream}")
    return lines
