/** Receives a tour's picture by WHEP: exactly one video line, never an audio one. */

export interface WhepAddress {
  url: string;
  token: string;
  ice_servers: RTCIceServer[];
}

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 4000;

export class WhepViewer {
  readonly #video: HTMLVideoElement;
  readonly #renew: () => Promise<WhepAddress>;
  readonly #changed: (connected: boolean) => void;
  #address: WhepAddress | null;
  #peer: RTCPeerConnection | null = null;
  #resource: { url: string; token: string } | null = null;
  #wait = FIRST_WAIT_MS;
  #turn = 0;
  #wanted = false;

  constructor(video: HTMLVideoElement, address: WhepAddress, renew: () => Promise<WhepAddress>, changed: (connected: boolean) => void) {
    this.#video = video;
    this.#address = address;
    this.#renew = renew;
    this.#changed = changed;
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    void this.#connect();
  }

  stop(): void {
    this.#wanted = false;
    this.#turn += 1;
    this.#drop();
  }

  /** The current connection, for statistics. */
  get peer(): RTCPeerConnection | null {
    return this.#peer;
  }

  async #connect(): Promise<void> {
    const turn = (this.#turn += 1);
    this.#drop();
    try {
      await this.#negotiate(turn);
    } catch {
      this.#again(turn);
    }
  }

  async #negotiate(turn: number): Promise<void> {
    const address = this.#address ?? (await this.#renew());
    this.#address = null;
    const peer = (this.#peer = new RTCPeerConnection({ iceServers: address.ice_servers }));
    peer.addTransceiver("video", { direction: "recvonly" });
    peer.ontrack = ({ track }) => (this.#video.srcObject = new MediaStream([track]));
    peer.onconnectionstatechange = () => this.#moved(turn, peer);
    await peer.setLocalDescription();
    const answer = await fetch(address.url, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", Authorization: `Bearer ${address.token}` },
      body: peer.localDescription?.sdp ?? "",
    });
    if (!answer.ok) throw new Error(`The media server said ${answer.status}`);
    const place = answer.headers.get("Location");
    if (place) this.#resource = { url: new URL(place, address.url).href, token: address.token };
    if (turn !== this.#turn) return this.#drop();
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  }

  #moved(turn: number, peer: RTCPeerConnection): void {
    if (turn !== this.#turn) return;
    if (peer.connectionState === "connected") {
      this.#wait = FIRST_WAIT_MS;
      this.#changed(true);
    } else if (peer.connectionState === "failed" || peer.connectionState === "disconnected" || peer.connectionState === "closed") {
      this.#again(turn);
    }
  }

  #again(turn: number): void {
    if (turn !== this.#turn || !this.#wanted) return;
    this.#changed(false);
    setTimeout(() => turn === this.#turn && this.#wanted && void this.#connect(), this.#wait * (0.8 + 0.4 * Math.random()));
    this.#wait = Math.min(this.#wait * 1.6, LONGEST_WAIT_MS);
  }

  #drop(): void {
    this.#peer?.close();
    this.#peer = null;
    const gone = this.#resource;
    this.#resource = null;
    if (!gone) return;
    const headers = { Authorization: `Bearer ${gone.token}` };
    fetch(gone.url, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
  }
}
