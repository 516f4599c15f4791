/** What becomes of a request: pushed by the server, told in its own sentences. */

import { el, minutes, span } from "./dom";
import { LiveChannel } from "./live-channel";
import type { Access, ContactView, WidgetApi } from "./widget-api";
import { WidgetTour } from "./widget-tour";

export interface StatusListener {
  again(): void;
  later(): void;
  changed(view: ContactView): void;
}

const OVER = new Set(["done", "abandoned", "unreached", "deferred", "cancelled"]);

export class WidgetStatus {
  readonly node = el("div", { class: "stack status", testid: "vs-state" });
  readonly #api: WidgetApi;
  readonly #access: Access;
  readonly #listener: StatusListener;
  readonly #channel: LiveChannel;
  readonly #headline = el("h2", { testid: "vs-headline" });
  readonly #detail = el("p");
  readonly #wait = el("p", { class: "muted", testid: "vs-wait" });
  readonly #picture = el("div", { class: "pulse", attributes: { "aria-hidden": "true" } });
  readonly #light = el("p", { class: "muted small", attributes: { role: "status" } });
  readonly #actions = el("div", { class: "row" });
  readonly #clock: number;
  #tour: WidgetTour | null = null;
  #view: ContactView;
  #seenAt = Date.now();
  #alternatives = false;

  constructor(api: WidgetApi, access: Access, view: ContactView, listener: StatusListener) {
    this.#api = api;
    this.#access = access;
    this.#view = view;
    this.#listener = listener;
    const told = el("div", { class: "stack", attributes: { "aria-live": "polite" } }, this.#headline, this.#detail);
    this.node.append(this.#picture, told, this.#wait, this.#actions, this.#light);
    this.#channel = new LiveChannel(access.live, {
      hello: () => void this.#refresh(),
      event: (name, data) => {
        if (name === "contact") this.#show(data as ContactView);
      },
      state: (open) => {
        this.#light.textContent = open || OVER.has(this.#view.state) ? "" : "Connection lost. Trying again…";
      },
    });
    this.#channel.open();
    this.#clock = window.setInterval(() => this.#tick(), 1000);
    this.#show(view);
  }

  close(): void {
    this.#tour?.close();
    this.#channel.close();
    clearInterval(this.#clock);
  }

  async #refresh(): Promise<void> {
    try {
      this.#show(await this.#api.look(this.#view.id, this.#access.key));
    } catch {
      this.#light.textContent = "Connection lost. Trying again…";
    }
  }

  #show(view: ContactView): void {
    if (view.version < this.#view.version) return;
    const moved = view.state !== this.#view.state;
    this.#view = view;
    this.#seenAt = Date.now();
    this.node.dataset["state"] = view.state;
    this.#headline.textContent = view.headline;
    this.#detail.textContent = view.detail;
    this.#picture.textContent = view.associate?.initials ?? "☎";
    this.#picture.className = OVER.has(view.state) ? "pulse still" : "pulse";
    this.#showActions(view);
    this.#showTour(view);
    this.#tick();
    if (moved) this.#listener.changed(view);
    if (OVER.has(view.state)) this.close();
  }

  /** Seconds waited so far: the last snapshot's, and what has gone by since. */
  get #waited(): number {
    return this.#view.waited_s + (Date.now() - this.#seenAt) / 1000;
  }

  /** As soon as there is a tour, it is here too: this page is one of its doors. */
  #showTour(view: ContactView): void {
    if (view.tour && !this.#tour) this.node.append((this.#tour = new WidgetTour(this.#api.base, this.#access.key)).node);
    this.#picture.hidden = view.tour !== null;
    if (view.tour) return;
    this.#tour?.close();
    this.#tour = null;
  }

  #showActions(view: ContactView): void {
    const button = (text: string, testid: string, act: () => void, primary = false): HTMLButtonElement =>
      el("button", { text, testid, class: primary ? "primary" : "", attributes: { type: "button" }, on: { click: act } });
    const waiting = view.state === "requested" || view.state === "queued";
    const shown: HTMLElement[] = [];
    this.#alternatives = waiting && this.#waited >= view.alternatives_after_s;
    if (this.#alternatives && !view.keeps_place) {
      shown.push(button("Keep my place, call me back", "vs-keep-place", () => void this.#ask(this.#api.keepPlace), true));
    }
    if (this.#alternatives) {
      shown.push(button("Call me at another time", "vs-alternative", () => this.#leave()));
    }
    if (view.state === "interrupted") {
      shown.push(button("Call me again", "vs-call-again", () => void this.#ask(this.#api.again), true));
    }
    if (waiting || ["connecting", "interrupted", "detached", "snoozed"].includes(view.state)) {
      shown.push(button("Stop", "vs-cancel", () => void this.#cancel()));
    }
    if (OVER.has(view.state)) shown.push(button("Ask again", "vs-again", () => this.#listener.again(), true));
    this.#actions.replaceChildren(...shown);
  }

  #tick(): void {
    const view = this.#view;
    if (view.state !== "queued") {
      this.#wait.textContent = view.state === "connecting" ? `Your phone: ${view.phone_masked}` : "";
      return;
    }
    if (!this.#alternatives && this.#waited >= view.alternatives_after_s) this.#showActions(view);
    if (view.keeps_place) {
      this.#wait.textContent = `Your place is kept${view.position ? `: place ${view.position}` : ""}. We call ${view.phone_masked}; you may close this page.`;
      return;
    }
    const parts = [`Waiting ${minutes(this.#waited)}`];
    if (view.position) parts.push(`place ${view.position}`);
    const range = waitRange(view);
    if (range) parts.push(range);
    this.#wait.textContent = parts.join(" · ");
  }

  #cancel(): Promise<void> {
    return this.#ask(this.#api.cancel);
  }

  async #ask(request: WidgetApi["cancel"]): Promise<void> {
    try {
      this.#show(await request.call(this.#api, this.#view.id, this.#access.key));
    } catch (error) {
      this.#light.textContent = error instanceof Error ? error.message : "";
    }
  }

  #leave(): void {
    void this.#cancel();
    this.#listener.later();
  }
}

/** The honest range in whole minutes, both ends rounded up; empty where nothing is known. */
function waitRange(view: ContactView): string {
  if (view.wait_low_s === null || view.wait_high_s === null) return "";
  return `about ${span(view.wait_low_s, view.wait_high_s)} to go`;
}
