/** The customer's page: one tap, then the picture. The call stays on the telephone. */

import { Api, Problem, pageConfig } from "../../callcenter/frontend/api";
import { el, icon } from "../../callcenter/frontend/dom";
import { CallAgain } from "./call-again";
import { Friends } from "./friends";
import { Gallery } from "./gallery";
import { forget, recall, remember } from "./memory";
import { pictureInPicture } from "./picture-in-picture";
import { Visit } from "./visit";
import type { Entered, PageWords, Shown, TourPage } from "./visit";
import { WakeLock } from "./wake-lock";
import { prepare } from "./whep";
import { Zoom } from "./zoom";

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
const MEMORY = `tour:${location.pathname}`;
const find = <T extends HTMLElement>(testid: string): T => document.querySelector<T>(`[data-testid="${testid}"]`)!;

class TourView {
  readonly #main = document.getElementById("tour") as HTMLElement;
  readonly #video = document.querySelector("video") as HTMLVideoElement;
  readonly #canvas = document.querySelector<HTMLCanvasElement>("#tour canvas")!;
  readonly #headline = find("tour-headline");
  readonly #detail = find("tour-detail");
  readonly #form = document.querySelector<HTMLFormElement>("#tour form")!;
  readonly #button = find<HTMLButtonElement>("show-me");
  readonly #name = document.querySelector<HTMLInputElement>('[data-testid="friend-name"]');
  readonly #error = find("tour-error");
  readonly #product = find("tour-product");
  readonly #tools = find("tour-tools");
  readonly #recording = find("recording");
  readonly #more = find("tour-more");
  readonly #tap = find<HTMLButtonElement>("tap-again");
  readonly #wake = new WakeLock();
  readonly #tryAgain: string;
  #visit: Visit | null = null;
  #again: CallAgain | null = null;
  #friends: Friends | null = null;
  #gallery: Gallery | null = null;

  constructor(tryAgain: string) {
    this.#tryAgain = tryAgain;
  }

  start(tour: TourPage, whepUrl: string): void {
    prepare(whepUrl);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#enter();
    });
    for (const event of ["loadedmetadata", "pause"]) this.#video.addEventListener(event, () => void this.#play());
    this.#tap.addEventListener("click", () => void this.#play());
    this.#showProduct(tour);
    if (recall(MEMORY)) void this.#enter();
  }

  async #enter(): Promise<void> {
    const tappedAt = performance.now();
    void this.#video.play().catch(() => undefined); // spends the tap on the element, for a picture that comes later
    this.#button.disabled = true;
    this.#error.textContent = "";
    try {
      const entered = await new Api("").post<Entered>(location.pathname, { known: recall(MEMORY), name: this.#name?.value ?? "" });
      remember(MEMORY, entered.key);
      this.#follow(entered, tappedAt);
    } catch (error) {
      forget(MEMORY);
      this.#error.textContent = error instanceof Problem ? error.message : this.#tryAgain;
      this.#button.disabled = false;
      this.#name?.focus();
    }
  }

  #follow(entered: Entered, tappedAt: number): void {
    this.#form.hidden = true;
    this.#wake.hold();
    const screen = { video: this.#video, canvas: this.#canvas };
    const visit = (this.#visit = new Visit("", entered, screen, tappedAt, (shown) => queueMicrotask(() => this.#show(shown))));
    this.#again = new CallAgain(this.#detail, visit.words.call_again, () => visit.api.post(visit.path("call-again")));
    this.#friends = new Friends(visit);
    this.#gallery = new Gallery(visit.words, (id) => visit.api.blob(visit.path(`photos/${id}`)));
    this.#more.replaceChildren(this.#gallery.node, this.#friends.node, this.#gallery.dialog);
    this.#addTools(visit.words);
  }

  /** Saving energy, some phones hold even a silent picture until somebody taps. */
  async #play(): Promise<void> {
    if (!this.#video.srcObject || this.#visit?.over) return;
    const refused = await this.#video.play().then(() => false, (error: unknown) => error instanceof DOMException && error.name === "NotAllowedError");
    this.#tap.hidden = !refused;
  }

  #addTools(words: PageWords): void {
    const frame = document.querySelector<HTMLElement>(".frame")!;
    const zoom = new Zoom(frame, (scale) => (frame.dataset["zoom"] = String(scale)));
    const tool = (label: string, lines: string, testid: string, act: () => void): HTMLButtonElement =>
      el("button", { testid, attributes: { type: "button", "aria-label": label, title: label }, on: { click: act } }, icon(lines));
    this.#tools.append(tool(words.larger, "M12 5v14M5 12h14", "zoom-in", () => zoom.step(1)), tool(words.smaller, "M5 12h14", "zoom-out", () => zoom.step(-1)));
    const float = pictureInPicture(this.#video);
    if (float) this.#tools.append(tool(words.corner, "M3 5h18v14H3zM12 12h7v5h-7z", "float", float));
    document.addEventListener("keydown", (event) => {
      if (event.target instanceof HTMLInputElement) return;
      if (event.key === "+") zoom.step(1);
      if (event.key === "-") zoom.step(-1);
      const [x, y] = ARROWS[event.key] ?? [0, 0];
      if ((x || y) && zoom.pan(x, y)) event.preventDefault();
    });
    find("stop-recording").addEventListener("click", () => void this.#visit?.api.post(this.#visit.path("recording/stop")).catch(() => undefined));
  }

  #show(shown: Shown): void {
    const { tour } = shown;
    this.#say(this.#headline, shown.headline);
    this.#say(this.#detail, shown.detail);
    Object.assign(this.#main.dataset, { state: tour.state, scene: shown.scene, picture: shown.picture });
    this.#showProduct(tour);
    this.#again?.show(tour.call_again && this.#visit?.viewer.kind === "customer");
    this.#recording.hidden = !tour.recording;
    this.#friends?.show(tour);
    this.#gallery?.show(tour.photos);
    if (shown.scene === "removed" || this.#visit?.over) this.#finish(shown);
  }

  /** Words are only written when they are others: a reader would say them again. */
  #say(node: HTMLElement, text: string): void {
    if (node.textContent !== text) node.textContent = text;
  }

  #showProduct(tour: TourPage): void {
    if (!tour.product || this.#product.dataset["name"] === tour.product.name) return;
    this.#product.dataset["name"] = tour.product.name;
    const picture = el("img", { attributes: { src: tour.product.image_url, alt: "", width: "56", height: "56" } });
    this.#product.replaceChildren(picture, el("span", { text: `${tour.product.name} · ${tour.product.price_text}` }));
    this.#product.hidden = false;
  }

  #finish(shown: Shown): void {
    this.#wake.release();
    this.#tap.hidden = true;
    if (document.pictureInPictureElement) void document.exitPictureInPicture().catch(() => undefined);
    this.#tools.replaceChildren();
    this.#recording.hidden = true;
    if (shown.scene === "removed") {
      forget(MEMORY);
      this.#more.replaceChildren();
      return;
    }
    this.#friends?.node.remove();
    if (shown.tour.state === "ended" && !find("see-after")) {
      this.#more.append(el("a", { class: "button primary", text: this.#visit?.words.see_after, testid: "see-after", attributes: { href: location.pathname } }));
    }
  }
}

const { tour, whep_url, try_again } = pageConfig<{ tour: TourPage; whep_url: string; try_again: string }>();
new TourView(try_again).start(tour, whep_url);
