/** The live channel: server-sent events read by `fetch`, because a key belongs in a header. */

export interface LiveAddress {
  url: string;
  token: string;
}

export interface LiveListener {
  /** Connected, perhaps again: fetch a snapshot once. */
  hello(): void;
  /** A whole snapshot; `version` grows, an older one is to be ignored. */
  event(name: string, data: unknown): void;
  /** Whether the channel is open now. */
  state(open: boolean): void;
  /** The token ran out or was refused: hand over a fresh address, or null to stop. */
  renew?(): Promise<LiveAddress | null>;
}

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 15_000;
const SILENCE_MS = 25_000;

export class LiveChannel {
  #address: LiveAddress;
  readonly #listener: LiveListener;
  #abort: AbortController | null = null;
  #wait = FIRST_WAIT_MS;
  #closed = false;

  constructor(address: LiveAddress, listener: LiveListener) {
    this.#address = address;
    this.#listener = listener;
  }

  open(): void {
    void this.#run();
    addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
  }

  close(): void {
    this.#closed = true;
    this.#abort?.abort();
    removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
  }

  readonly #hurry = (): void => {
    if (document.visibilityState === "visible") this.#wait = FIRST_WAIT_MS;
  };

  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#connect();
      } catch {
        /* a lost connection is ordinary: the state says so, and the loop tries again */
      }
      this.#listener.state(false);
      if (this.#closed) return;
      await pause(this.#wait * (0.7 + 0.6 * Math.random()));
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    }
  }

  async #connect(): Promise<void> {
    this.#abort = new AbortController();
    const response = await fetch(`${this.#address.url}/events`, {
      headers: { Authorization: `Bearer ${this.#address.token}` },
      signal: this.#abort.signal,
      cache: "no-store",
    });
    if (response.status === 401) return this.#refused();
    if (!response.ok || !response.body) return;
    this.#wait = FIRST_WAIT_MS;
    await this.#read(response.body.getReader());
  }

  async #refused(): Promise<void> {
    const address = await this.#listener.renew?.();
    if (address) this.#address = address;
    else this.#closed = true;
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const watchdog = setTimeout(() => this.#abort?.abort(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(watchdog));
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const frames = text.split("\n\n");
      text = frames.pop() ?? "";
      frames.forEach((frame) => this.#dispatch(frame));
    }
  }

  #dispatch(frame: string): void {
    const fields = new Map(frame.split("\n").map((line) => splitField(line)));
    const name = fields.get("event");
    if (!name) return;
    if (name === "hello") {
      this.#listener.state(true);
      this.#listener.hello();
    } else {
      this.#listener.event(name, JSON.parse(fields.get("data") ?? "null"));
    }
  }
}

function splitField(line: string): [string, string] {
  const at = line.indexOf(":");
  return [line.slice(0, at), line.slice(at + 1).trimStart()];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
