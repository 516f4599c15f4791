"""Session descriptions that are offered to us, and what we accept of them (RFC 8866, 9725, 8829).

Video alone is ever accepted. A viewer's offer that mentions audio is refused as a whole, because
an answer has to mirror every line of the offer and no line of ours may speak of audio.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

from aiortc import sdp

from streaming.media.packets import SEND_TIME_URI
from streaming.media.twcc import URI as TWCC

RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
_CODECS = ("VP8", "H264")
_MOST_LAYERS = 4
_PARSER_RAISES = (
    ValueError,
    AssertionError,
    LookupError,
    AttributeError,
    TypeError,
    StopIteration,
    OverflowError,
)
"""What aiortc's reader was seen to raise for broken text (`scripts/bench fuzz`)."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,16}\Z")
_WORD = re.compile(r"[\x21-\x7e]{1,32}\Z")


class OfferError(ValueError):
    """An offer we cannot serve, in words for whoever wrote the client."""


class Unreadable(OfferError):  # noqa: N818 - reads as a noun where it is caught
    """What was sent is no session description."""


@dataclass(frozen=True)
class Codec:
    """One codec of the offer: payload types as the far end numbers them."""

    name: str
    payload_type: int
    retransmission: int | None
    parameters: str
    feedback: frozenset[str] = frozenset()

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
    simulcast: tuple[str, ...]
    extensions: dict[str, int]
    fingerprints: tuple[Any, ...]
    passive: bool

    @property
    def twcc_id(self) -> int | None:
        return self.extensions.get(TWCC)

    @property
    def rid_id(self) -> int | None:
        return self.extensions.get(RID)

    @property
    def repaired_id(self) -> int | None:
        return self.extensions.get(REPAIRED)

    @property
    def send_time_id(self) -> int | None:
        """Where abs-send-time goes; ids above 14 would need the longer form."""
        found = self.extensions.get(SEND_TIME_URI)
        return found if found and found < 15 else None

    @property
    def takes_estimates(self) -> bool:
        return "goog-remb" in self.codecs[0].feedback


def read(text: str, role: Literal["publish", "view"]) -> Offer:
    """Understand an offer; raises OfferError."""
    try:
        offer = sdp.SessionDescription.parse(text)
        media = [m for m in offer.media if m.kind == "video" and m.port]
    except _PARSER_RAISES as error:
        raise Unreadable("The offer cannot be read.") from error
    if not offer.media:
        raise Unreadable("The offer has no lines.")
    if role == "view" and any(m.kind == "audio" for m in offer.media):
        raise OfferError("A tour has no sound: offer one video line and no audio.")
    if len(media) != 1 or not media[0].dtls or not media[0].rtp.codecs:
        raise OfferError("Offer exactly one video line.")
    _check(media[0], {"sendonly", "sendrecv"} if role == "publish" else {"recvonly", "sendrecv"})
    if not all(_WORD.match(str(word)) for m in offer.media for word in (m.profile, m.rtp.muxId)):
        raise OfferError("Every line needs a mid.")
    return _understood(offer, media[0], text if role == "publish" else "")


def _check(video: Any, directions: set[str]) -> None:
    if not video.dtls.fingerprints:
        raise OfferError("Offer a fingerprint: nobody connects unknown.")
    if (video.direction or "sendrecv") not in directions:
        raise OfferError("The video line goes the wrong way.")
    if not video.rtcp_mux:
        raise OfferError("Offer rtcp-mux.")


def fragment(text: str) -> bool:
    """Whether this is a fragment of trickled candidates or of a restart (RFC 8840)."""
    lines = text.splitlines()
    begun = ("a=ice-ufrag:", "a=ice-pwd:", "a=candidate:", "a=end-of-candidates", "a=mid:", "m=")
    others = ("a=ice-options:", "a=group:", "a=rtcp-mux", "a=ice-lite", "a=ice-pacing:")
    return bool(lines) and all(not line or line.startswith(begun + others) for line in lines)


def _understood(offer: Any, video: Any, text: str) -> Offer:
    codecs = _codecs(video)
    if not codecs:
        raise OfferError("No common codec: offer VP8 or H.264.")
    sources = [source.ssrc for source in video.ssrc]
    extensions = {extension.uri: extension.id for extension in video.rtp.headerExtensions}
    return Offer(
        lines=tuple((m.kind, m.profile, m.rtp.muxId) for m in offer.media),
        mid=video.rtp.muxId,
        codecs=codecs,
        ssrc=sources[0] if sources else None,
        simulcast=_simulcast(text) if RID in extensions else (),
        extensions=extensions,
        fingerprints=tuple(video.dtls.fingerprints),
        passive=video.dtls.role == "server",
    )


def _simulcast(text: str) -> tuple[str, ...]:
    """Return the restriction identifiers that will be sent (RFC 8853), alternatives left out."""
    found = re.search(r"^a=simulcast:send (\S+)", text, re.MULTILINE)
    names = [part.split(",")[0].lstrip("~") for part in found[1].split(";")] if found else []
    if any(not _NAME.match(name) for name in names) or len(names) > _MOST_LAYERS:
        raise OfferError("Offer at most four simulcast layers, by short names.")
    return tuple(names)


def _codecs(video: Any) -> tuple[Codec, ...]:
    """Return what we forward, VP8 first, H.264 baseline in packetization mode 1 before others."""
    again = {c.parameters.get("apt"): c.payloadType for c in video.rtp.codecs if _is_rtx(c)}
    found = [
        Codec(
            c.name.upper(),
            c.payloadType,
            again.get(c.payloadType),
            sdp.parameters_to_sdp(c.parameters) if c.parameters else "",
            frozenset(f"{f.type} {f.parameter or ''}".strip() for f in c.rtcpFeedback),
        )
        for c in video.rtp.codecs
        if c.name.upper() in _CODECS
    ]
    found.sort(key=lambda c: (_CODECS.index(c.name), not c.key.startswith("H264/1/42")))
    return tuple(found)


def _is_rtx(codec: Any) -> bool:
    return bool(codec.name.lower() == "rtx")
