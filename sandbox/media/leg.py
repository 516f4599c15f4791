"""One audio leg between the carrier and a browser, by WebRTC on loopback."""

import asyncio
import fractions
from collections.abc import Callable

import aioice.ice
import aiortc.rtcrtpreceiver
import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.exceptions import InternalError, InvalidAccessError, InvalidStateError
from aiortc.jitterbuffer import JitterBuffer
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler
from typing_extensions import override

from sandbox.media.buffer import PATIENCE, Buffer
from sandbox.media.pcm import RATE, Pcm, Tap

_MOST_QUEUED = 4
"""Frames that wait to be sent: more would be delay, as before a connection stands."""
_HEAD_START = 32
"""Samples that a resampler keeps to itself at first: without them a whole frame would wait."""
_NO_DESCRIPTION = (
    ValueError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    OverflowError,
    InternalError,
    InvalidAccessError,
    InvalidStateError,
)
"""What aiortc raises, here and there, for a session description that is none."""


def stay_on_loopback() -> None:
    """Offer 127.0.0.1 and nothing else: aioice never offers it and would bind every address."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]  # noqa: ARG005


def buffer_once() -> None:
    """Let sound through aiortc as it arrives: its own buffer of 80 ms would come before ours."""

    class Passing(JitterBuffer):
        def __init__(self, capacity: int, prefetch: int = 0, is_video: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
            super().__init__(capacity, 0, is_video)

    vars(aiortc.rtcrtpreceiver)["JitterBuffer"] = Passing


class _Out(MediaStreamTrack):
    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._frames: asyncio.Queue[Pcm] = asyncio.Queue(_MOST_QUEUED)
        self._at = 0

    def push(self, pcm: Pcm) -> None:
        if self._frames.full():
            self._frames.get_nowait()
        self._frames.put_nowait(pcm)

    @override
    async def recv(self) -> AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        pcm = await self._frames.get()
        if self._at == 0:
            pcm = np.pad(pcm, (_HEAD_START, 0))
        frame = AudioFrame(format="s16", layout="mono", samples=len(pcm))
        frame.planes[0].update(pcm.tobytes())
        frame.sample_rate = RATE
        frame.time_base = fractions.Fraction(1, RATE)
        frame.pts = self._at
        self._at += len(pcm)
        return frame


class Leg:
    """Sound in both directions. Every frame in is drained at once, however slow the mixer is."""

    def __init__(self, lost: Callable[[], None] | None = None) -> None:
        # The default of aiortc is a public STUN server: the list must be there, and empty.
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._out = _Out()
        self._peer.addTrack(self._out)
        self._in = Buffer()
        self._drain: asyncio.Task[None] | None = None
        self._lost = lost
        self.heard = Tap()
        self.sent = Tap()
        self._peer.on("track", self._on_track)
        self._peer.on("connectionstatechange", self._on_state)

    async def offer(self) -> str:
        """Return our SDP offer."""
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return str(self._peer.localDescription.sdp)

    async def answer(self, offer: str) -> str:
        """Return our SDP answer; raises ValueError for an offer that is none."""
        await self._describe(offer, "offer")
        if not any(one.kind == "audio" and one.mid for one in self._peer.getTransceivers()):
            raise ValueError("The offer holds no sound.")
        await self._peer.setLocalDescription(await self._peer.createAnswer())
        return str(self._peer.localDescription.sdp)

    async def accept(self, answer: str) -> None:
        """Take the far side's SDP answer; raises ValueError for one that is none."""
        await self._describe(answer, "answer")

    async def close(self) -> None:
        if self._drain:
            self._drain.cancel()
        await self._peer.close()

    def pull(self) -> Pcm:
        """Return the next 20 ms of what the browser says; silence while too little is there."""
        return self._in.read()

    def steady(self, frames: int = PATIENCE) -> None:
        """Await so many frames before the browser is heard, from its next pause on."""
        self._in.patience = frames

    def push(self, frame: Pcm) -> None:
        self._out.push(frame)
        self.sent.write(frame)

    async def _describe(self, sdp: str, kind: str) -> None:
        try:
            await self._peer.setRemoteDescription(RTCSessionDescription(sdp, kind))
        except _NO_DESCRIPTION as error:
            raise ValueError("The session description cannot be used.") from error

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._drain = asyncio.get_running_loop().create_task(self._read(track))

    def _on_state(self) -> None:
        if self._peer.connectionState == "failed" and self._lost:
            self._lost()

    async def _read(self, track: MediaStreamTrack) -> None:
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        self._in.write(np.zeros(_HEAD_START, np.int16))
        try:
            while True:
                frame = await track.recv()
                for piece in resampler.resample(frame if isinstance(frame, AudioFrame) else None):
                    pcm: Pcm = piece.to_ndarray().reshape(-1).astype(np.int16, copy=False)
                    self._in.write(pcm)
                    self.heard.write(pcm)
        except MediaStreamError:
            return
