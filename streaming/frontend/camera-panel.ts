/** The camera's controls, the same on the phone and in the console. */

import { el } from "../../callcenter/frontend/dom";
import type { Filming } from "./filming";

type ButtonName = "toggle" | "flip" | "cover" | "freeze" | "wipe" | "photo" | "nearer" | "wider" | "torch";

const ZOOM_STEP = 1.4;

export class CameraPanel {
  readonly node = el("div", { class: "panel stack" });
  readonly #filming: Filming;
  readonly #words = el("p", { testid: "camera-words", attributes: { role: "status" } });
  readonly #numbers = el("p", { class: "muted small", testid: "camera-numbers" });
  readonly #screen: HTMLElement;
  readonly #buttons: Record<ButtonName, HTMLButtonElement>;

  constructor(filming: Filming) {
    this.#filming = filming;
    const { camera } = filming;
    const { lens } = camera;
    this.#buttons = {
      toggle: this.#button("Camera on", "camera-toggle", () => (camera.on ? camera.stop() : void this.#begin())),
      photo: this.#button("Photo", "camera-photo", () => void filming.photo()),
      freeze: this.#button("Freeze", "camera-freeze", () => void camera.freeze(camera.show !== "frozen")),
      wipe: this.#button("Wipe", "camera-wipe", () => camera.easel.wipe()),
      cover: this.#button("Cover", "camera-cover", () => void camera.cover(!camera.covered)),
      flip: this.#button("Flip", "camera-flip", () => void camera.flip()),
      nearer: this.#button("Nearer", "camera-nearer", () => void lens.setZoom(lens.zoom * ZOOM_STEP).then(() => this.draw())),
      wider: this.#button("Wider", "camera-wider", () => void lens.setZoom(lens.zoom / ZOOM_STEP).then(() => this.draw())),
      torch: this.#button("Light", "camera-torch", () => void lens.setTorch(!lens.torch).then(() => this.draw(), () => undefined)),
    };
    camera.easel.canvas.setAttribute("aria-label", "The frozen picture, to draw on");
    camera.easel.canvas.setAttribute("role", "img");
    camera.preview.setAttribute("aria-label", "Your own picture");
    this.#screen = el("div", { class: "screen" }, camera.preview, camera.easel.canvas);
    const row = el("div", { class: "row controls", attributes: { role: "group", "aria-label": "Camera" } }, ...Object.values(this.#buttons));
    this.node.append(this.#screen, this.#words, this.#numbers, row);
    this.draw();
  }

  draw(): void {
    const { camera, said } = this.#filming;
    const { lens } = camera;
    const running = camera.on && camera.state !== "standby";
    this.node.dataset["state"] = camera.state;
    this.node.dataset["show"] = camera.show;
    this.#write(this.#words, said && camera.state === "live" ? `${camera.words} ${said}` : camera.words);
    this.#write(this.#numbers, this.#measured());
    this.#screen.hidden = !camera.on;
    camera.easel.canvas.hidden = camera.show === "picture";
    camera.preview.hidden = camera.show !== "picture";
    this.#label("toggle", running ? "Camera off" : camera.state === "standby" ? "Use this camera" : "Camera on");
    this.#label("cover", camera.covered ? "Show the picture" : "Cover");
    this.#label("freeze", camera.show === "frozen" ? "Let it run" : "Freeze");
    for (const name of ["flip", "cover", "freeze", "photo"] as const) this.#buttons[name].disabled = !running;
    this.#buttons.wipe.hidden = camera.show !== "frozen";
    this.#buttons.nearer.hidden = this.#buttons.wider.hidden = !running || lens.zooms === null;
    this.#buttons.torch.hidden = !running || !lens.hasTorch;
    this.#buttons.torch.setAttribute("aria-pressed", String(lens.torch));
  }

  #measured(): string {
    const { camera, battery } = this.#filming;
    const parts = camera.uplink.lines ? [`${camera.uplink.lines} lines`, `${(camera.uplink.kbps / 1000).toFixed(1)} Mbit/s up`] : [];
    if (battery.percent !== null) parts.push(`battery ${battery.percent} %${battery.charging ? ", charging" : ""}`);
    return parts.join(" · ");
  }

  async #begin(): Promise<void> {
    try {
      await this.#filming.begin();
    } catch (error) {
      this.#write(this.#words, error instanceof Error ? error.message : "Please try again.");
    }
  }

  #label(name: ButtonName, text: string): void {
    this.#write(this.#buttons[name], text);
  }

  #write(node: HTMLElement, text: string): void {
    if (node.textContent !== text) node.textContent = text;
  }

  #button(text: string, testid: string, act: () => void): HTMLButtonElement {
    return el("button", { text, testid, attributes: { type: "button" }, on: { click: act } });
  }
}
