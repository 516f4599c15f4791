"""A picture to send without encoding it again: 720p30, VP8, a key frame every 2 s.

The encoder overshoots in real time mode: more comes out than is asked for here.
"""

from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from aiortc.codecs.vpx import Vp8Encoder
from av.filter import Graph
from av.video.frame import VideoFrame

SECONDS, RATE, BITS = 10, 30, 1_240_000
_FOLDER = Path(__file__).resolve().parents[2] / "var" / "bench"
_OPTIONS = {
    "deadline": "realtime",
    "cpu-used": "8",
    "error-resilient": "1",
    "lag-in-frames": "0",
    "auto-alt-ref": "0",
    "minrate": str(BITS),
    "maxrate": str(BITS),
    "bufsize": str(BITS // 2),
    "keyint_min": "60",
}

Frame = tuple[list[bytes], bool]
"""The RTP payloads of one picture, and whether a decoder can begin with it."""


def frames() -> list[Frame]:
    """Return the clip's pictures, drawn and encoded at the first call ever."""
    path = _FOLDER / "mandelbrot.webm"
    if not path.exists():
        _FOLDER.mkdir(parents=True, exist_ok=True)
        _draw(path)
    with av.open(str(path)) as clip:
        packets = [packet for packet in clip.demux(clip.streams.video[0]) if packet.size]
    return [
        (Vp8Encoder._packetize(bytes(packet), number & 0x7FFF), packet.is_keyframe)
        for number, packet in enumerate(packets)
    ]


def _draw(path: Path) -> None:
    graph = Graph()
    source = graph.add("mandelbrot", f"size=1280x720:rate={RATE}")
    shape, sink = graph.add("format", "yuv420p"), graph.add("buffersink")
    source.link_to(shape)
    shape.link_to(sink)
    graph.configure()
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libvpx", rate=RATE, options=_OPTIONS)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        stream.bit_rate, stream.gop_size = BITS, 60
        for number in range(SECONDS * RATE):
            frame = cast(VideoFrame, graph.pull())
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
