/** The widget as the tour: who stayed on the shop's page sees the picture right there. */

import { Visit } from "../../streaming/frontend/visit";
import type { Entered, Shown } from "../../streaming/frontend/visit";
import { prepare } from "../../streaming/frontend/whep";
import { Api, Problem, keyHeaders } from "./api";
import { el } from "./dom";

const RULES = `
.tour { inline-size: 100%; justify-items: stretch; text-align: start; }
.tour .screen { position: relative; display: grid; aspect-ratio: 16 / 9; border-radius: 12px; overflow: hidden; background: #0c0e0c; }
.tour video, .tour canvas { grid-area: 1 / 1; inline-size: 100%; block-size: 100%; min-block-size: 0; object-fit: contain; }
.tour video, .tour canvas { visibility: hidden; }
.tour[data-picture=live] video, .tour[data-picture=stills] canvas, .tour[data-picture=photos] canvas { visibility: visible; }
.tour .show { min-block-size: 64px; font-size: 1.25rem; }
dialog:has(.tour[data-picture]) { inline-size: min(880px, 100vw); }
`;

export class WidgetTour {
  readonly node = el("section", { class: "stack tour", testid: "vs-tour", attributes: { "aria-label": "Live tour" } });
  readonly #base: string;
  readonly #key: string;
  readonly #video = el("video", { testid: "vs-video", attributes: { playsinline: "", "aria-label": "Live picture from the store" } });
  readonly #canvas = el("canvas", { attributes: { role: "img", "aria-label": "Still picture from the store" } });
  readonly #screen = el("div", { class: "screen" }, this.#video, this.#canvas);
  readonly #words = el("p", { testid: "vs-tour-words", attributes: { role: "status" } });
  readonly #show: HTMLButtonElement;
  #visit: Visit | null = null;

  /** `key`: the contact's own, with which this page may ask for its tour. */
  constructor(base: string, key: string) {
    this.#base = base;
    this.#key = key;
    Object.assign(this.#video, { muted: true, autoplay: true, playsInline: true });
    this.#show = el("button", { class: "primary wide show", text: "Show me", testid: "vs-show-me", attributes: { type: "button" }, on: { click: () => void this.#enter() } });
    this.#words.textContent = "You can see it live, right here. Stay on the phone.";
    this.node.append(this.#words, this.#show);
    prepare(""); // only the browser's own parts: where the media process stands is told with the tap
  }

  /** Wear the tour's style where the widget's root is known. */
  dress(): void {
    const root = this.node.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(RULES);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  close(): void {
    this.#visit?.close();
    this.#visit = null;
    this.node.remove();
  }

  async #enter(): Promise<void> {
    const tappedAt = performance.now();
    void this.#video.play().catch(() => undefined); // spends the tap on the element, for a picture that comes later
    this.#show.disabled = true;
    this.dress();
    try {
      const api = new Api(this.#base, () => keyHeaders(this.#key));
      const entered = await api.post<Entered>("/widget/tours", {});
      this.#follow(entered, tappedAt);
    } catch (error) {
      this.#words.textContent = error instanceof Problem ? error.message : "Please try again.";
      this.#show.disabled = false;
    }
  }

  #follow(entered: Entered, tappedAt: number): void {
    this.#show.remove();
    this.#video.setAttribute("aria-label", entered.words.live_picture);
    this.#canvas.setAttribute("aria-label", entered.words.still_picture);
    this.node.prepend(this.#screen);
    const screen = { video: this.#video, canvas: this.#canvas };
    this.#visit = new Visit(this.#base, entered, screen, tappedAt, (shown) => queueMicrotask(() => this.#draw(shown)));
    this.node.dispatchEvent(new CustomEvent("virtualshopper:tour_started", { bubbles: true, composed: true }));
  }

  #draw(shown: Shown): void {
    Object.assign(this.node.dataset, { picture: shown.picture, scene: shown.scene });
    const words = `${shown.headline}. ${shown.detail}`;
    if (this.#words.textContent !== words) this.#words.textContent = words;
  }
}
