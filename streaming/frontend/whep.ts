/** Receives a tour's picture by WHEP: exactly one video line, never an audio one. */

import { bearer } from "./bearer";

export interface WhepAddress {
  url: string;
  stills_url: string;
  token: string;
  ice_servers: RTCIceServer[];
}

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 4000;
const CONNECT_MS = 6000;

let prepared: RTCPeerConnection | null = null;

/**
 * Before the tap: start the browser's parts, and open the way to the media process, whose CORS answer is
 * remembered. It learns nothing of anybody, and no picture comes.
 */
export function prepare(url: string): void {
  prepared ??= receiver();
  void prepared.createOffer().catch(() => undefined); // it is made again when it is needed, and soon then
  if (url) void fetch(url, { headers: { "Content-Type": "application/sdp", ...bearer("-") } }).catch(() => undefined);
}

function receiver(): RTCPeerConnection {
  const peer = new RTCPeerConnection();
  peer.addTransceiver("video", { direction: "recvonly" });
  return peer;
}

function taken(servers: RTCIceServer[]): RTCPeerConnection {
  const peer = prepared ?? receiver();
  prepared = null;
  peer.setConfiguration({ iceServers: servers });
  return peer;
}

export class WhepViewer {
  readonly #video: HTMLVideoElement;
  readonly #address: (fresh: boolean) => Promise<WhepAddress>;
  #peer: RTCPeerConnection | null = null;
  #resource: { url: string; token: string } | null = null;
  #wait = FIRST_WAIT_MS;
  #turn = 0;
  #wanted = false;
  #renew = false;
  #timer = 0;

  constructor(video: HTMLVideoElement, address: (fresh: boolean) => Promise<WhepAddress>) {
    this.#video = video;
    this.#address = address;
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#wait = FIRST_WAIT_MS;
    void this.#connect();
  }

  stop(): void {
    this.#wanted = false;
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#drop();
  }

  /** The network or the page came back: do not wait for the next try. */
  hurry(): void {
    if (!this.#wanted) return;
    this.#wait = FIRST_WAIT_MS;
    void this.#connect();
  }

  /** The current connection, for statistics. */
  get peer(): RTCPeerConnection | null {
    return this.#peer;
  }

  async #connect(): Promise<void> {
    const turn = (this.#turn += 1);
    clearTimeout(this.#timer);
    this.#drop();
    try {
      await this.#negotiate(turn);
      this.#timer = window.setTimeout(() => this.#peer?.connectionState !== "connected" && this.#again(turn), CONNECT_MS);
    } catch {
      this.#again(turn);
    }
  }

  async #negotiate(turn: number): Promise<void> {
    const address = await this.#address(this.#renew);
    this.#renew = false;
    if (turn !== this.#turn) return;
    const peer = (this.#peer = taken(address.ice_servers));
    peer.ontrack = ({ track }) => (this.#video.srcObject = new MediaStream([track]));
    peer.onconnectionstatechange = () => this.#moved(turn, peer);
    await peer.setLocalDescription();
    const answer = await fetch(address.url, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", ...bearer(address.token) },
      body: peer.localDescription?.sdp ?? "",
    });
    if (answer.status === 401 || answer.status === 403) this.#renew = true;
    if (!answer.ok) throw new Error(`The media server said ${answer.status}`);
    const place = answer.headers.get("Location");
    if (place) this.#resource = { url: new URL(place, address.url).href, token: address.token };
    if (turn !== this.#turn) return this.#drop();
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  }

  #moved(turn: number, peer: RTCPeerConnection): void {
    if (turn !== this.#turn) return;
    if (peer.connectionState === "connected") this.#wait = FIRST_WAIT_MS;
    else if (peer.connectionState === "failed" || peer.connectionState === "disconnected" || peer.connectionState === "closed") this.#again(turn);
  }

  #again(turn: number): void {
    if (turn !== this.#turn || !this.#wanted) return;
    clearTimeout(this.#timer);
    const retry = (): void => {
      if (turn === this.#turn && this.#wanted) void this.#connect();
    };
    this.#timer = window.setTimeout(retry, this.#wait * (0.8 + 0.4 * Math.random()));
    this.#wait = Math.min(this.#wait * 1.6, LONGEST_WAIT_MS);
  }

  #drop(): void {
    this.#peer?.close();
    this.#peer = null;
    const gone = this.#resource;
    this.#resource = null;
    if (!gone) return;
    fetch(gone.url, { method: "DELETE", headers: bearer(gone.token), keepalive: true }).catch(() => undefined);
  }
}
