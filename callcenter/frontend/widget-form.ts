/** The widget's form: where, about what, when, which phone. */

import { Problem } from "./api";
import { el, select } from "./dom";
import type { Picked, Store, WidgetApi, WidgetConfig, Wish } from "./widget-api";
import { solve } from "./widget-proof";
import { WidgetTimes } from "./widget-times";

export interface FormListener {
  callNow(wish: Wish): Promise<void>;
  book(wish: Wish, picked: Picked): Promise<void>;
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
  readonly #trap = el("input", { attributes: { name: "website", tabindex: "-1", autocomplete: "off" } });
  readonly #error = el("p", { class: "error", testid: "vs-error", attributes: { role: "alert", id: "vs-error" } });
  readonly #submit: HTMLButtonElement;
  readonly #hours = el("p", { class: "muted small" });
  readonly #times: WidgetTimes;

  constructor(config: WidgetConfig, api: WidgetApi, listener: FormListener, category: string) {
    this.#config = config;
    this.#api = api;
    this.#listener = listener;
    this.#times = new WidgetTimes(api, { picked: () => this.#complain(""), trouble: (text) => this.#complain(text) });
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
      this.#times.node,
      el(
        "div",
        { class: "phone" },
        el("label", { text: "Country" }, this.#region),
        el("label", { text: "Your phone number" }, this.#phone),
      ),
      el("label", { class: "apart", text: "Website", attributes: { "aria-hidden": "true" } }, this.#trap),
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
    this.#times.clear();
    if (!this.#later.checked) return;
    await this.#times.show({ store: this.#store.value, category: this.#categoryWanted(), language: this.#language.value });
  }

  async #send(): Promise<void> {
    if (!this.#phone.value.trim()) {
      this.#complain("Please type the number we shall call.");
      this.#phone.focus();
      return;
    }
    const later = this.#later.checked;
    if (later && !this.#times.picked) {
      this.#complain("Please pick a time.");
      return;
    }
    this.#submit.disabled = true;
    try {
      const picked = later ? await this.#times.settled() : null;
      if (picked || !later) await this.#deliver(picked);
    } catch (error) {
      this.#complain(words(error));
      if (error instanceof Problem && (error.field === "starts_at" || error.status === 409)) void this.#whenChanged();
      if (error instanceof Problem && error.field === "phone") this.#phone.focus();
    } finally {
      this.#submit.disabled = false;
    }
  }

  /** Ask; where a puzzle is wanted (many are asking just now), solve it first, and once more if it ran out. */
  async #deliver(picked: Picked | null): Promise<void> {
    const ask = async (): Promise<void> => {
      const wish = this.#wish();
      if (this.#config.proof) wish.proof = await solve(this.#config.proof);
      this.#config.proof = null;
      await (picked ? this.#listener.book(wish, picked) : this.#listener.callNow(wish));
    };
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof Problem) || error.field !== "proof") throw error;
      this.#config.proof = (await this.#api.config(this.#store.value, "")).proof;
      await ask();
    }
  }

  #wish(): Wish {
    return {
      website: this.#trap.value,
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
