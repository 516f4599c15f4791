"""Recordings: what was forwarded, decodable to the last picture, silent."""

from pathlib import Path

import av
import pytest

from streaming.media.recording import Recorder
from tests.streaming.media import film
from tests.streaming.media.stage import stage, until


def played(path: Path) -> tuple[int, tuple[int, int], float]:
    """Return how many pictures decode, their size, and the seconds from first to last."""
    with av.open(str(path)) as opened:
        assert not opened.streams.audio, "no sound, ever"
        frames = list(opened.decode(video=0))
    spans = float((frames[-1].pts - frames[0].pts) * frames[0].time_base)  # type: ignore[operator]
    return len(frames), (frames[0].width, frames[0].height), spans


@pytest.mark.parametrize(("codec", "kind"), [("VP8", "webm"), ("H264", "mp4")])
def test_what_is_forwarded_is_kept_without_encoding_again(
    tmp_path: Path, codec: str, kind: str
) -> None:
    recorder, source = Recorder(tmp_path, "visit"), film.layer(codec)
    for packet in film.packets(codec, film.encoded(codec, 45)):
        recorder.take(source, packet, key=packet.timestamp == 0)
    assert recorder.close() == [f"visit-001.{kind}"]
    count, shape, seconds = played(tmp_path / f"visit-001.{kind}")
    assert count == 45
    assert shape == (160, 96)
    assert seconds == pytest.approx(44 / film.RATE, abs=0.05)


def test_packets_out_of_order_are_put_in_order(tmp_path: Path) -> None:
    recorder, source = Recorder(tmp_path, "visit"), film.layer("VP8")
    packets = list(film.packets("VP8", film.encoded("VP8", 30)))
    for place in range(4, len(packets) - 3, 5):
        packets[place], packets[place + 1] = packets[place + 1], packets[place]
    for packet in packets:
        recorder.take(source, packet, key=packet.timestamp == 0)
    recorder.close()
    assert played(tmp_path / "visit-001.webm")[0] == 30


def test_another_camera_begins_another_file(tmp_path: Path) -> None:
    """Sizes differ: some players dislike a change inside one file."""
    recorder = Recorder(tmp_path, "visit")
    for shape in ((160, 96), (320, 192)):
        source = film.layer("VP8")
        for packet in film.packets("VP8", film.encoded("VP8", 20, *shape)):
            recorder.take(source, packet, key=packet.timestamp == 0)
    files = recorder.close()
    assert files == ["visit-001.webm", "visit-002.webm"]
    assert [played(tmp_path / name)[1] for name in files] == [(160, 96), (320, 192)]


def test_nothing_is_written_before_a_key_frame(tmp_path: Path) -> None:
    recorder, source = Recorder(tmp_path, "visit"), film.layer("VP8")
    for packet in list(film.packets("VP8", film.encoded("VP8", 10)))[5:]:
        recorder.take(source, packet, key=False)
    assert recorder.close() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.asyncio
async def test_recording_begins_and_ends_by_signed_order(tmp_path: Path) -> None:
    async with stage(recordings=tmp_path) as on:
        camera = await on.camera()
        assert await on.order("/tours/tour1/record", on=True, name="visit1") == 204
        for number in range(5):
            camera.send(key=number == 0)
        await until(lambda: on.told)
        assert await on.order("/tours/tour1/record", on=False) == 204
        await until(lambda: on.told[-1]["kind"] == "recorded")
        assert on.told[-1]["data"]["files"] == "visit1-001.webm"
        assert (tmp_path / "visit1-001.webm").exists()


@pytest.mark.asyncio
async def test_a_recording_never_leaves_its_folder(tmp_path: Path) -> None:
    async with stage(recordings=tmp_path) as on:
        for name in ("../x", "/etc/x", "", "a/b", ".x"):
            assert await on.order("/tours/tour1/record", on=True, name=name) == 400


@pytest.mark.asyncio
async def test_without_a_folder_nothing_is_recorded() -> None:
    async with stage() as on:
        assert await on.order("/tours/tour1/record", on=True, name="visit1") == 501


def test_a_consent_given_again_does_not_write_over_what_was_kept(tmp_path: Path) -> None:
    for _ in range(2):
        recorder, source = Recorder(tmp_path, "visit"), film.layer("VP8")
        for packet in film.packets("VP8", film.encoded("VP8", 5)):
            recorder.take(source, packet, key=packet.timestamp == 0)
        recorder.close()
    assert sorted(names(tmp_path)) == ["visit-001.webm", "visit-002.webm"]


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.asyncio
async def test_a_recording_is_erased_by_order_and_only_that_one(tmp_path: Path) -> None:
    others = ["visit1x-001.webm", "visit1-notes.txt", "visit1-001.webm.bak", "visit2-001.mp4"]
    for name in ("visit1-001.webm", "visit1-002.mp4", *others):
        (tmp_path / name).touch()
    async with stage(recordings=tmp_path) as on:
        for _ in range(2):
            assert await on.order("/tours/tour1/erase", name="visit1") == 204
        assert await on.order("/tours/tour1/erase", name="../visit2") == 400
    assert sorted(names(tmp_path)) == sorted(others)


@pytest.mark.asyncio
async def test_without_a_folder_nothing_can_be_erased() -> None:
    async with stage() as on:
        assert await on.order("/tours/tour1/erase", name="visit1") == 501
