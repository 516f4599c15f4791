/** Sends a camera's picture by WHIP (RFC 9725). Video only: the voice is the telephone. */

export interface PublishAddress {
  whip_url: string;
  token: string;
  ice_servers: RTCIceServer[];
}

export type PublishState = "idle" | "connecting" | "live" | "lost";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

export class WhipPublisher {
  readonly #address: () => Promise<PublishAddress>;
  readonly #changed: (state: PublishState) => void;
  #peer: RTCPeerConnection | null = null;
  #resource: { url: string; token: string } | null = null;
  #track: MediaStreamTrack | null = null;
  #wait = FIRST_WAIT_MS;
  #turn = 0;

  constructor(address: () => Promise<PublishAddress>, changed: (state: PublishState) => void) {
    this.#address = address;
    this.#changed = changed;
  }

  get active(): boolean {
    return this.#track !== null;
  }

  /** Publish this track from now on; an existing connection only changes its picture. */
  async publish(track: MediaStreamTrack): Promise<void> {
    this.#track = track;
    const sender = this.#peer?.getSenders()[0];
    if (sender && this.#peer?.connectionState !== "failed") await sender.replaceTrack(track);
    else await this.#connect();
  }

  stop(): void {
    this.#turn += 1;
    this.#track = null;
    this.#drop();
    this.#changed("idle");
  }

  async #connect(): Promise<void> {
    const turn = (this.#turn += 1);
    this.#drop();
    this.#changed("connecting");
    try {
      await this.#negotiate(turn);
      this.#wait = FIRST_WAIT_MS;
    } catch {
      this.#again(turn);
    }
  }

  async #negotiate(turn: number): Promise<void> {
    const address = await this.#address();
    if (turn !== this.#turn || !this.#track) return;
    const peer = (this.#peer = new RTCPeerConnection({ iceServers: address.ice_servers }));
    const sender = peer.addTransceiver(this.#track, { direction: "sendonly" });
    preferCheapCodecs(sender);
    peer.onconnectionstatechange = () => this.#moved(turn, peer);
    await peer.setLocalDescription();
    const answer = await fetch(address.whip_url, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", Authorization: `Bearer ${address.token}` },
      body: peer.localDescription?.sdp ?? "",
    });
    if (!answer.ok) throw new Error(`The media server said ${answer.status}`);
    const place = answer.headers.get("Location");
    if (place) this.#resource = { url: new URL(place, address.whip_url).href, token: address.token };
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  }

  #moved(turn: number, peer: RTCPeerConnection): void {
    if (turn !== this.#turn) return;
    if (peer.connectionState === "connected") this.#changed("live");
    else if (peer.connectionState === "failed" || peer.connectionState === "disconnected") this.#again(turn);
  }

  #again(turn: number): void {
    if (turn !== this.#turn || !this.#track) return;
    this.#changed("lost");
    setTimeout(() => turn === this.#turn && this.#track && void this.#connect(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  #drop(): void {
    this.#peer?.close();
    this.#peer = null;
    const gone = this.#resource;
    this.#resource = null;
    if (!gone) return;
    // A page that closes cannot wait for the answer; the media process also notices by itself.
    const headers = { Authorization: `Bearer ${gone.token}` };
    fetch(gone.url, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
  }
}

/** VP8 first: every browser decodes it and the smallest machine encodes it. */
function preferCheapCodecs(transceiver: RTCRtpTransceiver): void {
  const known = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
  const rank = (codec: RTCRtpCodec): number => (codec.mimeType === "video/VP8" ? 0 : 1);
  if (known.length) transceiver.setCodecPreferences([...known].sort((a, b) => rank(a) - rank(b)));
}
