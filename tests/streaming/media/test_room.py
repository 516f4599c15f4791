"""One camera, its viewers: pictures reach them, losses are repaired, cameras change hands."""

import asyncio

import pytest

from streaming.media import packets, rtcp
from streaming.media.packets import Rtp
from tests.streaming.media.peer import H264, VP8, VP8_RTX, Peer
from tests.streaming.media.stage import SSRC, Camera, Stage, Watcher, stage, until

pytestmark = pytest.mark.asyncio
PLI = (rtcp.PAYLOAD_FEEDBACK, rtcp.PLI)
NACK = (rtcp.TRANSPORT_FEEDBACK, 1)


async def filmed(on: Stage) -> tuple[Camera, Watcher]:
    camera, watcher = await on.camera(), await on.viewer()
    await until(lambda: PLI in camera.kinds())
    camera.send(key=True)
    await until(lambda: watcher.came)
    return camera, watcher


async def test_a_key_frame_is_asked_for_with_the_offer_not_after_the_handshake() -> None:
    async with stage() as on:
        camera = await on.camera()
        camera.send(key=True)
        offering = Peer("recvonly")
        headers = {"Content_Type": "application/sdp", "Authorization": f"Bearer {on.token('view')}"}
        assert (await on.ask("POST", "/whep/tour1", offering.text, **headers))[0] == 201
        await until(lambda: PLI in camera.kinds())


async def test_a_viewer_who_comes_in_later_begins_with_a_key_frame() -> None:
    async with stage() as on:
        camera = await on.camera()
        camera.send(key=True)
        await asyncio.sleep(0.6)
        watcher = await on.viewer()
        camera.send()
        await asyncio.sleep(0.1)
        assert watcher.came == [], "nothing a decoder could not begin with"
        await until(lambda: PLI in camera.kinds())
        payload = camera.send(key=True)
        await until(lambda: watcher.came)
        assert watcher.came[0].payload == payload


async def test_requests_of_many_are_merged_and_the_last_is_not_lost() -> None:
    async with stage() as on:
        camera, watcher = await filmed(on)
        camera.asked.clear()
        ask = rtcp.picture_loss(1, 0)
        for _ in range(20):
            watcher.peer.send_rtcp(ask)
        await asyncio.sleep(0.7)
        assert 1 <= camera.kinds().count(PLI) <= 2


async def test_what_a_viewer_lost_is_sent_again() -> None:
    """RFC 4588: under the retransmission's own numbers, the original's in front."""
    async with stage() as on:
        camera, watcher = await filmed(on)
        payload = camera.send()
        await until(lambda: len(watcher.came) == 2)
        lost = watcher.came[-1].sequence
        watcher.peer.send_rtcp(rtcp.negative_ack(1, 2, [lost]))
        await until(lambda: len(watcher.came) == 3)
        again = watcher.came[-1]
        assert again.payload_type == VP8_RTX
        assert again.payload == lost.to_bytes(2, "big") + payload


async def test_nobody_can_make_us_flood_a_line_by_asking() -> None:
    async with stage() as on:
        camera, watcher = await filmed(on)
        for _ in range(20):
            camera.send()
        await until(lambda: len(watcher.came) == 21)
        for _ in range(100):
            watcher.peer.send_rtcp(rtcp.negative_ack(1, 2, watcher.sequences))
        await asyncio.sleep(0.5)
        again = [packet for packet in watcher.came if packet.payload_type == VP8_RTX]
        assert 100 < len(again) < 2000


async def test_what_the_camera_s_line_lost_is_asked_for_until_it_comes() -> None:
    async with stage() as on:
        camera, watcher = await filmed(on)
        camera.asked.clear()
        camera.send(skip=1)
        await until(lambda: camera.kinds().count(NACK) >= 2)
        asked = next(data for data in camera.asked if (data[1], data[0] & 31) == NACK)
        assert rtcp.asked_again(asked) == [camera.sequence - 1]
        first, number = watcher.sequences[0], camera.sequence
        late = Rtp(VP8, True, number - 1, 9, SSRC, b"\x10\x01late", {})
        camera.peer.send_rtp(packets.write_rtp(late))
        await until(lambda: len(watcher.came) == 3)
        assert watcher.sequences == [first, first + 2, first + 1]


async def test_a_loss_that_stays_is_ended_by_a_key_frame() -> None:
    async with stage() as on:
        camera, _ = await filmed(on)
        camera.asked.clear()
        camera.send(skip=1)
        await until(lambda: PLI in camera.kinds())


async def test_the_camera_learns_when_its_packets_came() -> None:
    async with stage() as on:
        camera, _ = await filmed(on)
        for number in range(5):
            camera.send(extension=bytes((0x31, 0, number, 0)))
        await until(lambda: (rtcp.TRANSPORT_FEEDBACK, 15) in camera.kinds())


