/** The picture ladder: live, one still a second, photos later; by measurement, and up again by itself. */

export type Rung = "live" | "stills" | "photos";

/** What was measured since the sample before. Times in milliseconds, `lost` from 0 to 1. */
export interface Sample {
  now: number;
  elapsed: number;
  frames: number;
  lost: number;
  stills: number;
  /** Whether a picture is to be expected at all: somebody films, and this page is looked at. */
  expected: boolean;
}

const NO_FRAME_MS = 8000;
const BAD_MS = 6000;
const BAD_LOSS = 0.15;
const BAD_FPS = 3;
const GOOD_FPS = 8;
const STEADY_MS = 2000;
const NO_STILL_MS = 10_000;
const PROBE_MS = 8000;
const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 60_000;
const FORGIVEN_MS = 60_000;

export class Ladder {
  rung: Rung = "live";
  /** On a lower rung: whether the live picture is being tried again. */
  probing = false;
  #frameAt = -1;
  #badSince = -1;
  #steadySince = -1;
  #stillAt = 0;
  #turnAt = 0;
  #liveSince = 0;
  #rest = FIRST_REST_MS;

  /** Whether the page should have a live connection now. */
  get connects(): boolean {
    return this.rung === "live" || this.probing;
  }

  take(sample: Sample): Rung {
    if (!sample.expected) return this.#wait(sample.now);
    if (this.rung === "live") this.#live(sample);
    else this.#below(sample);
    return this.rung;
  }

  /** Heard from the far end: the line is too weak for a live picture, or carries it again. */
  told(weak: boolean, now: number): void {
    if (weak && this.rung === "live") this.#fall(now);
    else if (weak && this.probing) this.#giveUp(now);
    else if (!weak && this.rung !== "live" && !this.probing) this.#turnAt = now;
  }

  #wait(now: number): Rung {
    this.#frameAt = now;
    this.#badSince = -1;
    this.#stillAt = now;
    return this.rung;
  }

  #live(sample: Sample): void {
    const { now } = sample;
    if (this.#frameAt < 0 || sample.frames > 0) this.#frameAt = now;
    const bad = sample.frames > 0 && (sample.lost >= BAD_LOSS || fps(sample) < BAD_FPS);
    this.#badSince = bad ? (this.#badSince < 0 ? now : this.#badSince) : -1;
    if (this.#rest > FIRST_REST_MS && now - this.#liveSince > FORGIVEN_MS) this.#rest = FIRST_REST_MS;
    const gone = now - this.#frameAt >= NO_FRAME_MS;
    if (gone || (this.#badSince >= 0 && now - this.#badSince >= BAD_MS)) this.#fall(now);
  }

  #fall(now: number): void {
    this.rung = "stills";
    this.probing = false;
    this.#badSince = this.#steadySince = -1;
    this.#stillAt = now;
    this.#turnAt = now + this.#rest;
  }

  #below(sample: Sample): void {
    const { now } = sample;
    if (sample.stills > 0) {
      this.#stillAt = now;
      this.rung = "stills";
    } else if (now - this.#stillAt >= NO_STILL_MS) {
      this.rung = "photos";
    }
    this.#probe(sample);
  }

  #probe(sample: Sample): void {
    const { now } = sample;
    if (!this.probing) {
      if (now < this.#turnAt) return;
      this.probing = true;
      this.#steadySince = -1;
      this.#turnAt = now + PROBE_MS;
      return;
    }
    const good = fps(sample) >= GOOD_FPS && sample.lost < BAD_LOSS;
    this.#steadySince = good ? (this.#steadySince < 0 ? now : this.#steadySince) : -1;
    if (this.#steadySince >= 0 && now - this.#steadySince >= STEADY_MS) this.#climb(now);
    else if (now >= this.#turnAt) this.#giveUp(now);
  }

  #climb(now: number): void {
    this.rung = "live";
    this.probing = false;
    this.#frameAt = this.#liveSince = now;
    this.#rest = Math.min(this.#rest * 2, LONGEST_REST_MS);
  }

  #giveUp(now: number): void {
    this.probing = false;
    this.#turnAt = now + this.#rest;
    this.#rest = Math.min(this.#rest * 2, LONGEST_REST_MS);
  }
}

function fps(sample: Sample): number {
  return sample.elapsed > 0 ? (sample.frames * 1000) / sample.elapsed : 0;
}
