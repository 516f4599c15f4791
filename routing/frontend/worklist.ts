/** Messages that callers left: listen, call back, note what came of it. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Api } from "../../callcenter/frontend/api";
import { minutes } from "../../callcenter/frontend/dom";
import type { Card, Choice } from "./views";

export interface Work {
  id: string;
  mine: boolean;
  left_at: string;
  duration_s: number;
  sound_url: string | null;
  transcript: string;
  called_back: boolean;
  card: Card;
}

export interface WorkView {
  work: Work[];
}

/** What the page lends: how to run a command, draw again, and connect the telephone. */
export interface WorkDesk {
  api: Api;
  outcomes: Choice[];
  run(work: () => Promise<unknown>): void;
  changed(): void;
  connect(contact: string): Promise<unknown>;
  since(at: string): number;
}

export class Worklist {
  readonly #desk: WorkDesk;
  #work: Work[] = [];
  #words = new Map<string, string>();

  constructor(desk: WorkDesk) {
    this.#desk = desk;
  }

  async load(): Promise<void> {
    this.show(await this.#desk.api.get<WorkView>("/worklist"));
  }

  show(view: WorkView): void {
    this.#work = view.work;
    this.#desk.changed();
  }

  /** `free`: nobody rings or talks, so that somebody may be called back. */
  view(free: boolean): TemplateResult | typeof nothing {
    if (!this.#work.length) return nothing;
    return html`<section class="card stack work" aria-label="Messages" data-testid="worklist">
      <h2>Messages <span class="muted">${this.#work.length}</span></h2>
      <ul class="plain">${this.#work.map((one) => html`<li class="stack" data-testid="work" data-mine=${String(one.mine)}>${this.#head(one)}${one.mine ? this.#mine(one, free) : nothing}</li>`)}</ul>
    </section>`;
  }

  #head(one: Work): TemplateResult {
    const { card } = one;
    const about = [card.category, card.language_name, card.phone_masked].filter(Boolean).join(" · ");
    return html`<div class="row spread">
      <p><strong>${minutes(this.#desk.since(one.left_at))} ago</strong> · ${one.duration_s} s<br><span class="muted">${about}</span></p>
      ${one.mine
        ? html`<button data-testid="work-give-back" @click=${() => this.#post(one, "give-back")}>Give back</button>`
        : html`<button class="primary" data-testid="work-take" @click=${() => this.#post(one, "take")}>Take</button>`}
    </div>`;
  }

  #mine(one: Work, free: boolean): TemplateResult {
    const finish = (event: SubmitEvent): void => {
      event.preventDefault();
      const outcome = String(new FormData(event.target as HTMLFormElement).get("outcome") ?? "");
      this.#post(one, "done", { outcome, transcript: this.#words.get(one.id) ?? one.transcript });
    };
    const write = (event: Event): void => void this.#words.set(one.id, (event.target as HTMLTextAreaElement).value);
    return html`
      ${one.sound_url ? html`<audio controls preload="none" src=${one.sound_url} data-testid="work-sound" aria-label="The message"></audio>` : html`<p class="muted">The sound is not there (any more).</p>`}
      <button class="primary" data-testid="work-call" ?disabled=${!free} @click=${() => this.#call(one)}>${one.called_back ? "Call again" : "Call back"}</button>
      ${free ? nothing : html`<p class="muted small">Become available to call back.</p>`}
      <form class="stack" @submit=${finish}>
        <label>What was said <textarea rows="2" maxlength="2000" .value=${this.#words.get(one.id) ?? one.transcript} @input=${write}></textarea></label>
        <label>What came of it <select name="outcome" required data-testid="work-outcome"><option value="">Please choose</option>${this.#desk.outcomes.map((way) => html`<option value=${way.code}>${way.label}</option>`)}</select></label>
        <button data-testid="work-done">Done</button>
      </form>`;
  }

  #call(one: Work): void {
    this.#desk.run(async () => {
      const { contact } = await this.#desk.api.post<{ contact: string }>(`/worklist/${one.id}/call`);
      await this.#desk.connect(contact);
    });
  }

  #post(one: Work, what: string, body: unknown = {}): void {
    this.#desk.run(async () => this.show(await this.#desk.api.post<WorkView>(`/worklist/${one.id}/${what}`, body)));
  }
}
