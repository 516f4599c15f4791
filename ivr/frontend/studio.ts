/** The preview of a menu: what a caller hears, spoken by the browser, with a keypad. */

import { html, nothing, render } from "lit";
import type { TemplateResult } from "lit";
import { Api, Problem, pageConfig, sessionHeaders } from "../../callcenter/frontend/api";

interface Played {
  said: { language: string; text: string }[];
  state: string;
  end: string;
}

const KEYS = "123456789*0#";

class Preview {
  readonly #root = document.getElementById("preview") as HTMLElement;
  readonly #api = new Api("", sessionHeaders);
  readonly #of: string;
  #said: Played["said"] = [];
  #state = "";
  #end = "";
  #spoken = true;
  #trouble = "";

  constructor(of: string) {
    this.#of = of;
    this.#draw();
  }

  #draw(): void {
    render(this.#view(), this.#root);
  }

  #view(): TemplateResult {
    return html`
      <div class="row">
        <button class="primary" data-testid="play" @click=${() => void this.#take("", "", true)}>${this.#said.length ? "Begin again" : "Play the draft"}</button>
        <label class="row"><input type="checkbox" .checked=${this.#spoken} @change=${(event: Event) => this.#mute(!(event.target as HTMLInputElement).checked)}> Speak</label>
      </div>
      ${this.#trouble ? html`<p class="bad" role="alert">${this.#trouble}</p>` : nothing}
      <div role="log" aria-live="polite" data-testid="said">${this.#said.map((one) => html`<p lang=${one.language}>${one.text}</p>`)}${this.#end ? html`<p><strong>${this.#end}</strong></p>` : nothing}</div>
      ${this.#state
        ? html`<div class="keypad" role="group" aria-label="Keypad">${[...KEYS].map((key) => html`<button data-testid=${`key-${key}`} @click=${() => void this.#take(key, "")}>${key}</button>`)}</div>
            <form class="row" @submit=${(event: SubmitEvent) => this.#say(event)}><label>Or say <input name="speech" autocomplete="off" data-testid="speech"></label><button>Say it</button>
            <button type="button" @click=${() => void this.#take("", "")}>Stay silent</button></form>`
        : nothing}`;
  }

  #say(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void this.#take("", String(new FormData(form).get("speech") ?? ""));
    form.reset();
  }

  #mute(quiet: boolean): void {
    this.#spoken = !quiet;
    if (quiet) globalThis.speechSynthesis?.cancel();
  }

  async #take(digits: string, speech: string, anew = false): Promise<void> {
    globalThis.speechSynthesis?.cancel();
    try {
      const sent = { of: this.#of, state: anew ? "" : this.#state, digits, speech };
      const played = await this.#api.post<Played>("/menu/preview", sent);
      [this.#said, this.#state, this.#end, this.#trouble] = [played.said, played.state, played.end, ""];
      this.#speak();
    } catch (error) {
      this.#trouble = error instanceof Problem ? error.message : "That did not work. Please try again.";
    }
    this.#draw();
  }

  /** One utterance a sentence, each in its own language; the next key stops them. */
  #speak(): void {
    if (!this.#spoken || !globalThis.speechSynthesis) return;
    for (const one of this.#said) {
      const words = new SpeechSynthesisUtterance(one.text);
      words.lang = one.language;
      globalThis.speechSynthesis.speak(words);
    }
  }
}

new Preview(pageConfig<{ of: string }>().of);
