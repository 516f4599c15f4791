/** The associate's camera: rear one first, flip, shop card instead of the picture, zoom, torch. */

import { WhipPublisher } from "./whip";
import type { PublishAddress, PublishState } from "./whip";

export type CameraState = PublishState | "denied" | "missing" | "asking";

const WORDS: Record<CameraState, string> = {
  idle: "The camera is off.",
  asking: "Please allow the camera.",
  connecting: "Connecting the picture…",
  live: "Your picture is on its way.",
  lost: "The connection broke. Trying again…",
  denied: "The browser may not use the camera. Allow it in the address bar, then try again.",
  missing: "No camera was found.",
};

export class Camera {
  readonly preview = document.createElement("video");
  readonly #publisher: WhipPublisher;
  readonly #changed: () => void;
  #facing: "environment" | "user" = "environment";
  #stream: MediaStream | null = null;
  #lock: WakeLockSentinel | null = null;
  #wanted = false;
  state: CameraState = "idle";
  covered = false;

  constructor(address: () => Promise<PublishAddress>, changed: () => void) {
    this.#changed = changed;
    this.#publisher = new WhipPublisher(address, (state) => this.#set(state));
    Object.assign(this.preview, { muted: true, autoplay: true, playsInline: true });
    this.preview.dataset["testid"] = "camera-preview";
    document.addEventListener("visibilitychange", () => void this.#returned());
    addEventListener("pagehide", () => this.stop());
  }

  get words(): string {
    return this.covered && this.state === "live" ? "They see the shop's card, not your picture." : WORDS[this.state];
  }

  get on(): boolean {
    return this.#wanted;
  }

  async start(): Promise<void> {
    this.#wanted = true;
    this.#set("asking");
    try {
      this.#stream = await this.#open();
    } catch (error) {
      this.#wanted = false;
      this.#set(error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "missing");
      return;
    }
    this.preview.srcObject = this.#stream;
    await this.#send();
    this.#lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  }

  stop(): void {
    this.#wanted = false;
    this.covered = false;
    this.#publisher.stop();
    this.#release();
    void this.#lock?.release();
    this.#lock = null;
  }

  async flip(): Promise<void> {
    this.#facing = this.#facing === "environment" ? "user" : "environment";
    if (!this.#wanted) return;
    this.#release();
    await this.start();
  }

  /** Show the shop's card instead of the picture, or the picture again. */
  async cover(covered: boolean): Promise<void> {
    this.covered = covered;
    await this.#send();
    this.#changed();
  }

  #open(): Promise<MediaStream> {
    const video = { facingMode: this.#facing, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    return navigator.mediaDevices.getUserMedia({ video, audio: false });
  }

  async #send(): Promise<void> {
    const track = this.covered ? cardTrack() : this.#stream?.getVideoTracks()[0];
    if (!track) return;
    track.onended = () => void this.#returned();
    track.contentHint = "detail";
    await this.#publisher.publish(track);
  }

  /** After a call or another app took the camera: take it back. */
  async #returned(): Promise<void> {
    const dead = this.#stream?.getVideoTracks()[0]?.readyState === "ended";
    if (document.visibilityState === "visible" && this.#wanted && dead) await this.start();
  }

  #release(): void {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.preview.srcObject = null;
  }

  #set(state: CameraState): void {
    this.state = state;
    this.#changed();
  }
}

/** A quiet picture with the shop's name, drawn a few times a second so that viewers keep a stream. */
function cardTrack(): MediaStreamTrack | undefined {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 640, height: 360 });
  const pen = canvas.getContext("2d");
  const draw = (): void => {
    if (!pen) return;
    pen.fillStyle = "#0b5d4e";
    pen.fillRect(0, 0, 640, 360);
    pen.fillStyle = "#ffffff";
    pen.font = "600 34px serif";
    pen.textAlign = "center";
    pen.fillText("One moment, please", 320, 190);
  };
  const track = canvas.captureStream(5).getVideoTracks()[0];
  const timer = setInterval(() => (track?.readyState === "live" ? draw() : clearInterval(timer)), 200);
  draw();
  return track;
}
