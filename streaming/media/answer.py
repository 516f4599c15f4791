"""Our answers: one live video line, every other line of the offer refused (RFC 8829, 9725)."""

import secrets
from dataclasses import dataclass

from streaming.media.packets import SEND_TIME_URI
from streaming.media.sdp import MID, REPAIRED, RID, Codec, Offer
from streaming.media.twcc import URI as TWCC

_FEEDBACK = ("nack", "nack pli", "ccm fir")


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


def write(offer: Offer, ours: Ours, codecs: tuple[Codec, ...], sending: Sending | None) -> str:
    """Write the answer. `sending` is None towards a publisher, whose picture we receive."""
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


def restarted(ours: Ours) -> str:
    """Write the fragment that answers an ICE restart (RFC 8840)."""
    lines = ["a=ice-lite", f"a=ice-ufrag:{ours.ufrag}", f"a=ice-pwd:{ours.password}"]
    return "\r\n".join([*lines, "m=video 9 UDP/TLS/RTP/SAVPF 0", *ours.candidates]) + "\r\n"


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
        "a=rtcp-mux-only",
        "a=rtcp-rsize",
    ]
    simulcast = (MID, RID, REPAIRED) if offer.simulcast else ()
    wanted = (SEND_TIME_URI,) if sending else (TWCC, *simulcast)
    lines += [f"a=extmap:{offer.extensions[u]} {u}" for u in wanted if u in offer.extensions]
    for codec in codecs:
        lines += _codec_lines(codec, _feedback(codec, offer, sending=sending is not None))
    if sending:
        return lines + _sources(sending, rtx=bool(codecs[0].retransmission))
    return lines + _layers(offer)


def _feedback(codec: Codec, offer: Offer, *, sending: bool) -> tuple[str, ...]:
    """Return what is agreed: both sides may say what they can take, we tell what arrived."""
    more = []
    if offer.twcc_id is not None and not sending:
        more.append("transport-cc")
    if not sending or offer.send_time_id is not None:
        more.append("goog-remb")
    return (*_FEEDBACK, *(kind for kind in more if kind in codec.feedback))


def _codec_lines(codec: Codec, feedback: tuple[str, ...]) -> list[str]:
    number = codec.payload_type
    lines = [f"a=rtpmap:{number} {codec.name}/90000"]
    if codec.parameters:
        lines.append(f"a=fmtp:{number} {codec.parameters}")
    lines += [f"a=rtcp-fb:{number} {kind}" for kind in feedback]
    if codec.retransmission is not None:
        lines.append(f"a=rtpmap:{codec.retransmission} rtx/90000")
        lines.append(f"a=fmtp:{codec.retransmission} apt={number}")
    return lines


def _layers(offer: Offer) -> list[str]:
    if not offer.simulcast:
        return []
    lines = [f"a=rid:{name} recv" for name in offer.simulcast]
    return [*lines, f"a=simulcast:recv {';'.join(offer.simulcast)}"]


def _sources(sending: Sending, *, rtx: bool) -> list[str]:
    lines = [f"a=msid:{sending.stream} video"]
    if rtx:
        lines.append(f"a=ssrc-group:FID {sending.ssrc} {sending.retransmission_ssrc}")
    lines.append(f"a=ssrc:{sending.ssrc} cname:{sending.stream}")
    if rtx:
        lines.append(f"a=ssrc:{sending.retransmission_ssrc} cname:{sending.stream}")
    return lines
