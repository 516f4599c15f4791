"""WHIP, clause by clause. Quotations are from the working group's text that became RFC 9725."""

import re

import pytest

from streaming.media import admission
from tests.streaming.media.peer import offer
from tests.streaming.media.stage import PAGE, Stage, stage

SDP = {"Content_Type": "application/sdp"}
FRAGMENT = "application/trickle-ice-sdpfrag"
TRICKLE = (
    "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=video 9 RTP/AVP 0\r\na=mid:0\r\n"
    "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host\r\na=end-of-candidates\r\n"
)
PUBLISHING = ("a=msid:s v", "a=ssrc:1 cname:x")

pytestmark = pytest.mark.asyncio


def bearer(on: Stage, subject: str = "camera") -> dict[str, str]:
    return {"Authorization": f"Bearer {on.token('publish', subject)}"}


def sendonly(*more: str) -> str:
    return offer("abcd", "a" * 24, "sendonly", (*PUBLISHING, *more))


async def posted(on: Stage, text: str, **headers: str) -> tuple[int, dict[str, str], str]:
    return await on.ask("POST", "/whip/tour1", text, **(bearer(on) | SDP | headers))


async def test_a_session_is_created() -> None:
    """4.2: "the WHIP endpoint ... will return a 201 Created response with a Location header"."""
    async with stage() as on:
        status, headers, text = await posted(on, sendonly())
        assert status == 201
        assert headers["Content-Type"] == "application/sdp"
        assert re.fullmatch(r"/sessions/\S{20,}", headers["Location"])
        assert re.fullmatch(r'"\S+"', headers["ETag"]), "a strong entity-tag"
        assert "a=recvonly" in text
        assert "a=ice-lite" in text


async def test_session_addresses_cannot_be_guessed() -> None:
    """5: "generate URLs with enough randomness, using a cryptographically secure" generator."""
    async with stage() as on:
        places = {(await posted(on, sendonly()))[1]["Location"] for _ in range(5)}
        assert len(places) == 5
        assert all(len(place) > 25 for place in places)


async def test_a_session_is_ended_by_delete() -> None:
    """4.2: "To explicitly terminate a session, the WHIP client MUST perform an HTTP DELETE"."""
    async with stage() as on:
        place = (await posted(on, sendonly()))[1]["Location"]
        assert (await on.ask("DELETE", place, **bearer(on)))[0] == 200
        assert (await on.ask("DELETE", place, **bearer(on)))[0] == 404


async def test_delete_ignores_entity_tags() -> None:
    """4.3.1: "MUST ignore any entity-tag value sent by the WHIP client"."""
    async with stage() as on:
        place = (await posted(on, sendonly()))[1]["Location"]
        assert (await on.ask("DELETE", place, If_Match='"other"', **bearer(on)))[0] == 200


async def test_options_say_what_we_take() -> None:
    """4.2: "any OPTIONS request SHOULD include an "Accept-Post" header"."""
    async with stage() as on:
        status, headers, _ = await on.ask("OPTIONS", "/whip/tour1", Origin=PAGE)
        assert (status, headers["Accept-Post"]) == (200, "application/sdp")
        assert headers["Access-Control-Allow-Origin"] == PAGE
        assert "authorization" in headers["Access-Control-Allow-Headers"]
        assert "Link" not in headers, "4.6: no relays in the answer to a preflight"


async def test_our_pages_may_read_the_headers_and_strangers_nothing() -> None:
    async with stage() as on:
        headers = (await posted(on, sendonly(), Origin=PAGE))[1]
        for name in ("Location", "ETag", "Link", "Retry-After"):
            assert name in headers["Access-Control-Expose-Headers"]
        headers = (await posted(on, sendonly(), Origin="http://evil.test"))[1]
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_reserved_on_the_endpoint(method: str) -> None:
    """4.2: "MUST return an "405 Method Not Allowed" response"; reading finds no content."""
    async with stage() as on:
        status, headers, _ = await on.ask(method, "/whip/tour1", **bearer(on))
        assert status == 405
        assert "POST" in headers["Allow"]
        status, _, body = await on.ask("GET", "/whip/tour1")
        assert (status, body) == (204, "")


