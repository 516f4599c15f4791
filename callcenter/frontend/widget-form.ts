/** The widget's form: where, about what, when, which phone. */

import { Problem } from "./api";
import { el, select } from "./dom";
import type { Slots, Store, WidgetApi, WidgetConfig, Wish } from "./widget-api";

export interface FormListener {
  callNow(wish: Wish): Promise<void>;
  book(wish: Wish, startsAt: string, timezone: string): Promise<void>;
}

/** Remembers what was typed while the shopper goes back and forth. */
export class WidgetForm {
  readonly node = el("form", { class: "stack", attributes: { novalidate: "" } });
  readonly #config: WidgetConfig;
  readonly #api: WidgetApi;
  readonly #listener: FormListener;
  readonly #store: HTMLSelectElement;
  readonly #category: HTMLSelectElement;
  readonly #language: HTMLSelectElement;
  readonly #region: HTMLSelectElement;
  readonly #phone: HTMLInputElement;
  readonly #consent: HTMLInputElement;
  readonly #later: HTMLInputElement;
  readonly #when = el("div", { class: "stack" });
  readonly #error = el("p", { class: "error", testid: "vs-error", attributes: { role: "alert", id: "vs-error" } });
  readonly #submit: HTMLButtonElement;
  readonly #hours = el("p", { class: "muted small" });
  #slots: Slots | null = null;
  #starts = "";

