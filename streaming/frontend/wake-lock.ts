/** Keeps the screen awake while somebody watches or films; taken again after every absence. */

export class WakeLock {
  #lock: WakeLockSentinel | null = null;
  #wanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.#take());
  }

  hold(): void {
    this.#wanted = true;
    void this.#take();
  }

  release(): void {
    this.#wanted = false;
    void this.#lock?.release();
    this.#lock = null;
  }

  async #take(): Promise<void> {
    if (!this.#wanted || document.visibilityState !== "visible" || (this.#lock && !this.#lock.released)) return;
    this.#lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null; // low battery refuses it
  }
}
