/** The switches: one fault by hand, a whole scenario, and deeds done at once. */

import { html } from "lit";
import type { TemplateResult } from "lit";
import type { Faults } from "./state";
import { table } from "./tables";

export interface FaultDeeds {
  play(scenario: unknown): void;
  act(word: string, to: string): void;
  said(words: string): void;
}

interface Asked {
  kind: string;
  share: number;
  times: number;
  low: number;
  high: number;
  match: string;
}

function fault(asked: Asked): unknown {
  const [at = "", what = ""] = asked.kind.split("/");
  const [name = "", ...rest] = asked.match.split("=");
  const match = rest.length ? { [name.trim()]: rest.join("=").trim() } : {};
  return { at, what, share: asked.share / 100, times: asked.times, seconds: [asked.low, asked.high], match };
}

function read(form: HTMLFormElement): Asked {
  const data = new FormData(form);
  const number = (name: string): number => Number(data.get(name) ?? 0);
  const low = number("low");
  return { kind: String(data.get("kind")), share: number("share"), times: number("times"), low, high: Math.max(low, number("high")), match: String(data.get("match")) };
}

export class FaultSwitches {
  #added: unknown[] = [];
  readonly #deeds: FaultDeeds;

  constructor(deeds: FaultDeeds) {
    this.#deeds = deeds;
  }

  view(faults: Faults): TemplateResult {
    return html`${this.#armed(faults)}${this.#byHand(faults)}${this.#deedButtons(faults)}${this.#scenario()}`;
  }

  #armed(faults: Faults): TemplateResult {
    const rows = faults.armed.map((one) => html`<tr data-testid="fault-row">
      <td>${one.at}</td><td>${one.what}</td><td>${Math.round(one.share * 100)} %</td><td>${one.struck}</td>
      <td class="wide soft">${faults.kinds[one.at]?.[one.what] ?? ""}</td></tr>`);
    return html`<p data-testid="scenario-name">Scenario: <strong>${faults.name}</strong>, seed ${faults.seed}, ${faults.engaged} virtual telephones busy</p>
      ${table("Faults", ["Where", "What", "Share", "Struck", "Meaning"], rows)}`;
  }

  #byHand(faults: Faults): TemplateResult {
    const kinds = Object.entries(faults.kinds).flatMap(([at, whats]) => Object.entries(whats).map(([what, meaning]) => ({ kind: `${at}/${what}`, meaning })));
    const add = (event: SubmitEvent): void => {
      event.preventDefault();
      this.#added.push(fault(read(event.target as HTMLFormElement)));
      this.#deeds.play({ name: "by hand", faults: this.#added });
    };
    return html`<form class="card" @submit=${add} aria-label="Add a fault">
      <h2>Let something go wrong</h2>
      <div class="fields">
        <label>What <select name="kind" data-testid="fault-kind">${kinds.map((one) => html`<option value=${one.kind}>${one.kind}: ${one.meaning}</option>`)}</select></label>
        <label>Share in % <input name="share" type="number" min="0" max="100" value="100"></label>
        <label>At most (0: no limit) <input name="times" type="number" min="0" value="0"></label>
        <label>Seconds from <input name="low" type="number" min="0" step="any" value="0"></label>
        <label>to <input name="high" type="number" min="0" step="any" value="0"></label>
        <label>Only where <input name="match" placeholder="kind=callback"></label>
      </div>
      <div class="buttons">
        <button class="go" data-testid="fault-add">Arm it</button>
        <button type="button" data-testid="faults-clear" @click=${() => this.#clear()}>All is well again</button>
      </div>
    </form>`;
  }

  #deedButtons(faults: Faults): TemplateResult {
    return html`<div class="card"><h2>Do at once</h2>
      ${Object.entries(faults.deeds).map(([word, meaning]) => html`<div class="buttons">
        <button data-testid="deed-${word}" @click=${() => this.#deeds.act(word, "")}>${word}</button><span class="soft">${meaning}</span></div>`)}
    </div>`;
  }

  #scenario(): TemplateResult {
    const play = (event: SubmitEvent): void => {
      event.preventDefault();
      const text = String(new FormData(event.target as HTMLFormElement).get("scenario"));
      try {
        this.#deeds.play(JSON.parse(text));
      } catch {
        this.#deeds.said("That is not JSON.");
      }
    };
    return html`<form class="card" @submit=${play}>
      <label>A whole scenario, as JSON <textarea name="scenario" data-testid="scenario" spellcheck="false"></textarea></label>
      <div class="buttons"><button class="go" data-testid="scenario-play">Play it</button></div>
    </form>`;
  }

  #clear(): void {
    this.#added = [];
    this.#deeds.play({});
  }
}
