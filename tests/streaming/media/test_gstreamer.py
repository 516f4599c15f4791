"""A third party at both ends: GStreamer's webrtcbin films by WHIP, another plays by WHEP."""

import asyncio
import re
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.streaming.media.peer import VP8
from tests.streaming.media.stage import Stage, stage, until

pytestmark = pytest.mark.asyncio
_PYTHON = "/usr/bin/python3"
_PROGRAM = Path(__file__).with_name("gstreamer.py")
_PARTS = ("webrtcbin", "nicesink", "vp8enc", "rtpvp8pay", "dtlsenc", "srtpenc", "videotestsrc")
_ASK = f"""
import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstWebRTC', '1.0')
from gi.repository import Gst, GstWebRTC
Gst.init(None)
assert all(map(Gst.ElementFactory.find, {_PARTS!r}))
"""


@pytest.fixture(scope="module")
def address() -> str:
    """Return an address of this machine beside loopback: GStreamer's ICE ignores that one."""
    found = subprocess.run([_PYTHON, "-c", _ASK], capture_output=True, check=False)
    if found.returncode:
        pytest.skip(
            "no GStreamer: `apt-get install gstreamer1.0-nice gstreamer1.0-plugins-good"
            " gstreamer1.0-plugins-bad python3-gi gir1.2-gst-plugins-bad-1.0` brings it"
        )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("no network interface besides loopback, which GStreamer's ICE ignores")
        return str(probe.getsockname()[0])


@asynccontextmanager
async def gstreamer(
    on: Stage, role: str, door: str, seconds: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    token = on.token("publish" if role == "publish" else "view", role)
    words = [role, f"{on.base}/{door}/tour1", token, str(seconds)]
    process = await asyncio.create_subprocess_exec(
        _PYTHON, str(_PROGRAM), *words, stdout=subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def test_gstreamer_films_and_gstreamer_plays(address: str) -> None:
    async with (
        stage(announce=(address,), hosts=(address,)) as on,
        gstreamer(on, "publish", "whip", 60),
    ):
        await until(lambda: any(said["kind"] == "publisher-live" for said in on.told), 12)
        watcher = await on.viewer()
        await until(lambda: len(watcher.came) > 20)
        assert {packet.payload_type for packet in watcher.came} == {VP8}
        async with gstreamer(on, "play", "whep", 6) as player:
            said, _ = await player.communicate()
        found = re.fullmatch(r"(\d+) (\d+x\d+)\n", said.decode())
        assert found, said
        assert int(found[1]) >= 10
        assert found[2] == "320x240"