@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_other_methods_are_reserved_on_the_session(method: str) -> None:
    """4.2: "any HTTP request method different than PATCH and DELETE on the session URLs"."""
    async with stage() as on:
        place = (await posted(on, sendonly()))[1]["Location"]
        assert (await on.ask(method, place, **bearer(on)))[0] == 405


async def test_other_content_is_refused() -> None:
    """4.3.1: "a content type different than ... MUST reject ... 415 Unsupported Media Type"."""
    async with stage() as on:
        assert (await posted(on, sendonly(), Content_Type="text/plain"))[0] == 415
        headers = (await posted(on, sendonly()))[1]
        kind = {"If_Match": headers["ETag"], "Content_Type": "text/plain"}
        assert (await on.ask("PATCH", headers["Location"], TRICKLE, **bearer(on), **kind))[0] == 415


@pytest.mark.parametrize("text", ["", "nonsense", "v=0\r\n", "v=0\r\nm=video x y z\r\n"])
async def test_what_is_no_session_description_is_a_bad_request(text: str) -> None:
    async with stage() as on:
        assert (await posted(on, text))[0] == 400


@pytest.mark.parametrize(
    "change",
    [
        ("a=sendonly", "a=recvonly"),
        ("a=rtcp-mux\r\n", ""),
        ("VP8/90000", "VP9/90000"),
        ("a=fingerprint:sha-256", "a=x-fingerprint:sha-256"),
        ("m=video 9", "m=video 0"),
    ],
    ids=["direction", "mux", "codec", "fingerprint", "port"],
)
async def test_an_offer_we_cannot_serve_is_refused_as_a_whole(change: tuple[str, str]) -> None:
    """4.4.3: reject "to prevent having partially successful WHIP sessions"."""
    text = offer("abcd", "a" * 24, "sendonly", PUBLISHING, "VP8").replace(*change)
    async with stage() as on:
        assert (await posted(on, text))[0] == 422


async def test_two_pictures_at_once_are_refused() -> None:
    """4.4.2: "MUST NOT have two or more than MediaStreamTracks for the same media"."""
    text = sendonly()
    second = text[text.index("m=video") :].replace("a=mid:0", "a=mid:1")
    async with stage() as on:
        assert (await posted(on, text + second))[0] == 422


async def test_the_answer_bundles_and_multiplexes() -> None:
    """4.4.1: "MUST include the "rtcp-mux-only" attribute in each bundled "m=" sections"."""
    async with stage() as on:
        text = (await posted(on, sendonly()))[2]
        for line in ("a=group:BUNDLE 0", "a=rtcp-mux", "a=rtcp-mux-only", "a=end-of-candidates"):
            assert line in text.splitlines()


@pytest.mark.parametrize(
    ("theirs", "ours"), [("actpass", "passive"), ("active", "passive"), ("passive", "active")]
)
async def test_either_side_may_begin_the_handshake(theirs: str, ours: str) -> None:
    """4.4.4: actpass or active; FFmpeg offers passive."""
    async with stage() as on:
        text = (await posted(on, sendonly().replace("actpass", theirs)))[2]
        assert f"a=setup:{ours}" in text


async def test_candidates_may_trickle() -> None:
    """4.3.2: "204 No Content" without a body, which "MUST NOT include an ETag header"."""
    async with stage() as on:
        made = (await posted(on, sendonly()))[1]
        kind = {"If_Match": made["ETag"], "Content_Type": FRAGMENT}
        status, headers, body = await on.ask(
            "PATCH", made["Location"], TRICKLE, **bearer(on), **kind
        )
        assert (status, body) == (204, "")
        assert "ETag" not in headers


async def test_a_patch_names_the_session_it_means() -> None:
    """4.3.2: "does not contain an "If-Match" header ... 428"; "412 ... if they do not match"."""
    async with stage() as on:
        made = (await posted(on, sendonly()))[1]
        known = {**bearer(on), "Content_Type": FRAGMENT}
        assert (await on.ask("PATCH", made["Location"], TRICKLE, **known))[0] == 428
        other = {"If_Match": '"other"'}
        assert (await on.ask("PATCH", made["Location"], TRICKLE, **known, **other))[0] == 412