async def test_another_camera_takes_over_and_viewers_stay() -> None:
    """Numbers and times go on: the player sees one picture that never stopped."""
    async with stage() as on:
        first, watcher = await filmed(on)
        second = await on.camera("glasses")
        await until(lambda: PLI in second.kinds())
        second.sequence = 40_000
        second.send(key=True)
        await until(lambda: len(watcher.came) == 2)
        assert watcher.sequences[1] == (watcher.sequences[0] + 1) & 0xFFFF
        await until(lambda: not first.peer.connected)
        assert watcher.peer.connected


async def test_the_camera_that_was_replaced_does_not_come_back_by_itself() -> None:
    """Two pages that both reconnect would fight; a person's word settles it."""
    async with stage() as on:
        await on.camera("phone")
        await on.camera("glasses")
        with pytest.raises(AssertionError, match=r"409.*Another camera is on"):
            await on.camera("phone")
        phone = await on.camera("phone", query="?takeover=1")
        await asyncio.sleep(0.1)
        assert phone.peer.connected
        with pytest.raises(AssertionError, match="409"):
            await on.camera("glasses")


async def test_a_camera_that_reconnects_replaces_itself() -> None:
    async with stage() as on:
        _, watcher = await filmed(on)
        again = await on.camera()
        await until(lambda: PLI in again.kinds())
        again.send(key=True)
        await until(lambda: len(watcher.came) == 2)


async def test_an_offer_that_never_connects_does_not_take_the_picture() -> None:
    async with stage() as on:
        camera, watcher = await filmed(on)
        bearer = {"Authorization": f"Bearer {on.token('publish', 'other')}"}
        text = camera.peer.text.replace(camera.peer.wire.ufrag, "zzzz")
        kind = {"Content_Type": "application/sdp"}
        assert (await on.ask("POST", "/whip/tour1", text, **bearer, **kind))[0] == 201
        camera.send()
        await until(lambda: len(watcher.came) == 2)


async def test_sound_that_comes_anyway_goes_nowhere() -> None:
    async with stage() as on:
        camera, watcher = await filmed(on)
        for kind in (111, 0, 8, H264):
            camera.peer.send_rtp(packets.write_rtp(Rtp(kind, True, 5, 6, 77, b"sound", {})))
        camera.send()
        await until(lambda: len(watcher.came) == 2)
        await asyncio.sleep(0.1)
        assert {packet.payload_type for packet in watcher.came} == {VP8}


async def test_what_a_viewer_sends_goes_nowhere() -> None:
    async with stage() as on:
        camera, watcher = await filmed(on)
        other = await on.viewer("friend")
        watcher.peer.send_rtp(packets.write_rtp(Rtp(VP8, True, 5, 6, SSRC, b"\x10\x00mine", {})))
        camera.send(key=True)
        await until(lambda: other.came)
        assert all(b"mine" not in packet.payload for packet in other.came)


async def test_who_comes_and_goes_is_reported() -> None:
    async with stage() as on:
        camera, watcher = await filmed(on)
        await watcher.peer.close()
        await camera.peer.close()
        await until(lambda: len(on.told) == 4)
        assert [said["kind"] for said in on.told] == [
            "publisher-live",
            "viewer-joined",
            "viewer-left",
            "publisher-gone",
        ]
        assert on.told[1]["data"]["subject"] == "diaz"


async def test_one_weak_viewer_is_told_and_the_others_keep_the_picture() -> None:
    async with stage() as on:
        camera, good = await filmed(on)
        weak = await on.viewer("tunnel")
        lossy = rtcp.receiver_report(1, rtcp.Reception(2, 90, 0, 0))
        for _ in range(45):
            camera.send(key=True)
            weak.peer.send_rtcp(lossy)
            await asyncio.sleep(0.1)
            if any(said["kind"] == "viewer-weak" for said in on.told):
                break
        told = next(said for said in on.told if said["kind"] == "viewer-weak")
        assert told["data"]["subject"] == "tunnel"
        assert (rtcp.PAYLOAD_FEEDBACK, rtcp.REMB) not in camera.kinds(), "all is given"
        assert len(good.came) > 20


async def test_an_only_viewer_who_can_take_less_is_followed_by_the_camera() -> None:
    async with stage() as on:
        camera, watcher = await filmed(on)
        for _ in range(120):
            for _ in range(40):
                camera.send()
            watcher.peer.send_rtcp(rtcp.estimate(1, [2], 300_000))
            await asyncio.sleep(0.05)
            if (rtcp.PAYLOAD_FEEDBACK, rtcp.REMB) in camera.kinds():
                break
        said = next(data for data in camera.asked if data[1] == 206 and data[0] & 31 == rtcp.REMB)
        assert 250_000 <= (rtcp.read_estimate(said) or 0) <= 300_000
