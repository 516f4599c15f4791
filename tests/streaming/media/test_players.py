"""Third-party publishers and players that install here: FFmpeg's WHIP muxer, aiortc."""

import asyncio
import sys
from pathlib import Path

import av
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from tests.streaming.media import film
from tests.streaming.media.peer import H264
from tests.streaming.media.stage import stage, until

pytestmark = pytest.mark.asyncio


async def test_ffmpeg_publishes_and_a_viewer_sees(tmp_path: Path) -> None:
    """FFmpeg 8 offers the passive role, sends H.264 and needs a P-256 certificate of ours."""
    async with stage() as on:
        words = [f"{on.base}/whip/tour1", on.token("publish"), str(tmp_path)]
        publishing = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.streaming.media.ffmpeg", *words
        )
        await until(lambda: any(said["kind"] == "publisher-live" for said in on.told), 8)
        watcher = await on.viewer()
        await until(lambda: len(watcher.came) > 20, 8)
        assert {packet.payload_type for packet in watcher.came} == {H264}
        assert await publishing.wait() == 0
        await until(lambda: on.told[-1]["kind"] == "publisher-gone", 8)


async def test_aiortc_plays_what_is_forwarded() -> None:
    async with stage() as on:
        camera, pictures = await on.camera(), film.encoded("VP8", 30)
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        peer.addTransceiver("video", direction="recvonly")
        await peer.setLocalDescription(await peer.createOffer())
        kind = {"Content_Type": "application/sdp"}
        bearer = {"Authorization": f"Bearer {on.token('view')}"}
        text = peer.localDescription.sdp
        status, _, answer = await on.ask("POST", "/whep/tour1", text, **kind, **bearer)
        assert status == 201, answer
        await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        track = peer.getReceivers()[0].track
        sending = asyncio.create_task(film.send(camera, pictures, 30))
        frame = await asyncio.wait_for(track.recv(), 30)
        assert isinstance(frame, av.VideoFrame)
        assert (frame.width, frame.height) == (160, 96)
        sending.cancel()
        await peer.close()
