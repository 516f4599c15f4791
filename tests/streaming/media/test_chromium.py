"""Real Chromium at our doors: plays, restarts, sends several sizes, keeps its sound to itself."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright

from tests.streaming.media.stage import Stage, served, stage, until

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium"),
]
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
)
_SCRIPT = """
window.lab = {
  camera() {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 640, height: 360 });
    const pen = canvas.getContext("2d");
    let turn = 0;
    setInterval(() => {
      pen.fillStyle = `hsl(${turn++ * 9 % 360},70%,50%)`;
      pen.fillRect(0, 0, 640, 360);
      pen.fillStyle = "#fff";
      pen.fillRect(turn * 7 % 600, turn * 3 % 300, 40, 40);
    }, 33);
    return canvas.captureStream(30);
  },
  async post(peer, url, token) {
    await peer.setLocalDescription();
    const headers = { "Content-Type": "application/sdp", Authorization: `Bearer ${token}` };
    const body = peer.localDescription.sdp;
    const answer = await fetch(url, { method: "POST", headers, body });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    const sdp = await answer.text();
    await peer.setRemoteDescription({ type: "answer", sdp });
    const place = new URL(answer.headers.get("Location"), url).href;
    return { place, etag: answer.headers.get("ETag"), links: answer.headers.get("Link"), sdp };
  },
  async publish(url, token, { sound, sizes }) {
    const stream = this.camera(), peer = (this.sender = new RTCPeerConnection());
    if (sound) {
      const context = new AudioContext(), out = context.createMediaStreamDestination();
      const tone = context.createOscillator();
      tone.connect(out);
      tone.start();
      peer.addTransceiver(out.stream.getAudioTracks()[0], { direction: "sendonly" });
    }
    const layers = [{ rid: "h" }, { rid: "l", scaleResolutionDownBy: 4 }];
    const track = stream.getVideoTracks()[0];
    peer.addTransceiver(track, { direction: "sendonly", sendEncodings: sizes ? layers : [{}] });
    return this.post(peer, url, token);
  },
  async view(url, token) {
    const video = (this.video = document.createElement("video"));
    Object.assign(video, { muted: true, autoplay: true });
    document.body.append(video);
    const peer = (this.receiver = new RTCPeerConnection());
    peer.addTransceiver("video", { direction: "recvonly" });
    peer.ontrack = ({ track }) => (video.srcObject = new MediaStream([track]));
    this.frames = 0;
    const count = () => { this.frames++; video.requestVideoFrameCallback(count); };
    video.requestVideoFrameCallback(count);
    return (this.session = await this.post(peer, url, token));
  },
  async restart(token) {
    const peer = this.receiver;
    await peer.setLocalDescription(await peer.createOffer({ iceRestart: true }));
    const text = peer.localDescription.sdp.split("\\r\\n");
    const named = ["a=ice-ufrag:", "a=ice-pwd:", "m=", "a=mid:"];
    const body = text.filter((line) => named.some((name) => line.startsWith(name))).join("\\r\\n");
    const kind = { "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": "*" };
    const headers = { ...kind, Authorization: `Bearer ${token}` };
    const answer = await fetch(this.session.place, { method: "PATCH", headers, body });
    const said = await answer.text();
    const found = (name) => said.split("\\r\\n").find((line) => line.startsWith(name));
    const sdp = this.session.sdp
      .replace(/a=ice-ufrag:.*/, found("a=ice-ufrag:"))
      .replace(/a=ice-pwd:.*/, found("a=ice-pwd:"));
    await peer.setRemoteDescription({ type: "answer", sdp });
    return [answer.status, this.session.etag, answer.headers.get("ETag")];
  },
};
"""


@asynccontextmanager
async def browser() -> AsyncIterator[tuple[Stage, Page]]:
    """Open a page of the origin that the media process knows."""

    async def page_of(_request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><body></body>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page_of)
    runner, origin = await served(app)
    try:
        async with stage(origin=origin) as on, async_playwright() as started:
            path = shutil.which("chromium")
            opened = await started.chromium.launch(executable_path=path, args=list(_FLAGS))
            page = await opened.new_page()
            await page.goto(origin)
            await page.evaluate(_SCRIPT)
            yield on, page
            await opened.close()
    finally:
        await runner.cleanup()


async def publish(on: Stage, page: Page, **more: bool) -> dict[str, Any]:
    words = {"sound": False, "sizes": False, **more}
    url, token = f"{on.base}/whip/tour1", on.token("publish")
    found: dict[str, Any] = await page.evaluate(
        "([u, t, w]) => lab.publish(u, t, w)", [url, token, words]
    )
    await until(lambda: any(said["kind"] == "publisher-live" for said in on.told), 10)
    return found


async def view(on: Stage, page: Page) -> dict[str, Any]:
    url, token = f"{on.base}/whep/tour1", on.token("view")
    found: dict[str, Any] = await page.evaluate("([u, t]) => lab.view(u, t)", [url, token])
    await page.wait_for_function("lab.frames > 5")
    return found


async def test_it_plays_and_reads_our_headers() -> None:
    async with browser() as (on, page):
        await publish(on, page)
        found = await view(on, page)
        assert found["etag"]
        assert 'rel="ice-server"' in found["links"]
        assert await page.evaluate("lab.video.videoWidth") > 0


async def test_a_camera_with_a_microphone_sends_its_picture_alone() -> None:
    async with browser() as (on, page):
        found = await publish(on, page, sound=True)
        assert "m=audio 0 " in found["sdp"]
        found = await view(on, page)
        assert "audio" not in found["sdp"]
        tracks = "lab.receiver.getReceivers().map(({ track }) => track.kind)"
        assert await page.evaluate(tracks) == ["video"]
        sent = "lab.sender.getSenders().map(({ track }) => track?.kind)"
        assert await page.evaluate(sent) == ["video"], "its sound has no way out"


async def test_ice_restarts_and_the_picture_goes_on() -> None:
    async with browser() as (on, page):
        await publish(on, page)
        await view(on, page)
        status, before, after = await page.evaluate("(t) => lab.restart(t)", on.token("view"))
        assert status == 200
        assert before != after
        await asyncio.sleep(1)
        frames = await page.evaluate("lab.frames")
        await page.wait_for_function(f"lab.frames > {frames} + 10")
        assert len(on.mux.sessions) == 2, "the old credentials are over"


async def test_several_sizes_reach_us_and_the_largest_is_shown() -> None:
    async with browser() as (on, page):
        found = await publish(on, page, sizes=True)
        assert "a=simulcast:recv h;l" in found["sdp"]
        await view(on, page)
        await page.wait_for_function("lab.video.videoWidth === 640")
