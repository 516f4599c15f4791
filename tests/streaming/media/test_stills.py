"""The step below a moving picture: one JPEG a second, from the last key frame."""

import asyncio
import io

import av
import pytest
from av.video.frame import VideoFrame

from streaming.media.stills import NoStill, Stills, jpeg
from tests.streaming.media import film
from tests.streaming.media.stage import Stage, stage


@pytest.mark.parametrize("codec", ["VP8", "H264"])
def test_a_key_frame_becomes_a_jpeg(codec: str) -> None:
    picture = film.encoded(codec, 3)[0]
    made = jpeg(codec, film.payloads(codec, picture, 0))
    assert size(made) == (160, 96)


@pytest.mark.parametrize("codec", ["VP8", "H264"])
def test_nonsense_is_no_still(codec: str) -> None:
    with pytest.raises(NoStill):
        jpeg(codec, [b"\x10" + bytes(50)])


@pytest.mark.parametrize("codec", ["VP8", "H264"])
def test_a_key_frame_of_several_packets_is_found_whole(codec: str) -> None:
    source = film.layer(codec)
    for packet in film.packets(codec, film.encoded(codec, 20, 640, 360)):
        source.receive(packet, 0.0)
    payloads = source.key_frame()
    assert payloads is not None
    assert size(jpeg(codec, payloads)) == (640, 360)


def test_a_key_frame_with_a_hole_is_none() -> None:
    source = film.layer("VP8")
    for packet in film.packets("VP8", film.encoded("VP8", 1, 1280, 720)[:1]):
        if packet.sequence != 1:
            source.receive(packet, 0.0)
    assert source.key_frame() is None or source.recall(1) is None


@pytest.mark.asyncio
async def test_a_weak_viewer_gets_a_picture_without_a_connection() -> None:
    async with stage() as on:
        camera, pictures = await on.camera(), film.encoded("VP8", 30)
        filming = asyncio.create_task(film.send(camera, pictures, 9))
        await asyncio.sleep(1.3)
        status, headers, _ = await still(on)
        assert (status, headers["Content-Type"]) == (200, "image/jpeg")
        assert headers["Cache-Control"] == "no-store"
        filming.cancel()


@pytest.mark.asyncio
async def test_without_a_camera_there_is_no_still() -> None:
    async with stage() as on:
        status, headers, _ = await still(on)
        assert (status, headers["Retry-After"]) == (409, "1")
        assert (await on.ask("GET", "/stills/tour1"))[0] == 401


@pytest.mark.asyncio
async def test_many_who_ask_cost_one_picture_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(codec: str, _payloads: list[bytes]) -> bytes:
        made.append(codec)
        return b"jpeg"

    monkeypatch.setattr("streaming.media.stills.jpeg", counted)
    source = film.layer("VP8")
    first, *others = film.packets("VP8", film.encoded("VP8", 16))
    source.receive(first, 0.0)
    stills = Stills()
    asking = [asyncio.create_task(stills.take(source)) for _ in range(20)]
    await asyncio.sleep(0.1)
    for packet in others:
        source.receive(packet, 0.1)
    assert await asyncio.gather(*asking) == [b"jpeg"] * 20
    assert made == ["VP8"]


async def still(on: Stage) -> tuple[int, dict[str, str], str]:
    bearer = {"Authorization": f"Bearer {on.token('view')}"}
    return await on.ask("GET", "/stills/tour1", **bearer)


def size(picture: bytes) -> tuple[int, int]:
    assert picture[:2] == b"\xff\xd8"
    with av.open(io.BytesIO(picture), "r", format="mjpeg") as opened:
        frame = next(opened.decode(video=0))
        assert isinstance(frame, VideoFrame)
        return frame.width, frame.height
