/** Asking a colleague first: the ring on their console, and what the two can do then. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Api } from "../../callcenter/frontend/api";
import type { AskedConsult, ContactOnDesk } from "./views";

interface Ways {
  /** Run a command; a refusal is shown in its own words. */
  run(work: () => Promise<unknown>): void;
  /** Let the softphone into the conversation of this contact. */
  connect(contact: string): Promise<void>;
  hangUp(): void;
  left(at: string): number;
}

const STATES: Record<string, string> = {
  asking: "is being asked. The customer hears music.",
  talking: "talks with you. The customer hears music and neither of you.",
  joined: "and you talk with the customer.",
};

export class Consult {
  readonly #api: Api;
  readonly #ways: Ways;

  constructor(api: Api, ways: Ways) {
    this.#api = api;
    this.#ways = ways;
  }

  /** Beside the asker's contact: who is asked, and the ways on. */
  beside(on: ContactOnDesk): TemplateResult | typeof nothing {
    const { consult } = on;
    if (!consult) return nothing;
    const here = consult.here;
    return html`<div class="stack seen" data-testid="consult" data-state=${consult.state} role="status">
      <p><strong>${consult.name}</strong> ${here || consult.state === "asking" ? STATES[consult.state] : "is being called. The customer hears music."}</p>
      <div class="row">
        ${here && consult.state === "talking" ? html`<button data-testid="consult-join" @click=${() => this.#post(consult.id, "join")}>Let all three talk</button>` : nothing}
        ${here ? html`<button class="primary" data-testid="consult-complete" @click=${() => this.#post(consult.id, "complete")}>Leave the customer to them</button>` : nothing}
        <button data-testid="consult-back" @click=${() => this.#post(consult.id, "part")}>Back to the customer alone</button>
      </div>
    </div>`;
  }

  /** On the colleague's page. */
  asked(consult: AskedConsult): TemplateResult {
    const { card } = consult;
    const about = html`<p class="muted">${card.product?.name ?? card.category} · ${card.store} · ${card.language_name} · ${card.phone_masked}</p>`;
    if (consult.state === "asking") {
      return html`<section class="card ring" data-testid="consult-ring" aria-label="A colleague asks for you">
        <div class="visual"><span class="avatar huge" aria-hidden="true">?</span></div>
        <div class="stack"><h2>${consult.name} asks for you</h2>${about}
          <div class="row">
            <button class="primary big" data-testid="consult-agree" @click=${() => this.#agree(consult)}>Talk to ${consult.name.split(" ")[0]}</button>
            <button data-testid="consult-refuse" @click=${() => this.#post(consult.id, "refuse")}>Not now</button>
          </div>
        </div>
        <p class="countdown">${consult.expires_at ? this.#ways.left(consult.expires_at) : ""}</p>
      </section>`;
    }
    return html`<section class="card stack idle" data-testid="consulting" data-state=${consult.state} aria-label="You help a colleague">
      <h2>You talk with ${consult.name}${consult.state === "joined" ? " and the customer" : ""}</h2>${about}
      <p class="small">${consult.state === "joined" ? "The customer hears both of you." : "The customer hears music and neither of you."}</p>
      <div class="row"><button class="danger" data-testid="consult-leave" @click=${() => this.#post(consult.id, "part")}>Leave</button></div>
    </section>`;
  }

  #agree(consult: AskedConsult): void {
    this.#ways.run(async () => {
      const { contact } = await this.#api.post<{ contact: string }>(`/consults/${consult.id}/agree`);
      await this.#ways.connect(contact);
    });
  }

  #post(id: string, what: string): void {
    this.#ways.run(() => this.#api.post(`/consults/${id}/${what}`));
  }
}
