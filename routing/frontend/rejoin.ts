/** A page without a line finds its live call: one tab takes it up again, no other ever does. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { Problem } from "../../callcenter/frontend/api";
import type { Api } from "../../callcenter/frontend/api";
import { CallLock } from "./call-lock";
import { browserId } from "./readiness";
import type { Softphone } from "./softphone";
import type { ContactOnDesk } from "./views";

const LEAVING_MS = 2_000;
const AGAIN_MS = 2_000;
const MOST_FAILURES = 3;

export class Rejoin {
  readonly #api: Api;
  readonly #softphone: Softphone;
  readonly #changed: () => void;
  #fresh = true;
  #contact = "";
  readonly #lock = new CallLock();
  #busy = false;
  #tryAt = 0;
  #refusal = "";
  #failures = 0;

  constructor(api: Api, softphone: Softphone, changed: () => void) {
    this.#api = api;
    this.#softphone = softphone;
    this.#changed = changed;
  }

  /** Whether this tab has the call. A call has one tab in a browser, held by a lock. */
  get mine(): boolean {
    return this.#lock.mine;
  }

  /** Make this tab the one that has the call; false where another tab has it. */
  async claim(contact: string): Promise<boolean> {
    this.#contact = contact;
    this.#tryAt = Date.now() + AGAIN_MS;
    return this.#lock.take();
  }

  /** Look at the newest snapshot: what is over is let go, what was lost is taken up again.
   * `helps`: the line is beside a colleague's conversation, and may become its own. */
  follow(on: ContactOnDesk | null, helps: boolean): void {
    const fresh = this.#fresh;
    this.#fresh = false;
    if (!on) {
      if (helps) return;
      this.#lock.release();
      this.#contact = this.#refusal = "";
      return;
    }
    if (this.#softphone.busy || this.#busy || !(fresh || this.#wants(on))) return;
    void this.#take(on.card.id, fresh ? LEAVING_MS : 0);
  }

  /** Shown where the call is not in this tab. */
  view(on: ContactOnDesk): TemplateResult | typeof nothing {
    if (this.#fresh || this.#softphone.busy || this.#busy || this.mine) return nothing;
    return html`<p class="row spread seen" role="status" data-testid="elsewhere">
      <span>${this.#refusal || "This call is not in this tab. If the other one is closed, take it up here."}</span>
      <button class="primary" data-testid="take-up" @click=${() => void this.#take(on.card.id, 0)}>Take it up here</button>
    </p>`;
  }

  /** A tab whose own line broke goes on trying, at a pace. */
  #wants(on: ContactOnDesk): boolean {
    return this.mine && this.#contact === on.card.id && on.associate_leg !== "none" && Date.now() >= this.#tryAt;
  }

  /** `patience`: how long a page that is being left may still hold the lock. */
  async #take(contact: string, patience: number): Promise<void> {
    this.#busy = true;
    const until = Date.now() + patience;
    try {
      while (!(await this.claim(contact)) && Date.now() < until) await new Promise((done) => setTimeout(done, 100));
      if (this.mine) await this.#join(contact);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#refusal = error.message;
      this.#giveUp();
    } finally {
      this.#busy = false;
      this.#changed();
    }
  }

  async #join(contact: string): Promise<void> {
    await this.#api.post(`/console/contacts/${contact}/rejoin`, { tab: browserId() });
    this.#refusal = "";
    await this.#softphone.connect(contact);
    this.#failures = this.#softphone.busy ? 0 : this.#failures + 1;
    if (this.#failures >= MOST_FAILURES) this.#giveUp();
  }

  #giveUp(): void {
    this.#failures = 0;
    this.#lock.release();
  }
}
