/** Measures what is really seen: frames, freezes, loss, and how late the picture is. */

export interface Seen {
  elapsed: number;
  frames: number;
  fps: number;
  lost: number;
  freezes: number;
  delay: number | null;
  /** The browser does not tell when a frame was captured: network and buffer alone are known. */
  atLeast: boolean;
}

const FREEZE_MS = 500;

interface FrameData {
  captureTime?: number;
}

interface Inbound {
  type: string;
  packetsLost?: number;
  packetsReceived?: number;
  jitterBufferDelay?: number;
  jitterBufferEmittedCount?: number;
  currentRoundTripTime?: number;
  nominated?: boolean;
}

export class Sight {
  readonly #video: HTMLVideoElement;
  readonly #first: () => void;
  #frames = 0;
  #freezes = 0;
  #frameAt = 0;
  #askedAt = performance.now();
  #captured: number | null = null;
  #before = { lost: 0, received: 0, buffered: 0, emitted: 0 };
  #buffer = 0;
  #peer: RTCPeerConnection | null = null;

  /** `first` is called at the first frame, and at the first one after every pause. */
  constructor(video: HTMLVideoElement, first: () => void) {
    this.#video = video;
    this.#first = first;
    video.requestVideoFrameCallback(this.#seen);
  }

  /** A pause that was meant is no freeze. */
  forgetPause(): void {
    this.#frameAt = 0;
  }

  /** Since the last time this was asked. */
  async sample(peer: RTCPeerConnection | null): Promise<Seen> {
    const now = performance.now();
    const elapsed = Math.max(1, now - this.#askedAt);
    const frames = this.#frames;
    this.#frames = 0;
    this.#askedAt = now;
    const { lost, rtt } = await this.#network(peer);
    const delay = this.#captured ?? (rtt === null ? null : rtt * 500 + this.#buffer);
    return { elapsed, frames, fps: (frames * 1000) / elapsed, lost, freezes: this.#freezes, delay: frames ? delay : null, atLeast: this.#captured === null };
  }

  readonly #seen = (now: number, data: FrameData): void => {
    this.#frames += 1;
    if (this.#frameAt && now - this.#frameAt > FREEZE_MS) this.#freezes += 1;
    if (this.#frameAt === 0 || now - this.#frameAt > FREEZE_MS) this.#first();
    this.#frameAt = now;
    this.#captured = data.captureTime === undefined ? null : Math.max(0, now - data.captureTime);
    this.#video.requestVideoFrameCallback(this.#seen);
  };

  async #network(peer: RTCPeerConnection | null): Promise<{ lost: number; rtt: number | null }> {
    if (peer !== this.#peer) this.#before = { lost: 0, received: 0, buffered: 0, emitted: 0 };
    this.#peer = peer;
    let [lost, rtt]: [number, number | null] = [0, null];
    for (const one of ((await peer?.getStats()) ?? new Map<string, Inbound>()).values() as Iterable<Inbound>) {
      if (one.type === "inbound-rtp") lost = this.#inbound(one);
      if (one.type === "candidate-pair" && one.nominated && one.currentRoundTripTime !== undefined) rtt = one.currentRoundTripTime;
    }
    return { lost, rtt };
  }

  #inbound(one: Inbound): number {
    const after = {
      lost: one.packetsLost ?? 0,
      received: one.packetsReceived ?? 0,
      buffered: one.jitterBufferDelay ?? 0,
      emitted: one.jitterBufferEmittedCount ?? 0,
    };
    const lost = Math.max(0, after.lost - this.#before.lost);
    const all = lost + Math.max(0, after.received - this.#before.received);
    const emitted = after.emitted - this.#before.emitted;
    if (emitted > 0) this.#buffer = ((after.buffered - this.#before.buffered) / emitted) * 1000;
    this.#before = after;
    return all ? lost / all : 0;
  }
}
