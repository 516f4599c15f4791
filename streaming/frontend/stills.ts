/** The rung below live: one JPEG a second over HTTPS, drawn on a canvas. */

import { bearer } from "./bearer";
import type { WhepAddress } from "./whep";

const EVERY_MS = 1000;
const PATIENCE_MS = 5000;

export class Stills {
  readonly #canvas: HTMLCanvasElement;
  readonly #address: (fresh: boolean) => Promise<WhepAddress>;
  #turn = 0;
  #renew = false;
  #shown = 0;

  constructor(canvas: HTMLCanvasElement, address: (fresh: boolean) => Promise<WhepAddress>) {
    this.#canvas = canvas;
    this.#address = address;
  }

  get running(): boolean {
    return this.#turn > 0;
  }

  start(): void {
    if (this.#turn) return;
    this.#turn = performance.now();
    void this.#run(this.#turn);
  }

  stop(): void {
    this.#turn = 0;
  }

  /** How many were shown since this was asked last. */
  count(): number {
    const shown = this.#shown;
    this.#shown = 0;
    return shown;
  }

  async #run(turn: number): Promise<void> {
    while (turn === this.#turn) {
      const begun = performance.now();
      await this.#one(turn).catch(() => undefined); // the ladder counts what came, not what failed
      const rest = Math.max(100, EVERY_MS - (performance.now() - begun));
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
  }

  async #one(turn: number): Promise<void> {
    const address = await this.#address(this.#renew);
    const answer = await fetch(address.stills_url, {
      headers: bearer(address.token),
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    this.#renew = answer.status === 401 || answer.status === 403;
    if (!answer.ok) return;
    const picture = await createImageBitmap(await answer.blob());
    if (turn !== this.#turn) return;
    Object.assign(this.#canvas, { width: picture.width, height: picture.height });
    this.#canvas.getContext("2d")?.drawImage(picture, 0, 0);
    picture.close();
    this.#shown += 1;
  }
}
