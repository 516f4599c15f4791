"""One JPEG a second from the last key frame, for viewers whose line cannot carry a picture."""

import asyncio
from fractions import Fraction
from time import monotonic

import av

from streaming.media import frames
from streaming.media.layer import Layer

EVERY_S = 1.0
_WAIT_S = 1.5
_STEP_S = 0.05


class NoStill(Exception):  # noqa: N818 - reads as a noun where it is caught
    """No key frame could be had or decoded."""


class Stills:
    """Of one tour: however many ask, one picture a second is decoded, in a thread."""

    def __init__(self) -> None:
        self._made = 0.0
        self._picture = b""
        self._lock = asyncio.Lock()

    async def take(self, layer: Layer) -> bytes:
        """Return a JPEG that is at most a second old. Raises NoStill."""
        async with self._lock:
            if monotonic() - self._made >= EVERY_S:
                payloads = await _fresh(layer)
                self._picture = await asyncio.to_thread(jpeg, layer.codec.name, payloads)
                self._made = monotonic()
            return self._picture


async def _fresh(layer: Layer) -> list[bytes]:
    before = layer.key_at
    layer.want_key()
    until = monotonic() + _WAIT_S
    while monotonic() < until:
        payloads = layer.key_frame()
        if payloads and layer.key_at != before:
            return payloads
        await asyncio.sleep(_STEP_S)
    payloads = layer.key_frame()
    if payloads is None:
        raise NoStill
    return payloads


def jpeg(codec: str, payloads: list[bytes]) -> bytes:
    """Decode one key frame and write it as JPEG. Raises NoStill."""
    decoder = frames.decoder(codec)
    try:
        found = decoder.decode(av.Packet(frames.whole(codec, payloads))) + decoder.decode(None)
    except av.FFmpegError as error:
        raise NoStill from error
    if not found:
        raise NoStill
    frame = found[0].reformat(format="yuvj420p")
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base = Fraction(1, 30)
    encoder.options = {"qmin": "3", "qmax": "6"}
    frame.pts = 0
    return b"".join(bytes(packet) for packet in encoder.encode(frame) + encoder.encode(None))
