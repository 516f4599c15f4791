/** A supervisor beside a conversation: listens, whispers to the associate, or joins. */

import { html } from "lit";
import type { TemplateResult } from "lit";
import { Problem } from "../../callcenter/frontend/api";
import type { Api } from "../../callcenter/frontend/api";
import { CallLock } from "./call-lock";
import { Softphone } from "./softphone";

const MODES: [string, string][] = [["listen", "Listen"], ["whisper", "Whisper"], ["join", "Join"]];

export class Overseer {
  readonly #api: Api;
  readonly #changed: () => void;
  readonly #softphone: Softphone;
  /** After a take-over the console leaves the call here, where its line is. */
  readonly #lock = new CallLock();
  #contact = "";
  #mode = "";
  #taken = "";
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
      ${here ? html`<button data-testid="oversee-take-over" @click=${() => void this.#takeOver(contact)}>Take over</button>
        <button class="danger" data-testid="oversee-leave" @click=${() => void this.#leave()}>Leave</button>` : ""}
      <form class="row" @submit=${(event: SubmitEvent) => void this.#write(event, contact)}>
        <label class="visually-hidden" for=${`note-${contact}`}>Note that only the associate sees</label>
        <input id=${`note-${contact}`} name="text" maxlength="200" autocomplete="off" placeholder="Note to the associate" data-testid="oversee-text" required>
        <button data-testid="oversee-send">Send</button>
      </form>
      ${this.#taken === contact ? html`<p class="small" data-testid="taken">The customer is yours. <a href="/console" target="_blank">Open the console</a>; keep this page open, your line is here.</p>` : ""}
    </div>`;
  }

  async #takeOver(contact: string): Promise<void> {
    await this.#try(async () => {
      await this.#api.post(`/calls/${contact}/take-over`);
      await this.#lock.take();
      this.#taken = contact;
    });
  }

  async #write(event: SubmitEvent, contact: string): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    await this.#try(async () => {
      await this.#api.post(`/calls/${contact}/whisper`, { text: String(new FormData(form).get("text") ?? "") });
      form.reset();
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#say("");
    } catch (error) {
      this.#say(error instanceof Problem ? error.message : "That did not work. Please try again.");
    }
  }

  async #take(contact: string, mode: string): Promise<void> {
    await this.#try(async () => {
      await this.#api.post(`/calls/${contact}/oversee`, { mode });
      if (this.#contact && this.#contact !== contact) this.#softphone.hangUp();
      this.#contact = contact;
      this.#mode = mode;
      if (!this.#softphone.busy) await this.#softphone.connect(contact);
    });
  }

  async #leave(): Promise<void> {
    this.#softphone.hangUp();
    await this.#api.post("/calls/leave").catch(() => undefined);
    this.#contact = this.#mode = "";
    this.#changed();
  }

  #followed(): void {
    if (!this.#softphone.busy) {
      this.#contact = this.#mode = this.#taken = "";
      this.#lock.release();
    }
    this.#changed();
  }

  #say(text: string): void {
    this.#trouble = text;
    this.#changed();
  }
}
