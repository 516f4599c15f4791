"""Keeps what is forwarded, without transcoding: VP8 in WebM, H.264 in fragmented MP4. No sound."""

import logging
import queue
import re
import threading
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from av.stream import Stream

from streaming.media import frames
from streaming.media.assembly import Assembly, Piece
from streaming.media.layer import Layer
from streaming.media.packets import Rtp

_LOG = logging.getLogger(__name__)
_CLOCK = 90_000
_MOST_WAITING = 600
_KINDS = {"VP8": ("webm", "vp8"), "H264": ("mp4", "h264")}
_FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}


@dataclass(frozen=True, slots=True)
class _Picture:
    codec: str
    data: bytes
    timestamp: int


class Recorder:
    """One consent, one recorder; a change of camera, codec or size begins another file."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._layer: Layer | None = None
        self._buffer = Assembly()
        self._waiting: queue.Queue[_Picture | None] = queue.Queue(_MOST_WAITING)
        self._files = _Files(folder, name)
        self._asked = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def take(self, layer: Layer, packet: Rtp, *, key: bool) -> None:
        """Take a forwarded packet; another source begins at its key frame."""
        if layer is not self._layer:
            if not key or (self._layer and self._layer.rate > layer.rate):
                return
            self._layer = layer
            self._buffer = Assembly()
        data = frames.unpack(layer.codec.name, packet.payload)
        piece = Piece(packet.sequence, packet.timestamp, packet.marker, data)
        for timestamp, picture in self._buffer.add(piece):
            self._put(_Picture(layer.codec.name, picture, timestamp), layer)

    def close(self) -> list[str]:
        """Finish; returns the names of the files written."""
        self._waiting.put(None)
        self._thread.join()
        return self._files.names

    def _put(self, picture: _Picture, layer: Layer) -> None:
        try:
            self._waiting.put_nowait(picture)
        except queue.Full:
            _LOG.warning("a recording cannot keep up: a picture was left out")
            layer.want_key()

    def _run(self) -> None:
        while (picture := self._waiting.get()) is not None:
            try:
                self._files.write(picture)
            except (av.FFmpegError, OSError) as error:
                _LOG.warning("a recording failed: %r", error)
                self._files.finish()
        self._files.finish()


class _Files:
    """Writes pictures into one file after another, in the recorder's own thread."""

    def __init__(self, folder: Path, name: str) -> None:
        self.names: list[str] = []
        self._folder = folder
        self._name = name
        self._out: OutputContainer | None = None
        self._stream: Stream | None = None
        self._shape: tuple[str, tuple[int, int] | bytes] | None = None
        self._begun = 0
        self._last = -1
        self._number = 0

    def write(self, picture: _Picture) -> None:
        key = frames.is_key(picture.codec, picture.data)
        if key:
            self._continue(picture)
        if self._out is None or self._stream is None:
            return
        packet = av.Packet(picture.data)
        at = (picture.timestamp - self._begun) & 0xFFFFFFFF
        if at <= self._last or at > self._last + 3600 * _CLOCK:
            at = self._last + 1
        self._last = at
        packet.pts = packet.dts = at
        packet.time_base = Fraction(1, _CLOCK)
        packet.is_keyframe = key
        packet.stream = self._stream
        self._out.mux(packet)

    def finish(self) -> None:
        if self._out:
            self._out.close()
        self._out = self._stream = self._shape = None

    def _continue(self, picture: _Picture) -> None:
        """Go on in the same file if the picture's shape is the same."""
        said = frames.size(picture.codec, picture.data) or frames.parameters(picture.data)
        shape = (picture.codec, said)
        if shape != self._shape and (said or self._out is None):
            self.finish()
            self._open(picture)
            self._shape = shape

    def _open(self, picture: _Picture) -> None:
        kind, codec = _KINDS[picture.codec]
        self._folder.mkdir(parents=True, exist_ok=True)
        self._number = _after(self._folder, self._name, self._number)
        name = f"{self._name}-{self._number:03}.{kind}"
        path = self._folder / name
        options = _FRAGMENTED if kind == "mp4" else {}
        self._out = av.open(str(path), "w", format=kind, options=options)
        width, height = frames.size(picture.codec, picture.data) or _decoded_size(picture)
        stream = self._out.add_mux_stream(codec, rate=30, width=width, height=height)
        stream.time_base = Fraction(1, _CLOCK)
        if picture.codec == "H264":
            stream.extradata = frames.parameters(picture.data)  # type: ignore[attr-defined]  # no stub
        self._stream = stream
        self._begun, self._last = picture.timestamp, -1
        self.names.append(name)


def erase(folder: Path, name: str) -> None:
    """Delete every file of a recording, also one that a dead process left unfinished."""
    for path in _files(folder, name):
        path.unlink(missing_ok=True)


def _files(folder: Path, name: str) -> list[Path]:
    shape = re.compile(rf"{re.escape(name)}-\d{{3,}}\.(webm|mp4)")
    return [path for path in folder.glob(f"{name}-*") if shape.fullmatch(path.name)]


def _after(folder: Path, name: str, number: int) -> int:
    """Return the next number: a consent given again must not write over what was kept before."""
    taken = [int(path.stem.rpartition("-")[2]) for path in _files(folder, name)]
    return max([number, *taken]) + 1


def _decoded_size(picture: _Picture) -> tuple[int, int]:
    decoder = frames.decoder(picture.codec)
    found = decoder.decode(av.Packet(picture.data)) + decoder.decode(None)
    if not found:
        raise OSError("A key frame could not be read.")
    return found[0].width, found[0].height