  constructor(config: WidgetConfig, api: WidgetApi, listener: FormListener, category: string) {
    this.#config = config;
    this.#api = api;
    this.#listener = listener;
    const stores = config.stores.map((store) => [store.slug, `${store.name}, ${store.city}`] as const);
    this.#store = select(stores, config.store ?? "", { testid: "vs-store" });
    const categories = config.categories.map((one) => [one.slug, one.name] as const);
    this.#category = select(categories, config.product?.category ?? category, { testid: "vs-category" });
    this.#language = el("select", { testid: "vs-language" });
    const regions = config.regions.map((one) => [one.code, `${one.name} ${one.calling_code}`] as const);
    this.#region = select(regions, guessedRegion(config), { testid: "vs-region", attributes: { autocomplete: "tel-country-code" } });
    this.#phone = el("input", {
      testid: "vs-phone",
      attributes: { type: "tel", name: "tel", autocomplete: "tel", inputmode: "tel", required: "" },
    });
    this.#consent = el("input", { testid: "vs-consent", attributes: { type: "checkbox" } });
    const now = el("input", { testid: "vs-now", attributes: { type: "radio", name: "when", value: "now" } });
    this.#later = el("input", { testid: "vs-later", attributes: { type: "radio", name: "when", value: "later" } });
    now.checked = true;
    this.#submit = el("button", { class: "primary wide", testid: "vs-submit", attributes: { type: "submit" } });
    this.#build(now);
    this.#listen(now);
    this.#storeChanged();
  }

  focus(): void {
    this.#phone.focus();
  }

  /** Show the slots, as when the shopper gave up waiting. */
  chooseLater(): void {
    this.#later.checked = true;
    void this.#whenChanged();
  }

  #build(now: HTMLInputElement): void {
    const product = this.#config.product;
    this.node.append(
      ...(product ? [el("p", { class: "muted", text: `About: ${product.name}` })] : []),
      el("label", { text: "Store" }, this.#store),
      this.#hours,
      ...(product ? [] : [el("label", { text: "What is it about?" }, this.#category)]),
      el("label", { text: "Language" }, this.#language),
      el(
        "fieldset",
        {},
        el("legend", { text: "When shall we call?" }),
        el("label", { class: "choice" }, now, el("span", { text: "Right now" })),
        el("label", { class: "choice" }, this.#later, el("span", { text: "At a time I pick" })),
      ),
      this.#when,
      el(
        "div",
        { class: "phone" },
        el("label", { text: "Country" }, this.#region),
        el("label", { text: "Your phone number" }, this.#phone),
      ),
      this.#error,
      el("label", { class: "choice" }, this.#consent, el("span", { class: "small", text: this.#config.consent.sms_text })),
      this.#submit,
      el("p", { class: "muted small", text: this.#config.consent.call_text }),
    );
  }

  #listen(now: HTMLInputElement): void {
    this.#store.addEventListener("change", () => this.#storeChanged());
    for (const radio of [now, this.#later]) radio.addEventListener("change", () => void this.#whenChanged());
    for (const picked of [this.#category, this.#language]) {
      picked.addEventListener("change", () => void this.#whenChanged());
    }
    this.#phone.addEventListener("input", () => this.#complain(""));
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  #chosenStore(): Store | undefined {
    return this.#config.stores.find((store) => store.slug === this.#store.value);
  }

  #storeChanged(): void {
    const store = this.#chosenStore();
    if (!store) return;
    const known = store.languages.map((one) => one.code);
    const wanted = [this.#language.value, ...navigator.languages.map((tag) => tag.slice(0, 2))];
    this.#language.replaceChildren(
      ...store.languages.map((one) => el("option", { text: one.name, attributes: { value: one.code } })),
    );
    this.#language.value = wanted.find((code) => known.includes(code)) ?? known[0] ?? "";
    this.#hours.textContent = store.hours_text;
    if (!store.open) this.#later.checked = true;
    void this.#whenChanged();
  }

  async #whenChanged(): Promise<void> {
    this.#submit.textContent = this.#later.checked ? "Book the call" : "Call me now";
    this.#starts = "";
    this.#slots = null;
    this.#when.replaceChildren();
    if (!this.#later.checked) return;
    this.#when.append(el("p", { class: "muted", text: "Looking for free times…" }));
    try {
      this.#slots = await this.#api.slots(this.#store.value, this.#categoryWanted(), this.#language.value);
      this.#showDays(this.#slots);
    } catch (error) {
      this.#when.replaceChildren(el("p", { class: "error", text: words(error) }));
    }
  }

  #showDays(slots: Slots): void {
    if (!slots.days.length) {
      this.#when.replaceChildren(el("p", { text: "There is no free time in the next days. Please try another store." }));
      return;
    }
    const times = el("div", { class: "times", attributes: { role: "radiogroup", "aria-label": "Time" } });
    const days = select(slots.days.map((day) => [day.date, day.label] as const), slots.days[0]?.date ?? "", {
      testid: "vs-day",
    });
    const show = (): void => {
      const day = slots.days.find((one) => one.date === days.value);
      times.replaceChildren(...(day?.slots ?? []).map((slot) => this.#slotChoice(slot.starts_at, slot.label)));
    };
    days.addEventListener("change", show);
    show();
    this.#when.replaceChildren(el("label", { text: `Day (${slots.timezone})` }, days), times);
  }

  #slotChoice(startsAt: string, label: string): HTMLLabelElement {
    const radio = el("input", { testid: "vs-slot", attributes: { type: "radio", name: "slot", value: startsAt } });
    radio.addEventListener("change", () => {
      this.#starts = startsAt;
      this.#complain("");
    });
    return el("label", { class: "slot" }, radio, el("span", { text: label }));
  }

  async #send(): Promise<void> {
    if (!this.#phone.value.trim()) {
      this.#complain("Please type the number we shall call.");
      this.#phone.focus();
      return;
    }
    if (this.#later.checked && !this.#starts) {
      this.#complain("Please pick a time.");
      return;
    }
    this.#submit.disabled = true;
    try {
      if (this.#later.checked) await this.#listener.book(this.#wish(), this.#starts, this.#slots?.timezone ?? "");
      else await this.#listener.callNow(this.#wish());
    } catch (error) {
      this.#complain(words(error));
      if (error instanceof Problem && error.field === "phone") this.#phone.focus();
    } finally {
      this.#submit.disabled = false;
    }
  }

  #wish(): Wish {
    return {
      store: this.#store.value,
      category: this.#categoryWanted(),
      language: this.#language.value,
      sku: this.#config.product?.sku ?? null,
      phone: this.#phone.value,
      region: this.#region.value,
      sms_consent: this.#consent.checked,
      consent_version: this.#config.consent.version,
    };
  }

  #categoryWanted(): string {
    return this.#config.product?.category ?? this.#category.value;
  }

  #complain(text: string): void {
    this.#error.textContent = text;
    this.#phone.toggleAttribute("aria-invalid", Boolean(text));
    this.#phone.setAttribute("aria-describedby", "vs-error");
  }
}

export function words(error: unknown): string {
  return error instanceof Error ? error.message : "Something went wrong. Please try again.";
}

function guessedRegion(config: WidgetConfig): string {
  const mine = navigator.language.split("-")[1]?.toUpperCase() ?? "";
  if (config.regions.some((region) => region.code === mine)) return mine;
  return config.regions[0]?.code ?? "";
}
