/** The camera as a device: which one, how near, how bright; taken again when somebody else had it. */

/** What TypeScript's own list of capabilities does not have yet. */
interface Abilities extends MediaTrackCapabilities {
  zoom?: { min: number; max: number; step: number };
  torch?: boolean;
}

export type Facing = "environment" | "user";

export class Lens {
  readonly #lost: () => void;
  #stream: MediaStream | null = null;
  facing: Facing = "environment";
  zoom = 1;
  torch = false;

  /** `lost`: the device was taken from us, by a call, another app, or a pulled cable. */
  constructor(lost: () => void) {
    this.#lost = lost;
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  get track(): MediaStreamTrack | null {
    return this.#stream?.getVideoTracks()[0] ?? null;
  }

  /** Whether a picture comes: neither ended nor silenced by the system. */
  get works(): boolean {
    return this.track?.readyState === "live" && !this.track.muted;
  }

  get #abilities(): Abilities {
    return (this.track?.getCapabilities?.() as Abilities | undefined) ?? {};
  }

  get zooms(): { min: number; max: number } | null {
    const { zoom } = this.#abilities;
    return zoom && zoom.max > zoom.min ? zoom : null;
  }

  get hasTorch(): boolean {
    return this.#abilities.torch === true;
  }

  async open(): Promise<void> {
    this.close();
    const video = { facingMode: this.facing, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    this.#stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    this.zoom = this.zooms?.min ?? 1;
    this.torch = false;
    const track = this.track!;
    track.contentHint = "detail";
    for (const event of ["ended", "mute", "unmute"]) track.addEventListener(event, () => track === this.track && this.#lost());
  }

  close(): void {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
  }

  /** A larger picture only where the line carries it: a sensor at 1080 lines costs battery. */
  async size(lines: number): Promise<void> {
    const large = lines > 720;
    const wanted = { width: { ideal: large ? 1920 : 1280 }, height: { ideal: large ? 1080 : 720 }, frameRate: { ideal: 30 } };
    await this.track?.applyConstraints(wanted).catch(() => undefined); // then it stays as it was
  }

  async setZoom(zoom: number): Promise<void> {
    const range = this.zooms;
    if (!range) return;
    this.zoom = Math.min(range.max, Math.max(range.min, zoom));
    await this.#advance({ zoom: this.zoom });
  }

  async setTorch(on: boolean): Promise<void> {
    await this.#advance({ torch: on });
    this.torch = on;
  }

  async #advance(change: { zoom?: number; torch?: boolean }): Promise<void> {
    await this.track?.applyConstraints({ advanced: [change as MediaTrackConstraintSet] });
  }
}