async def test_a_malformed_fragment_is_a_bad_request() -> None:
    """4.3.1: "If the SDP fragment is malformed, the WHIP session MUST reject ... 400"."""
    async with stage() as on:
        made = (await posted(on, sendonly()))[1]
        kind = {"If_Match": made["ETag"], "Content_Type": FRAGMENT}
        found = await on.ask("PATCH", made["Location"], "nonsense", **bearer(on), **kind)
        assert found[0] == 400


async def test_ice_restarts_under_a_new_tag() -> None:
    """4.3.3: "the WHIP session SHALL return a "200 OK"" and "the new entity-tag"."""
    async with stage() as on:
        made = (await posted(on, sendonly()))[1]
        known = {**bearer(on), "Content_Type": FRAGMENT}
        status, headers, body = await on.ask(
            "PATCH", made["Location"], TRICKLE, **known, If_Match="*"
        )
        assert status == 200
        assert headers["Content-Type"].startswith(FRAGMENT)
        assert headers["ETag"] != made["ETag"]
        assert "a=ice-ufrag:" in body
        assert "a=ice-pwd:" in body
        old = {"If_Match": made["ETag"]}
        assert (await on.ask("PATCH", made["Location"], TRICKLE, **known, **old))[0] == 412
        new = {"If_Match": headers["ETag"]}
        assert (await on.ask("PATCH", made["Location"], TRICKLE, **known, **new))[0] == 204


async def test_relays_come_as_links() -> None:
    """4.6: "the "Link" header field with a "rel" attribute value of "ice-server""."""
    async with stage() as on:
        links = (await posted(on, sendonly()))[1].getall("Link")  # type: ignore[attr-defined]
        assert links[0] == '<stun:relay.test:3478>; rel="ice-server"'
        assert links[1].startswith('<turn:relay.test:3478?transport=udp>; rel="ice-server"; user')
        assert 'credential-type="password"' in links[1]


@pytest.mark.parametrize("token", ["", "m1.x.y", "other"])
async def test_without_a_token_nobody_enters(token: str) -> None:
    """4.7.1: bearer tokens (RFC 6750); a refusal says so."""
    async with stage() as on:
        known = {"Authorization": f"Bearer {token}"} if token else {}
        status, headers, _ = await on.ask("POST", "/whip/tour1", sendonly(), **SDP, **known)
        assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_a_token_opens_its_own_door_only() -> None:
    async with stage() as on:
        text = sendonly()
        for token in (on.token("view"), on.token("publish", tour="tour2")):
            known = {"Authorization": f"Bearer {token}", **SDP}
            assert (await on.ask("POST", "/whip/tour1", text, **known))[0] == 403
        known = {"Authorization": f"Bearer {on.token('publish', lives=-1)}", **SDP}
        assert (await on.ask("POST", "/whip/tour1", text, **known))[0] == 401


async def test_a_session_belongs_to_whoever_made_it() -> None:
    async with stage() as on:
        place = (await posted(on, sendonly()))[1]["Location"]
        assert (await on.ask("DELETE", place, **bearer(on, "thief")))[0] == 404
        assert (await on.ask("DELETE", place))[0] == 401


async def test_floods_are_held_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """5: "implement a rate limit and avalanche control mechanism for incoming" POSTs."""
    monkeypatch.setattr(admission, "_PER_S", 0.0)
    async with stage() as on:
        found = [await posted(on, sendonly()) for _ in range(24)]
        refused = [(status, headers) for status, headers, _ in found if status != 201]
        assert refused
        assert all(status == 429 and headers["Retry-After"] == "1" for status, headers in refused)


async def test_audio_of_an_encoder_is_refused_at_the_door() -> None:
    """The voice is the telephone: the answer takes the picture and no sound."""
    audio = (
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=sendonly\r\n"
        "a=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=ice-ufrag:abcd\r\na=ice-pwd:"
        + "a" * 24
        + "\r\n"
    )
    async with stage() as on:
        status, _, text = await posted(on, sendonly() + audio)
        assert status == 201
        assert "m=audio 0 " in text
        assert "opus" not in text


async def test_too_long_an_offer_is_refused() -> None:
    async with stage() as on:
        assert (await posted(on, "v=0\r\n" + "a" * 70_000))[0] == 413
