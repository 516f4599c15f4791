/** The associate's camera: films, stands by, freezes, covers; comes back after every interruption. */

import { Easel } from "./easel";
import { Lens } from "./lens";
import { photograph, toJpeg } from "./still";
import { Uplink } from "./uplink";
import { WakeLock } from "./wake-lock";
import { WhipPublisher } from "./whip";
import type { PublishAddress, PublishState } from "./whip";

type Trouble = "" | "denied" | "missing" | "asking" | "paused";
export type CameraState = PublishState | Exclude<Trouble, "">;
export type Show = "picture" | "frozen" | "card";

const WORDS: Record<CameraState, string> = {
  idle: "The camera is off.",
  asking: "Please allow the camera.",
  connecting: "Connecting the picture…",
  live: "Your picture is on its way.",
  lost: "The connection broke. Trying again…",
  standby: "Another camera films. This one stands by.",
  denied: "The browser may not use the camera. Allow it in the address bar, then try again.",
  missing: "No camera was found.",
  paused: "The camera is interrupted. It comes back by itself.",
};
const SHOWS: Record<Show, string> = {
  picture: "",
  frozen: "The picture stands still. Draw on it with a finger or the mouse.",
  card: "They see the shop's card, not your picture.",
};

export class Camera {
  readonly preview = document.createElement("video");
  readonly easel = new Easel();
  readonly lens = new Lens(() => void this.#returned());
  readonly uplink: Uplink;
  readonly #publisher: WhipPublisher;
  readonly #changed: () => void;
  readonly #wake = new WakeLock();
  #wanted = false;
  #opening = false;
  #trouble: Trouble = "";
  #sent: PublishState = "idle";
  show: Show = "picture";
  shop = "Virtual Shopper";

  constructor(address: (take: boolean) => Promise<PublishAddress | null>, changed: () => void) {
    this.#changed = changed;
    this.#publisher = new WhipPublisher(address, (state) => {
      this.#sent = state;
      this.#changed();
    });
    this.uplink = new Uplink(
      () => this.#publisher.peer,
      async (step) => {
        if (this.show === "picture") await this.lens.size(step.lines);
        await this.#publisher.shape(step);
      },
    );
    Object.assign(this.preview, { muted: true, autoplay: true, playsInline: true });
    this.preview.dataset["testid"] = "camera-preview";
    for (const event of ["visibilitychange", "resume"]) document.addEventListener(event, () => void this.#returned());
    addEventListener("pageshow", () => void this.#returned());
    addEventListener("pagehide", () => this.#publisher.active && this.#publisher.stop("lost"));
  }

  /** The lens's trouble outranks what the connection says. */
  get state(): CameraState {
    return this.#trouble || this.#sent;
  }

  get words(): string {
    return (this.state === "live" && SHOWS[this.show]) || WORDS[this.state];
  }

  get on(): boolean {
    return this.#wanted;
  }

  get covered(): boolean {
    return this.show === "card";
  }

  /** Open the lens and film; `take` the air from another camera where a person asked for it. */
  async start(take = true): Promise<void> {
    if (this.#opening) return;
    this.#wanted = true;
    this.#opening = true;
    try {
      if (this.lens.track?.readyState !== "live") await this.#open();
      this.#set(this.lens.works || this.show !== "picture" ? "" : "paused");
      await this.#send(take);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#opening = false;
    }
  }

  stop(): void {
    this.#wanted = false;
    this.show = "picture";
    this.#trouble = "";
    this.#publisher.stop();
    this.#release();
  }

  /** Another camera films now: stop sending; a phone keeps its lens open for a quick return. */
  standBy(keepLens: boolean): void {
    this.show = "picture";
    this.easel.stop();
    this.uplink.stop();
    this.#publisher.stop("standby");
    if (!keepLens) {
      this.#wanted = false;
      this.#release();
    }
  }

  async flip(): Promise<void> {
    this.lens.facing = this.lens.facing === "environment" ? "user" : "environment";
    if (!this.#wanted) return;
    this.lens.close();
    await this.start(false);
  }

  /** Show the shop's card instead of the picture, or the picture again. */
  async cover(covered: boolean): Promise<void> {
    await this.#turn(covered ? "card" : "picture");
  }

  /** Hold the picture still, to draw on it; or let it run again. */
  async freeze(frozen: boolean): Promise<void> {
    await this.#turn(frozen ? "frozen" : "picture");
  }

  /** A photo: with the drawing where the picture stands still, else in full resolution. */
  photo(): Promise<Blob> {
    if (this.show === "frozen") return toJpeg(this.easel.canvas);
    if (!this.lens.track) return Promise.reject(new Error("The camera is off."));
    return photograph(this.lens.track, this.preview);
  }

  async #turn(show: Show): Promise<void> {
    this.show = show;
    await this.#send(false);
    this.#changed();
  }

  async #open(): Promise<void> {
    this.#set("asking");
    await this.lens.open();
    this.preview.srcObject = this.lens.stream;
    this.#wake.hold();
  }

  async #send(take: boolean): Promise<void> {
    const track = await this.#track();
    if (!track || !this.#wanted) return;
    await this.#publisher.publish(track, take);
    this.uplink.start();
  }

  async #track(): Promise<MediaStreamTrack | null | undefined> {
    if (this.show === "card") return this.easel.card(this.shop);
    if (this.show === "frozen") {
      await this.#pictured();
      return this.easel.hold(await createImageBitmap(this.preview));
    }
    this.easel.stop();
    return this.lens.track;
  }

  /** A lens just opened or flipped shows nothing for a moment: that is not to be frozen. */
  async #pictured(): Promise<void> {
    if (this.preview.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) return;
    await new Promise((resolve) => this.preview.addEventListener("loadeddata", resolve, { once: true }));
  }

  /** After a call, a lock or another app took the camera, or a long sleep: take it back. */
  async #returned(): Promise<void> {
    if (!this.#wanted || this.#opening || this.#sent === "standby") return;
    const visible = document.visibilityState === "visible";
    const dead = this.lens.track?.readyState !== "live";
    if (!this.lens.works && this.show === "picture") this.#set("paused");
    if (visible && (dead || this.state === "paused" || this.#sent === "lost")) await this.start(false);
  }

  #failed(error: unknown): void {
    this.#wanted = false;
    this.#set(error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "missing");
  }

  #release(): void {
    this.uplink.stop();
    this.easel.stop();
    this.lens.close();
    this.preview.srcObject = null;
    this.#wake.release();
  }

  #set(trouble: Trouble): void {
    this.#trouble = trouble;
    this.#changed();
  }
}
