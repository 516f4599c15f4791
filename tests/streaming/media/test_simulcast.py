"""A camera that offers several sizes: each viewer gets the one its line can carry."""

import asyncio
from itertools import pairwise

import pytest

from streaming.media import packets, rtcp
from streaming.media.packets import Rtp
from tests.streaming.media.peer import VP8
from tests.streaming.media.stage import Camera, Stage, stage, until

pytestmark = pytest.mark.asyncio
LINES = (
    "a=msid:s v",
    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    "a=rid:h send",
    "a=rid:l send",
    "a=simulcast:send h;l",
)
PICTURES = {"h": (0x11, bytes(1100)), "l": (0x22, bytes(200))}
LOSSY = rtcp.receiver_report(1, rtcp.Reception(2, 90, 0, 0))


class Layered:
    """Sends both sizes; a picture number in the VP8 descriptor, as browsers do."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._sent = 0

    def send(self, *, key: bool = False) -> None:
        self._sent += 1
        for name, (ssrc, filling) in PICTURES.items():
            number = (0x8000 | self._sent + ssrc * 50).to_bytes(2, "big")
            head = b"\x90\x80" + number + (b"\x00" if key else b"\x01")
            payload = head + ord(name).to_bytes(1, "big") + filling
            raw = packets.write_rtp(
                Rtp(VP8, True, self._sent & 0xFFFF, self._sent * 3000, ssrc, payload, {})
            )
            extension = bytes((10 << 4, ord(name), 0, 0))
            head = bytes((raw[0] | 0x10,)) + raw[1:12] + b"\xbe\xde\x00\x01" + extension
            self._camera.peer.send_rtp(head + payload)


async def layered(on: Stage) -> Layered:
    return Layered(await on.camera("camera", *LINES))


async def test_the_answer_takes_every_size() -> None:
    """RFC 8853, 5.3.2, and the identifiers' extensions, without which they cannot be told apart."""
    async with stage() as on:
        answer = (await on.camera("camera", *LINES)).peer.answer
        for line in ("a=rid:h recv", "a=rid:l recv", "a=simulcast:recv h;l"):
            assert line in answer.splitlines()
        assert "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id" in answer


async def test_a_weak_viewer_gets_the_small_picture_and_a_good_one_the_large() -> None:
    async with stage() as on:
        camera = await layered(on)
        camera.send(key=True)
        good, weak = await on.viewer("good"), await on.viewer("weak")
        for turn in range(90):
            camera.send(key=turn % 5 == 0)
            if turn > 20:
                weak.peer.send_rtcp(LOSSY)
            await asyncio.sleep(0.06)
        assert size(good.came[-1]) == "h"
        assert size(weak.came[-1]) == "l"
        assert not any(said["kind"] == "viewer-weak" for said in on.told), "small is not weak"


async def test_a_change_of_size_goes_on_without_a_gap() -> None:
    async with stage() as on:
        camera = await layered(on)
        camera.send(key=True)
        watcher = await on.viewer()
        for turn in range(90):
            camera.send(key=turn % 5 == 0)
            if turn > 20:
                watcher.peer.send_rtcp(LOSSY)
            await asyncio.sleep(0.06)
        await until(lambda: {size(packet) for packet in watcher.came} == {"h", "l"})
        numbers = watcher.sequences
        assert numbers == [(numbers[0] + n) & 0xFFFF for n in range(len(numbers))]
        pictures = [int.from_bytes(p.payload[2:4], "big") & 0x7FFF for p in watcher.came]
        assert all(b - a == 1 for a, b in pairwise(pictures))


def size(packet: Rtp) -> str:
    return chr(packet.payload[5])
