/** Picking a time: days and times in the shopper's own zone, the store's beside them, held while typing. */

import { el, select } from "./dom";
import type { Picked, Slots, WidgetApi } from "./widget-api";

export interface TimesListener {
  picked(): void;
  trouble(text: string): void;
}

interface Wanted {
  store: string;
  category: string;
  language: string;
}

export class WidgetTimes {
  readonly node = el("div", { class: "stack" });
  readonly #api: WidgetApi;
  readonly #listener: TimesListener;
  readonly #zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  readonly #note = el("p", { class: "muted small", testid: "vs-held", attributes: { role: "status" } });
  #wanted: Wanted | null = null;
  #slots: Slots | null = null;
  #starts = "";
  #day = "";
  #hold = "";
  #holding: Promise<void> = Promise.resolve();
  #turn = 0;
  #ends: number | undefined;

  constructor(api: WidgetApi, listener: TimesListener) {
    this.#api = api;
    this.#listener = listener;
  }

  /** What was picked, or null. The hold is empty where it could not be had: then the first to book wins. */
  get picked(): Picked | null {
    if (!this.#starts || !this.#slots) return null;
    return { starts_at: this.#starts, timezone: this.#slots.timezone, hold: this.#hold };
  }

  /** What was picked, once the shop has answered whether it is kept: booked sooner, our own hold would be in the way. */
  async settled(): Promise<Picked | null> {
    let asked: Promise<void>;
    do {
      asked = this.#holding;
      await asked;
    } while (asked !== this.#holding);
    return this.picked;
  }

  clear(): void {
    this.#turn += 1;
    this.#starts = "";
    this.#slots = null;
    this.#note.textContent = "";
    clearTimeout(this.#ends);
    this.node.replaceChildren();
  }

  async show(wanted: Wanted): Promise<void> {
    const turn = this.#turn;
    this.#wanted = wanted;
    this.node.append(el("p", { class: "muted", text: "Looking for free times…" }));
    try {
      const slots = await this.#api.slots(wanted.store, wanted.category, wanted.language, this.#zone);
      if (turn === this.#turn) this.#draw(slots);
    } catch (error) {
      if (turn === this.#turn) this.node.replaceChildren(el("p", { class: "error", text: error instanceof Error ? error.message : "" }));
    }
  }

  #draw(slots: Slots): void {
    this.#slots = slots;
    if (!slots.days.length) {
      this.node.replaceChildren(el("p", { text: "There is no free time in the next days. Please try another store." }));
      return;
    }
    const times = el("div", { class: "times", attributes: { role: "radiogroup", "aria-label": "Time" } });
    const chosen = slots.days.find((one) => one.date === this.#day) ?? slots.days[0];
    const days = select(slots.days.map((day) => [day.date, day.label] as const), chosen?.date ?? "", { testid: "vs-day" });
    const show = (): void => {
      this.#day = days.value;
      const day = slots.days.find((one) => one.date === days.value);
      times.replaceChildren(...(day?.slots ?? []).map((slot) => this.#choice(slot)));
    };
    days.addEventListener("change", show);
    show();
    this.node.replaceChildren(el("label", { text: "Day" }, days), times, el("p", { class: "muted small", text: zones(slots) }), this.#note);
  }

  #choice(slot: Slots["days"][number]["slots"][number]): HTMLLabelElement {
    const radio = el("input", { testid: "vs-slot", attributes: { type: "radio", name: "slot", value: slot.starts_at } });
    radio.checked = slot.starts_at === this.#starts;
    radio.addEventListener("change", () => (this.#holding = this.#pick(slot.starts_at)));
    const there = slot.label === slot.store_label ? null : el("span", { class: "there", text: `${slot.store_label} there` });
    return el("label", { class: "slot" }, radio, el("span", {}, slot.label, there));
  }

  async #pick(startsAt: string): Promise<void> {
    const wanted = this.#wanted;
    this.#starts = startsAt;
    this.#listener.picked();
    const picked = this.picked;
    if (!wanted || !picked) return;
    const turn = (this.#turn += 1);
    try {
      const { hold, expires_at: until } = await this.#api.hold(wanted.store, wanted.category, wanted.language, picked);
      this.#hold = hold;
      if (turn === this.#turn) this.#held(until);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.clear();
      await this.show(wanted);
      this.#listener.trouble(error instanceof Error ? error.message : "Please pick another time.");
    }
  }

  #held(until: string): void {
    const at = new Date(until).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    this.#note.textContent = `This time is yours until ${at}.`;
    clearTimeout(this.#ends);
    this.#ends = window.setTimeout(() => (this.#note.textContent = "Still there? This time is no longer kept for you, but it may still be free."), Date.parse(until) - Date.now());
  }
}

function zones(slots: Slots): string {
  const yours = city(slots.timezone);
  return slots.timezone === slots.store_timezone ? `Times in ${yours}.` : `Your time (${yours}), with the store's (${city(slots.store_timezone)}) below.`;
}

function city(zone: string): string {
  return (zone.split("/").pop() ?? zone).replaceAll("_", " ");
}
