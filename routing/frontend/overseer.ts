/** A supervisor beside a conversation: listens, whispers to the associate, or joins. */

import { html } from "lit";
import type { TemplateResult } from "lit";
import { Problem } from "../../callcenter/frontend/api";
import type { Api } from "../../callcenter/frontend/api";
import { Softphone } from "./softphone";

const MODES: [string, string][] = [["listen", "Listen"], ["whisper", "Whisper"], ["join", "Join"]];

export class Overseer {
  readonly #api: Api;
  readonly #changed: () => void;
  readonly #softphone: Softphone;
  #contact = "";
  #mode = "";
  #trouble = "";

  constructor(api: Api, changed: () => void) {
    this.#api = api;
    this.#changed = changed;
    this.#softphone = new Softphone(api, {
      trouble: (text) => this.#say(text),
      changed: () => this.#followed(),
    });
  }

  get trouble(): string {
    return this.#trouble;
  }

  /** The conversation's sound, for tests. */
  get remoteSound(): MediaStream | null {
    return this.#softphone.remote;
  }

  view(contact: string): TemplateResult {
    const here = this.#contact === contact;
    return html`<div class="row">
      ${MODES.map(([mode, label]) => html`<button data-testid=${`oversee-${mode}`} aria-pressed=${here && this.#mode === mode} @click=${() => void this.#take(contact, mode)}>${label}</button>`)}
      ${here ? html`<button class="danger" data-testid="oversee-leave" @click=${() => void this.#leave()}>Leave</button>` : ""}
    </div>`;
  }

  async #take(contact: string, mode: string): Promise<void> {
    try {
      await this.#api.post(`/calls/${contact}/oversee`, { mode });
      if (this.#contact && this.#contact !== contact) this.#softphone.hangUp();
      this.#contact = contact;
      this.#mode = mode;
      this.#say("");
      if (!this.#softphone.busy) await this.#softphone.connect(contact);
    } catch (error) {
      this.#say(error instanceof Problem ? error.message : "That did not work. Please try again.");
    }
  }

  async #leave(): Promise<void> {
    this.#softphone.hangUp();
    await this.#api.post("/calls/leave").catch(() => undefined);
    this.#contact = this.#mode = "";
    this.#changed();
  }

  #followed(): void {
    if (!this.#softphone.busy) this.#contact = this.#mode = "";
    this.#changed();
  }

  #say(text: string): void {
    this.#trouble = text;
    this.#changed();
  }
}
