"""A few real pictures, encoded as a camera would, and cut into RTP payloads."""

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, Protocol

import av
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder
from av.video.frame import VideoFrame

from streaming.media.layer import Layer
from streaming.media.packets import Rtp, write_rtp
from streaming.media.sdp import Codec
from tests.streaming.media.peer import Peer

RATE = 30
_ENCODERS = {"VP8": "libvpx", "H264": "libx264"}
_OPTIONS = {"VP8": {"deadline": "realtime", "lag-in-frames": "0"}, "H264": {"tune": "zerolatency"}}
NUMBERS = {"VP8": 96, "H264": 102}


def encoded(codec: str, pictures: int, width: int = 160, height: int = 96) -> list[bytes]:
    """Return pictures with a key frame every fifteen."""
    encoder: Any = av.CodecContext.create(_ENCODERS[codec], "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.gop_size = Fraction(1, RATE), 15
    encoder.bit_rate = 300_000
    encoder.options = _OPTIONS[codec]
    found = []
    for number in range(pictures):
        frame = VideoFrame(width, height, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([(number * 9 + plane.buffer_size) % 256]) * plane.buffer_size)
        frame.pts = number
        found += [bytes(packet) for packet in encoder.encode(frame)]
    return found


def payloads(codec: str, picture: bytes, number: int) -> list[bytes]:
    if codec == "VP8":
        return Vp8Encoder._packetize(picture, number & 0x7FFF)
    return H264Encoder._packetize(H264Encoder._split_bitstream(picture))


def packets(codec: str, pictures: list[bytes]) -> Iterator[Rtp]:
    """Yield the packets of these pictures in order."""
    sequence = 0
    for number, picture in enumerate(pictures):
        parts = payloads(codec, picture, number)
        for place, part in enumerate(parts):
            last, stamp = place == len(parts) - 1, number * 3000
            yield Rtp(NUMBERS[codec], last, sequence, stamp, 7, part, {})
            sequence += 1


def layer(codec: str) -> Layer:
    parameters = "packetization-mode=1;profile-level-id=42e01f" if codec == "H264" else ""
    described = Codec(codec, NUMBERS[codec], None, parameters)
    return Layer("", 7, described, lambda _data: True)


class Sends(Protocol):
    """A camera, as far as this file knows one."""

    peer: Peer


async def send(camera: Sends, pictures: list[bytes], times: int) -> None:
    """Send these VP8 pictures in real time, over and over."""
    for packet in packets("VP8", pictures * times):
        camera.peer.send_rtp(write_rtp(replace(packet, ssrc=0x5151)))
        if packet.marker:
            await asyncio.sleep(1 / RATE)


def pace(begun: float, number: int) -> None:
    """Wait, in a thread, until picture `number` is due."""
    left = begun + number / RATE - time.time()
    if left > 0:
        threading.Event().wait(left)
