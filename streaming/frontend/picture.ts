/** The picture of a tour, whatever carries it: live, stills, or nothing but photos. */

import { Ladder } from "./ladder";
import type { Rung } from "./ladder";
import { Sight } from "./sight";
import type { Seen } from "./sight";
import { Stills } from "./stills";
import { WhepViewer } from "./whep";
import type { WhepAddress } from "./whep";

const LOOK_MS = 1000;
const WEAK_FPS = 5;
const DRY_LOOKS = 3;

/** The newest measurement, for the associate's light. */
export interface Measured extends Seen {
  rung: Rung;
  weak: boolean;
  firstFrame: number | null;
}

export class Picture {
  readonly video: HTMLVideoElement;
  readonly canvas: HTMLCanvasElement;
  readonly #ladder = new Ladder();
  readonly #sight: Sight;
  readonly #viewer: WhepViewer;
  readonly #stills: Stills;
  readonly #changed: () => void;
  readonly #tappedAt: number;
  #timer = 0;
  #expected = false;
  #dry = 0;
  measured: Measured = { elapsed: 0, frames: 0, fps: 0, lost: 0, freezes: 0, delay: null, atLeast: true, rung: "live", weak: false, firstFrame: null };

  constructor(video: HTMLVideoElement, canvas: HTMLCanvasElement, address: (fresh: boolean) => Promise<WhepAddress>, tappedAt: number, changed: () => void) {
    this.video = video;
    this.canvas = canvas;
    this.#changed = changed;
    this.#tappedAt = tappedAt;
    this.#sight = new Sight(video, () => this.#came());
    this.#viewer = new WhepViewer(video, address);
    this.#stills = new Stills(canvas, address);
    this.#timer = window.setInterval(() => void this.#look(), LOOK_MS);
    addEventListener("online", this.#hurry);
    addEventListener("pageshow", this.#hurry);
    document.addEventListener("visibilitychange", this.#returned);
  }

  /** What there is to see now: `none` until the first frame or still. */
  get shows(): Rung | "none" {
    if (this.#ladder.rung !== "live") return this.#ladder.rung;
    return this.measured.firstFrame === null ? "none" : "live";
  }

  /** Somebody films, or not: no picture is missed while nobody does. */
  expect(filmed: boolean): void {
    if (this.#expected === filmed) return;
    this.#expected = filmed;
    if (!filmed) this.#sight.forgetPause();
    this.#follow();
  }

  /** The media process sees from its side what this line carries; it may know sooner. */
  line(weak: boolean): void {
    this.#ladder.told(weak, performance.now());
  }

  stop(): void {
    clearInterval(this.#timer);
    removeEventListener("online", this.#hurry);
    removeEventListener("pageshow", this.#hurry);
    document.removeEventListener("visibilitychange", this.#returned);
    this.#viewer.stop();
    this.#stills.stop();
    this.video.srcObject = null;
  }

  readonly #hurry = (): void => this.#viewer.hurry();

  /** After sleep a connection may look alive and be dead: no frame tells. */
  readonly #returned = (): void => {
    this.#sight.forgetPause();
    if (document.visibilityState !== "visible") return;
    void this.video.play().catch(() => undefined); // where it may not, the page asks for a tap
    setTimeout(() => this.#expected && this.measured.frames === 0 && this.#viewer.hurry(), 1500);
  };

  async #look(): Promise<void> {
    const seen = await this.#sight.sample(this.#viewer.peer);
    const visible = document.visibilityState === "visible";
    const sample = { ...seen, now: performance.now(), stills: this.#stills.count(), expected: this.#expected && visible };
    const rung = this.#ladder.take(sample);
    const weak = sample.expected && rung === "live" && this.measured.firstFrame !== null && seen.fps < WEAK_FPS;
    const news = rung !== this.measured.rung || weak !== this.measured.weak;
    this.measured = { ...seen, rung, weak, firstFrame: this.measured.firstFrame };
    this.#follow();
    this.#revive(sample.expected && rung === "live" && seen.frames === 0);
    if (news) this.#changed();
  }

  /** A connection that looks alive and carries nothing for 3 s is made anew, once per drought. */
  #revive(dry: boolean): void {
    this.#dry = dry ? this.#dry + 1 : 0;
    if (this.#dry === DRY_LOOKS && this.#viewer.peer?.connectionState === "connected") this.#viewer.hurry();
  }

  /** Connect and fetch as the rung demands. */
  #follow(): void {
    if (!this.#expected && this.measured.firstFrame === null) return;
    if (this.#ladder.connects) this.#viewer.start();
    else this.#viewer.stop();
    if (this.#ladder.rung === "live") this.#stills.stop();
    else this.#stills.start();
  }

  #came(): void {
    if (this.measured.firstFrame !== null) return;
    this.measured.firstFrame = Math.round(performance.now() - this.#tappedAt);
    this.#changed();
  }
}
