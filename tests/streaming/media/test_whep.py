"""WHEP (draft-ietf-wish-whep): what players meet, and that no viewer is ever offered a sound."""

import json

import pytest

from tests.streaming.media.peer import offer
from tests.streaming.media.stage import PAGE, Stage, stage

SDP = {"Content_Type": "application/sdp"}
AUDIO = (
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=recvonly\r\n"
    "a=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
)

pytestmark = pytest.mark.asyncio


def recvonly(codec: str = "both") -> str:
    return offer("abcd", "a" * 24, "recvonly", codec=codec)


async def posted(on: Stage, text: str, **headers: str) -> tuple[int, dict[str, str], str]:
    bearer = {"Authorization": f"Bearer {on.token('view')}"}
    return await on.ask("POST", "/whep/tour1", text, **(bearer | SDP | headers))


async def test_before_the_camera_is_on_a_player_is_told_to_come_again() -> None:
    """The stream is not there yet: "409 Conflict" with Retry-After."""
    async with stage() as on:
        status, headers, _ = await posted(on, recvonly(), Origin=PAGE)
        assert (status, headers["Retry-After"]) == (409, "1")


async def test_a_player_gets_the_picture_and_no_sound() -> None:
    async with stage() as on:
        await on.camera()
        status, headers, text = await posted(on, recvonly())
        assert status == 201
        assert headers["Location"]
        assert headers["ETag"]
        assert "a=sendonly" in text
        assert "audio" not in text


async def test_an_offer_with_sound_is_refused_as_a_whole() -> None:
    """An answer mirrors every line of the offer; no line of ours may speak of audio."""
    async with stage() as on:
        await on.camera()
        for text in (recvonly() + AUDIO, recvonly() + AUDIO.replace("audio 9", "audio 0")):
            status, _, body = await posted(on, text)
            assert status == 422
            assert "m=" not in body


async def test_every_codec_both_know_is_agreed_the_camera_s_first() -> None:
    """A second camera may film in H.264: the player need not connect again."""
    async with stage() as on:
        await on.camera()
        text = (await posted(on, recvonly()))[2]
        assert "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103" in text


async def test_a_player_that_cannot_decode_the_picture_is_told_so() -> None:
    async with stage() as on:
        await on.camera()
        status, _, text = await posted(on, recvonly("H264"))
        assert (status, text) == (422, "The picture is VP8; offer it.")


async def test_a_player_may_not_send() -> None:
    async with stage() as on:
        await on.camera()
        assert (await posted(on, recvonly().replace("recvonly", "sendonly")))[0] == 422


async def test_a_camera_s_token_does_not_watch() -> None:
    async with stage() as on:
        await on.camera()
        bearer = {"Authorization": f"Bearer {on.token('publish')}"}
        assert (await on.ask("POST", "/whep/tour1", recvonly(), **SDP, **bearer))[0] == 403


async def test_the_house_is_full_at_thirty() -> None:
    """The customer, twenty friends and supervisors have room; a flood has not."""
    async with stage() as on:
        await on.camera()
        found = []
        for number in range(31):
            bearer = {"Authorization": f"Bearer {on.token('view', f'friend{number}')}"}
            found.append(await on.ask("POST", "/whep/tour1", recvonly(), **SDP, **bearer))
        assert [status for status, _, _ in found] == [201] * 30 + [503]
        assert found[-1][1]["Retry-After"] == "5"


async def test_a_player_s_session_ends_by_delete() -> None:
    async with stage() as on:
        await on.camera()
        place = (await posted(on, recvonly()))[1]["Location"]
        bearer = {"Authorization": f"Bearer {on.token('view')}"}
        assert (await on.ask("DELETE", place, **bearer))[0] == 200
        assert (await on.stats())["sessions"] == 1


async def test_health_says_nothing_about_tours() -> None:
    async with stage() as on:
        await on.camera()
        assert json.loads((await on.ask("GET", "/healthz"))[2]) == {"ok": True}
