"""A caller made of aiortc: a PCMU leg that dials by the handset's own socket and listens."""

import asyncio
import fractions
import time

import numpy as np
from aiohttp import ClientSession, ClientWebSocketResponse
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame
from typing_extensions import override

_RATE = 8000
_FRAME = _RATE // 50
_LOUD = 3000
_LONGEST_S = 3.0


class _Voice(MediaStreamTrack):
    """Silence, and a click when it is asked for."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()
        self._sent = 0
        self.click = False
        self.clicked_at = 0.0

    @override
    async def recv(self) -> AudioFrame:
        due = self._began + self._sent * 0.02
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        samples = np.zeros(_FRAME, np.int16)
        if self.click:
            samples[:] = 12_000 * np.sin(np.arange(_FRAME) * 2 * np.pi * 800 / _RATE)
            self.click, self.clicked_at = False, time.monotonic()
        frame = AudioFrame(format="s16", layout="mono", samples=_FRAME)
        frame.planes[0].update(samples.tobytes())
        frame.sample_rate, frame.time_base = _RATE, fractions.Fraction(1, _RATE)
        frame.pts = self._sent * _FRAME
        self._sent += 1
        return frame


class Caller:
    """`frames` counts what arrived."""

    def __init__(self, session: ClientSession, port: int, number: str) -> None:
        self._session = session
        self._url = f"http://127.0.0.1:{port}/handset/socket"
        self._number = number
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._voice = _Voice()
        self._tasks: list[asyncio.Task[None]] = []
        self._socket: ClientWebSocketResponse | None = None
        self.frames = 0
        self.heard = asyncio.Event()
        self.heard_at = 0.0

    async def dial(self, number: str) -> None:
        self._peer.addTrack(self._voice)
        self._peer.on("track", self._listen)
        known = RTCRtpSender.getCapabilities("audio").codecs
        pcmu = [codec for codec in known if codec.mimeType == "audio/PCMU"]
        self._peer.getTransceivers()[0].setCodecPreferences(pcmu)
        await self._peer.setLocalDescription(await self._peer.createOffer())
        origin = {"Origin": self._url.removesuffix("/handset/socket")}
        socket = self._socket = await self._session.ws_connect(self._url, headers=origin)
        await socket.send_json({"do": "open", "number": self._number})
        offer = self._peer.localDescription.sdp
        await socket.send_json({"do": "dial", "to": number, "sdp": offer})
        async for message in socket:
            told = message.json()
            if told["type"] == "media":
                description = RTCSessionDescription(told["sdp"], "answer")
                await self._peer.setRemoteDescription(description)
                break
        self._tasks.append(asyncio.create_task(self._drain(socket)))

    async def delay_to(self, other: "Caller") -> float:
        """Return how long a click takes to the other's ear, in ms; raises TimeoutError."""
        await asyncio.sleep(0.3)
        other.heard.clear()
        self._voice.click = True
        async with asyncio.timeout(_LONGEST_S):
            await other.heard.wait()
        return 1000 * (other.heard_at - self._voice.clicked_at)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._socket:
            await self._socket.close()
        await self._peer.close()

    def _listen(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._count(track)))

    async def _count(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                self.frames += 1
                if isinstance(frame, AudioFrame) and np.abs(frame.to_ndarray()).max() > _LOUD:
                    self._note()
        except MediaStreamError:
            return

    def _note(self) -> None:
        if not self.heard.is_set():
            self.heard_at = time.monotonic()
            self.heard.set()

    async def _drain(self, socket: ClientWebSocketResponse) -> None:
        async for _message in socket:
            pass
