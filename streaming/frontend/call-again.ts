/** "Call me again": offered while associate and tour are reserved for a customer whose line dropped. */

export class CallAgain {
  readonly #button = document.createElement("button");
  readonly #ask: () => Promise<unknown>;

  constructor(after: HTMLElement, words: string, ask: () => Promise<unknown>) {
    this.#ask = ask;
    this.#button.type = "button";
    this.#button.className = "primary show";
    this.#button.dataset["testid"] = "call-again";
    this.#button.textContent = words;
    this.#button.hidden = true;
    this.#button.addEventListener("click", () => void this.#clicked());
    after.after(this.#button);
  }

  show(offered: boolean): void {
    this.#button.hidden = !offered;
    if (!offered) this.#button.disabled = false;
  }

  async #clicked(): Promise<void> {
    this.#button.disabled = true;
    try {
      await this.#ask();
    } catch {
      this.#button.disabled = false;
    }
  }
}
