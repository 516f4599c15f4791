/** What an associate can do with a conversation: hold, bring somebody in, hand over. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Api } from "../../callcenter/frontend/api";
import { recorder } from "./recorder";
import type { ContactOnDesk } from "./views";

interface Named {
  id: string;
  name: string;
  store?: string;
}

interface Choices {
  associates: Named[];
  stores: Named[];
  categories: Named[];
}

const STATES: Record<string, string> = { ringing: "is being called", in_call: "is on the line" };

export class CallTools {
  readonly #api: Api;
  readonly #run: (work: () => Promise<unknown>) => void;
  readonly #changed: () => void;
  #open: "" | "guest" | "hand-over" = "";
  #choices: Choices | null = null;

  /** `run` shows a refusal in its own words; `changed` draws the page again. */
  constructor(api: Api, run: (work: () => Promise<unknown>) => void, changed: () => void) {
    this.#api = api;
    this.#run = run;
    this.#changed = changed;
  }

  view(on: ContactOnDesk): TemplateResult | typeof nothing {
    if (on.state !== "connected") return nothing;
    const held = on.held;
    return html`
      <div class="row">
        <button data-testid="hold" aria-pressed=${held} @click=${() => this.#post(on, "hold", { held: !held })}>${held ? "Back to the customer" : "Hold"}</button>
        <button data-testid="add-person" aria-expanded=${this.#open === "guest"} @click=${() => this.#toggle("guest")}>Add a person</button>
        <button data-testid="hand-over" aria-expanded=${this.#open === "hand-over"} @click=${() => this.#toggle("hand-over")}>Hand over</button>
      </div>
      ${recorder(on.recording, (body) => this.#post(on, "recording", body))}
      ${held ? html`<p class="small" role="status" data-testid="held">The customer hears music and cannot hear you.</p>` : nothing}
      ${this.#open === "guest" ? this.#guestForm(on) : nothing}
      ${this.#open === "hand-over" ? this.#handOverForm(on) : nothing}
      ${on.beside.length ? html`<ul class="beside" data-testid="beside">${on.beside.map((one) => this.#beside(on, one))}</ul>` : nothing}
    `;
  }

  #beside(on: ContactOnDesk, one: ContactOnDesk["beside"][number]): TemplateResult {
    const words = one.role === "supervisor" ? one.mode : STATES[one.state] ?? one.state;
    return html`<li class="row spread">
      <span><strong>${one.name}</strong> ${words}</span>
      ${one.role === "guest" ? html`<button @click=${() => this.#post(on, `guests/${one.line}/drop`, {})}>Let go</button>` : nothing}
    </li>`;
  }

  #guestForm(on: ContactOnDesk): TemplateResult {
    const invite = (event: SubmitEvent): void => {
      event.preventDefault();
      const phone = String(new FormData(event.target as HTMLFormElement).get("phone") ?? "");
      this.#post(on, "guests", { phone });
    };
    return html`<form class="row" @submit=${invite}>
      <label>Phone number <input name="phone" type="tel" autocomplete="off" required data-testid="guest-phone"></label>
      <button class="primary" data-testid="guest-call">Call</button>
    </form>`;
  }

  #handOverForm(on: ContactOnDesk): TemplateResult {
    const choices = this.#choices;
    if (!choices) return html`<p class="muted small">One moment…</p>`;
    const give = (event: SubmitEvent): void => {
      event.preventDefault();
      const sent = new FormData(event.target as HTMLFormElement);
      const field = (name: string): string => String(sent.get(name) ?? "");
      const asks = (event.submitter as HTMLButtonElement | null)?.value === "ask";
      const to = { associate: field("associate"), store: field("store"), category: field("category"), phone: field("phone") };
      this.#post(on, asks ? "consult" : "hand-over", to);
    };
    const options = (list: Named[]): TemplateResult[] =>
      list.map((one) => html`<option value=${one.id}>${one.name}${one.store ? `, ${one.store}` : ""}</option>`);
    return html`<form class="stack" @submit=${give} data-testid="hand-over-form">
      <label>To a person <select name="associate" data-testid="to-associate"><option value="">whoever fits</option>${options(choices.associates)}</select></label>
      <label>or another subject <select name="category" data-testid="to-category"><option value="">the same</option>${options(choices.categories)}</select></label>
      <label>or another store <select name="store" data-testid="to-store"><option value="">the same</option>${options(choices.stores)}</select></label>
      <label>or a number <input name="phone" type="tel" autocomplete="off" data-testid="to-phone"></label>
      <p class="muted small">Ask first: you talk to them while the customer hears music, and may come back. Hand over: you go to your wrap-up at once; where nobody answers, we find the customer somebody else.</p>
      <div class="row">
        <button class="primary" name="first" value="ask" data-testid="consult-ask">Ask first</button>
        <button name="first" value="" data-testid="hand-over-go">Hand over now</button>
      </div>
    </form>`;
  }

  #toggle(what: "guest" | "hand-over"): void {
    this.#open = this.#open === what ? "" : what;
    this.#changed();
    if (this.#open === "hand-over" && !this.#choices) this.#run(() => this.#load());
  }

  async #load(): Promise<void> {
    this.#choices = await this.#api.get<Choices>("/calls/choices");
    this.#changed();
  }

  #post(on: ContactOnDesk, what: string, body: unknown): void {
    this.#run(async () => {
      await this.#api.post(`/calls/${on.card.id}/${what}`, body);
      this.#open = "";
      this.#changed();
    });
  }
}
