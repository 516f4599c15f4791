/** Watches what leaves, and shapes the picture to what the line carries. */

import { Quality } from "./quality";
import type { Step, Uplink as Measured } from "./quality";

const LOOK_MS = 1000;

interface Stat {
  type: string;
  kind?: string;
  nominated?: boolean;
  availableOutgoingBitrate?: number;
  fractionLost?: number;
  bytesSent?: number;
  frameHeight?: number;
  frameWidth?: number;
  qualityLimitationReason?: string;
}

export class Uplink {
  readonly #peer: () => RTCPeerConnection | null;
  readonly #shape: (step: Step) => Promise<void>;
  readonly #quality = new Quality();
  #seen: RTCPeerConnection | null = null;
  #bytes = 0;
  #at = 0;
  #timer = 0;
  kbps = 0;
  lines = 0;

  constructor(peer: () => RTCPeerConnection | null, shape: (step: Step) => Promise<void>) {
    this.#peer = peer;
    this.#shape = shape;
  }

  start(): void {
    clearInterval(this.#timer);
    this.#timer = window.setInterval(() => void this.#look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.kbps = this.lines = 0;
  }

  async #look(): Promise<void> {
    const peer = this.#peer();
    if (peer?.connectionState !== "connected") return;
    if (peer !== this.#seen) {
      this.#seen = peer;
      this.#bytes = this.#at = 0;
      this.#quality.restart();
      await this.#shape(this.#quality.step).catch(() => undefined); // closed meanwhile
    }
    if (this.#quality.take(await this.#measure(peer))) await this.#shape(this.#quality.step).catch(() => undefined);
  }

  async #measure(peer: RTCPeerConnection): Promise<Measured> {
    const found: Measured = { now: performance.now(), available: null, lost: 0, strained: false };
    for (const one of (await peer.getStats()).values() as Iterable<Stat>) {
      if (one.type === "candidate-pair" && one.nominated && one.availableOutgoingBitrate) found.available = one.availableOutgoingBitrate / 1000;
      if (one.type === "remote-inbound-rtp") found.lost = one.fractionLost ?? 0;
      if (one.type === "outbound-rtp" && one.kind === "video") this.#outbound(one, found);
    }
    return found;
  }

  #outbound(one: Stat, found: Measured): void {
    found.strained = one.qualityLimitationReason === "cpu";
    this.lines = Math.min(one.frameHeight ?? 0, one.frameWidth ?? 0);
    const bytes = one.bytesSent ?? 0;
    if (this.#at && found.now > this.#at) this.kbps = Math.max(0, Math.round(((bytes - this.#bytes) * 8) / (found.now - this.#at)));
    [this.#bytes, this.#at] = [bytes, found.now];
  }
}
