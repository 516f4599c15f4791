/** `<virtual-shopper-button store category sku>`: the whole widget, without dependencies. */

import theme from "./theme.css" with { type: "text" };
import { el } from "./dom";
import { WidgetApi } from "./widget-api";
import type { Access, Booked, ContactView, Picked, WidgetConfig, Wish } from "./widget-api";
import { WidgetForm, words } from "./widget-form";
import { WidgetStatus } from "./widget-status";
import { dress } from "./widget-style";

const BASE = new URL(import.meta.url).origin;

class VirtualShopperButton extends HTMLElement {
  readonly #api = new WidgetApi(BASE);
  readonly #body = el("div", { class: "body" });
  readonly #title = el("h1", { text: "Talk to the store", attributes: { id: "vs-title" } });
  readonly #dialog: HTMLDialogElement;
  #form: WidgetForm | null = null;
  #status: WidgetStatus | null = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    dress(root, theme);
    const close = el("button", { text: "✕", attributes: { type: "button", "aria-label": "Close" }, on: { click: () => this.close() } });
    this.#dialog = el(
      "dialog",
      { attributes: { "aria-labelledby": "vs-title" }, on: { close: () => this.#tell("closed") } },
      el("div", { class: "head" }, this.#title, close),
      this.#body,
    );
    const open = el(
      "button",
      { class: "primary", testid: "vs-open", attributes: { type: "button", part: "button" }, on: { click: () => void this.open() } },
      el("span", { text: "☎", attributes: { "aria-hidden": "true" } }),
      el("span", { text: "Call me and show me" }),
    );
    root.append(open, this.#dialog);
  }

  connectedCallback(): void {
    this.#tell("ready");
  }

  /** Open the panel: the form, or the request that is under way. */
  async open(): Promise<void> {
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#tell("opened");
    if (this.#status || this.#form) return;
    this.#body.replaceChildren(el("p", { class: "muted", text: "One moment…" }));
    try {
      this.#showForm(await this.#api.config(this.getAttribute("store") ?? "", this.getAttribute("sku") ?? ""));
    } catch (error) {
      const again = el("button", { text: "Try again", attributes: { type: "button" }, on: { click: () => void this.open() } });
      this.#body.replaceChildren(el("p", { class: "error", text: words(error) }), again);
    }
  }

  close(): void {
    this.#dialog.close();
  }

  #showForm(config: WidgetConfig): void {
    this.#form = new WidgetForm(
      config,
      this.#api,
      { callNow: (wish) => this.#callNow(wish), book: (wish, picked) => this.#book(wish, picked) },
      this.getAttribute("category") ?? "",
    );
    this.#body.replaceChildren(this.#form.node);
    this.#form.focus();
  }

  async #callNow(wish: Wish): Promise<void> {
    const made = await this.#api.call(wish);
    this.#tell("call_requested");
    this.#follow(made, made.contact);
  }

  #follow(access: Access, view: ContactView): void {
    this.#status = new WidgetStatus(this.#api, access, view, {
      again: () => this.#back(),
      later: () => {
        this.#back();
        this.#form?.chooseLater();
      },
      changed: (now) => this.#tell("state", { state: now.state }),
    });
    this.#body.replaceChildren(this.#status.node);
  }

  #back(): void {
    this.#status?.close();
    this.#status = null;
    if (this.#form) this.#body.replaceChildren(this.#form.node);
  }

  async #book(wish: Wish, picked: Picked): Promise<void> {
    const { appointment }: Booked = await this.#api.book(wish, picked);
    this.#tell("booking_confirmed");
    const again = el("button", { text: "Done", attributes: { type: "button" }, on: { click: () => this.close() } });
    this.#body.replaceChildren(
      el(
        "div",
        { class: "stack status", testid: "vs-confirmed" },
        el("div", { class: "pulse still", text: "✓", attributes: { "aria-hidden": "true" } }),
        el("h2", { text: `We call you ${appointment.label}` }),
        el("p", { class: "muted", text: appointment.store_label }),
        el("p", { text: "We text you a link to move or cancel it." }),
        el("p", { class: "muted small", text: `No text on this phone? Call the store: ${appointment.store_phone}` }),
        el("p", {}, el("a", { text: "Add to your calendar", testid: "vs-calendar", attributes: { href: appointment.calendar_url } })),
        again,
      ),
    );
    this.#form = null;
  }

  /** Tell the page: `virtualshopper:<name>`. Never the phone number. */
  #tell(name: string, detail: Record<string, string> = {}): void {
    this.dispatchEvent(new CustomEvent(`virtualshopper:${name}`, { bubbles: true, composed: true, detail }));
  }
}

if (!customElements.get("virtual-shopper-button")) {
  customElements.define("virtual-shopper-button", VirtualShopperButton);
}
