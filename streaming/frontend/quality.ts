/** What a camera sends: 1080, 720 or 480 lines at 30 or 15 frames, by what the uplink gives. */

export interface Step {
  lines: number;
  fps: number;
  kbps: number;
}

/** `available` in kbit/s where the browser estimates it; `lost` from 0 to 1. */
export interface Uplink {
  now: number;
  available: number | null;
  lost: number;
  /** The processor cannot keep up. */
  strained: boolean;
}

export const STEPS: readonly Step[] = [
  { lines: 1080, fps: 30, kbps: 3000 },
  { lines: 720, fps: 30, kbps: 1500 },
  { lines: 720, fps: 15, kbps: 900 },
  { lines: 480, fps: 30, kbps: 600 },
  { lines: 480, fps: 15, kbps: 300 },
];

const FIRST = 1;
const SETTLES_MS = 6000;
const SHORT_MS = 3000;
const ROOM_MS = 10_000;
const BLIND_ROOM_MS = 20_000;
const LOSSY = 0.1;

export class Quality {
  #at = FIRST;
  #since = -1;
  #shortSince = -1;
  #roomSince = -1;

  get step(): Step {
    return STEPS[this.#at]!;
  }

  /** A new connection: its estimate needs time to grow. */
  restart(): void {
    this.#since = this.#shortSince = this.#roomSince = -1;
  }

  /** Take a measurement; true where another step is right from now on. */
  take(uplink: Uplink): boolean {
    if (this.#since < 0) this.#since = uplink.now;
    if (uplink.now - this.#since < SETTLES_MS) return false;
    return this.#short(uplink) ? this.#down(uplink) : this.#up(uplink);
  }

  #short({ available, lost, strained }: Uplink): boolean {
    return lost > LOSSY || strained || (available !== null && available < this.step.kbps * 0.7);
  }

  #down(uplink: Uplink): boolean {
    this.#roomSince = -1;
    if (this.#shortSince < 0) this.#shortSince = uplink.now;
    if (uplink.now - this.#shortSince < SHORT_MS || this.#at === STEPS.length - 1) return false;
    this.#at += 1;
    while (uplink.available !== null && this.#at < STEPS.length - 1 && this.step.kbps > uplink.available) this.#at += 1;
    return this.#moved();
  }

  #up(uplink: Uplink): boolean {
    this.#shortSince = -1;
    const next = STEPS[this.#at - 1];
    const room = next !== undefined && (uplink.available === null ? uplink.lost < 0.01 : uplink.available >= next.kbps * 1.1);
    if (!room) {
      this.#roomSince = -1;
      return false;
    }
    if (this.#roomSince < 0) this.#roomSince = uplink.now;
    if (uplink.now - this.#roomSince < (uplink.available === null ? BLIND_ROOM_MS : ROOM_MS)) return false;
    this.#at -= 1;
    return this.#moved();
  }

  #moved(): boolean {
    this.#shortSince = this.#roomSince = -1;
    return true;
  }
}
