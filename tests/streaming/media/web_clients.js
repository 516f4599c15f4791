// Clients of WHIP and WHEP that others wrote, as a page would use them.
import { WebRTCPlayer } from "@eyevinn/webrtc-player";
import { WHIPClient as Ingest } from "@eyevinn/whip-web-client";
import { WHEPClient } from "whip-whep/whep.js";
import { WHIPClient } from "whip-whep/whip.js";

const closed = new Map();

function picture() {
  const video = Object.assign(document.createElement("video"), { muted: true, autoplay: true });
  document.body.append(video);
  const seen = { video, frames: 0 };
  const count = () => {
    seen.frames += 1;
    video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  return (window.seen = seen);
}

window.clients = {
  // by the authors of RFC 9725
  async "whip-whep publishes"(url, token) {
    const client = new WHIPClient();
    const peer = new RTCPeerConnection();
    for (const track of window.lab.camera().getTracks()) peer.addTransceiver(track, { direction: "sendonly" });
    await client.publish(peer, url, token);
    closed.set("publisher", () => client.stop());
  },
  async "whip-whep plays"(url, token) {
    const client = new WHEPClient();
    const peer = new RTCPeerConnection();
    const seen = picture();
    for (const kind of window.wanted ?? ["video"]) peer.addTransceiver(kind, { direction: "recvonly" });
    peer.ontrack = ({ track }) => track.kind === "video" && (seen.video.srcObject = new MediaStream([track]));
    await client.view(peer, url, token);
    closed.set("viewer", () => client.stop());
  },
  async "whip-web-client publishes"(url, token) {
    const client = new Ingest({ endpoint: url, opts: { authkey: token, noTrickleIce: true } });
    await client.ingest(window.lab.camera());
    closed.set("publisher", () => client.destroy());
  },
  async "webrtc-player plays"(url, token) {
    const player = new WebRTCPlayer({ video: picture().video, type: "whep", iceServers: [], mediaConstraints: { videoOnly: true } });
    await player.load(new URL(url), `Bearer ${token}`);
    closed.set("viewer", () => player.destroy());
  },
  close: (who) => closed.get(who)(),
};
