/** Sends a camera's picture by WHIP (RFC 9725). Video only: the voice is the telephone. */

import { bearer } from "./bearer";
import type { Step } from "./quality";

export interface PublishAddress {
  whip_url: string;
  token: string;
  ice_servers: RTCIceServer[];
}

export type PublishState = "idle" | "connecting" | "live" | "lost" | "standby";

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 6000;

export class WhipPublisher {
  readonly #address: (take: boolean) => Promise<PublishAddress | null>;
  readonly #changed: (state: PublishState) => void;
  #peer: RTCPeerConnection | null = null;
  #resource: { url: string; token: string } | null = null;
  #track: MediaStreamTrack | null = null;
  #wait = FIRST_WAIT_MS;
  #turn = 0;
  #take = false;

  /** `address` answers null where another camera is on the air and nobody asked to take over. */
  constructor(address: (take: boolean) => Promise<PublishAddress | null>, changed: (state: PublishState) => void) {
    this.#address = address;
    this.#changed = changed;
    addEventListener("online", () => this.#peer && this.#track && void this.#connect());
  }

  get active(): boolean {
    return this.#track !== null;
  }

  get peer(): RTCPeerConnection | null {
    return this.#peer;
  }

  /** Publish this track from now on; an existing connection only changes its picture. */
  async publish(track: MediaStreamTrack, take: boolean): Promise<void> {
    this.#track = track;
    this.#take ||= take;
    const sender = this.#peer?.getSenders()[0];
    if (sender && this.#peer?.connectionState !== "failed") await sender.replaceTrack(track);
    else await this.#connect();
  }

  /** Send in this size from now on. */
  async shape(step: Step): Promise<void> {
    const sender = this.#peer?.getSenders()[0];
    const parameters = sender?.getParameters();
    const encoding = parameters?.encodings[0];
    if (!sender || !parameters || !encoding) return;
    const { width = step.lines, height = step.lines } = this.#track?.getSettings() ?? {};
    encoding.maxBitrate = step.kbps * 1000;
    encoding.maxFramerate = step.fps;
    encoding.scaleResolutionDownBy = Math.max(1, Math.min(width, height) / step.lines);
    await sender.setParameters(parameters);
  }

  stop(state: PublishState = "idle"): void {
    this.#turn += 1;
    this.#track = null;
    this.#take = false;
    this.#drop();
    this.#changed(state);
  }

  async #connect(): Promise<void> {
    const turn = (this.#turn += 1);
    this.#drop();
    this.#changed("connecting");
    try {
      await this.#negotiate(turn);
    } catch {
      this.#again(turn);
    }
  }

  async #negotiate(turn: number): Promise<void> {
    const address = await this.#address(this.#take);
    if (turn !== this.#turn || !this.#track) return;
    if (!address) return this.stop("standby");
    this.#take = false;
    const peer = (this.#peer = new RTCPeerConnection({ iceServers: address.ice_servers }));
    const sender = peer.addTransceiver(this.#track, { direction: "sendonly" });
    preferCheapCodecs(sender);
    peer.onconnectionstatechange = () => this.#moved(turn, peer);
    await peer.setLocalDescription();
    const answer = await fetch(address.whip_url, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", ...bearer(address.token) },
      body: peer.localDescription?.sdp ?? "",
    });
    if (!answer.ok) throw new Error(`The media server said ${answer.status}`);
    const place = answer.headers.get("Location");
    if (place) this.#resource = { url: new URL(place, address.whip_url).href, token: address.token };
    if (turn !== this.#turn) return this.#drop();
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  }

  #moved(turn: number, peer: RTCPeerConnection): void {
    if (turn !== this.#turn) return;
    if (peer.connectionState === "connected") {
      this.#wait = FIRST_WAIT_MS;
      this.#changed("live");
    } else if (peer.connectionState === "failed" || peer.connectionState === "disconnected") this.#again(turn);
  }

  #again(turn: number): void {
    if (turn !== this.#turn || !this.#track) return;
    this.#changed("lost");
    setTimeout(() => turn === this.#turn && this.#track && void this.#connect(), this.#wait);
    this.#wait = Math.min(this.#wait * 1.6, LONGEST_WAIT_MS);
  }

  #drop(): void {
    this.#peer?.close();
    this.#peer = null;
    const gone = this.#resource;
    this.#resource = null;
    if (!gone) return;
    // A page that closes cannot wait for the answer; the media process also notices by itself.
    fetch(gone.url, { method: "DELETE", headers: bearer(gone.token), keepalive: true }).catch(() => undefined);
  }
}

/** VP8 first: every browser decodes it and the smallest machine encodes it. */
function preferCheapCodecs(transceiver: RTCRtpTransceiver): void {
  const known = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
  const rank = (codec: RTCRtpCodec): number => (codec.mimeType === "video/VP8" ? 0 : 1);
  if (known.length) transceiver.setCodecPreferences([...known].sort((a, b) => rank(a) - rank(b)));
}
