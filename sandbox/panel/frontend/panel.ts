/** The carrier panel: one live page of what the sandbox does and sends. */

import { html, render } from "lit";
import type { TemplateResult } from "lit";
import { FaultSwitches } from "./faults";
import type { State, WebhookWhole } from "./state";
import { alerts, calls, conferences, log, messages } from "./tables";
import { webhooks } from "./webhooks";

const TABS = ["calls", "conferences", "messages", "webhooks", "debugger", "faults", "ledger"] as const;
type Tab = (typeof TABS)[number];

class Panel {
  readonly #root = document.getElementById("panel") as HTMLElement;
  readonly #switches = new FaultSwitches({
    play: (scenario) => void this.#post("/admin/scenario", scenario),
    act: (word, to) => void this.#post("/admin/do", { do: word, to }),
    said: (words) => this.#say(words),
  });
  #state: State | null = null;
  #open: WebhookWhole | null = null;
  #words = "";

  constructor() {
    window.addEventListener("hashchange", () => this.#draw());
    const feed = new EventSource("/panel/feed");
    feed.onmessage = () => void this.#refresh();
    feed.onerror = () => this.#say("The sandbox cannot be reached. Trying again…");
    feed.onopen = () => this.#say("");
  }

  get #tab(): Tab {
    const wanted = location.hash.slice(1) as Tab;
    return TABS.includes(wanted) ? wanted : "calls";
  }

  async #refresh(): Promise<void> {
    const answer = await fetch("/panel/state.json");
    if (!this.#state) this.#root.replaceChildren();
    this.#state = (await answer.json()) as State;
    this.#root.dataset["ready"] = "true";
    this.#draw();
  }

  async #post(path: string, body: unknown): Promise<void> {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    this.#say(answer.ok ? "" : await answer.text());
    await this.#refresh();
  }

  async #show(number: number): Promise<void> {
    const answer = await fetch(`/panel/webhooks/${number}`);
    this.#open = answer.ok ? ((await answer.json()) as WebhookWhole) : null;
    this.#draw();
  }

  #say(words: string): void {
    this.#words = words;
    this.#draw();
  }

  #draw(): void {
    const state = this.#state;
    if (state) render(html`${this.#tabs(state)}<p role="status" data-testid="panel-said">${this.#words}</p>${this.#body(state)}`, this.#root);
  }

  #tabs(state: State): TemplateResult {
    const alive = state.calls.filter((call) => call.alive).length;
    const counts: Partial<Record<Tab, number>> = { calls: alive, faults: state.faults.armed.length };
    const press = (event: KeyboardEvent, at: number): void => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = TABS[(at + step + TABS.length) % TABS.length] as Tab;
      location.hash = next;
      this.#root.querySelector<HTMLElement>(`[data-testid="tab-${next}"]`)?.focus();
    };
    const one = (tab: Tab, at: number): TemplateResult => html`<button role="tab" id="tab-${tab}" data-testid="tab-${tab}"
      aria-selected=${tab === this.#tab} aria-controls="body" tabindex=${tab === this.#tab ? 0 : -1}
      @click=${() => (location.hash = tab)} @keydown=${(event: KeyboardEvent) => press(event, at)}
      >${tab[0]?.toUpperCase()}${tab.slice(1)}${counts[tab] ? ` (${counts[tab]})` : ""}</button>`;
    return html`<div class="tabs" role="tablist" aria-label="What to see">${TABS.map(one)}</div>`;
  }

  #body(state: State): TemplateResult {
    const views: Record<Tab, () => TemplateResult> = {
      calls: () => calls(state, (sid) => void this.#post("/admin/do", { do: "hangup", to: sid })),
      conferences: () => conferences(state),
      messages: () => messages(state),
      webhooks: () =>
        webhooks(state, this.#open, {
          open: (number) => void this.#show(number),
          replay: (number) => void this.#post(`/panel/webhooks/${number}/replay`, {}),
          close: () => {
            this.#open = null;
            this.#draw();
          },
        }),
      debugger: () => alerts(state),
      faults: () => this.#switches.view(state.faults),
      ledger: () => log(state),
    };
    return html`<div role="tabpanel" id="body" aria-labelledby="tab-${this.#tab}">${views[this.#tab]()}</div>`;
  }
}

new Panel();
