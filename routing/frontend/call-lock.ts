/** The one tab of a browser that has the call: a lock of the browser's own, gone with the tab. */

const NAME = "virtual-shopper-call";

export class CallLock {
  #letGo: (() => void) | null = null;

  get mine(): boolean {
    return this.#letGo !== null;
  }

  /** Take it unless another tab has it; true where it is ours. */
  async take(): Promise<boolean> {
    if (this.mine) return true;
    if (!navigator.locks) {
      this.#letGo = () => undefined;
      return true;
    }
    return new Promise((told) => {
      void navigator.locks.request(NAME, { ifAvailable: true }, (lock) => {
        const kept = lock ? new Promise<void>((done) => (this.#letGo = done)) : undefined;
        told(lock !== null);
        return kept;
      });
    });
  }

  release(): void {
    this.#letGo?.();
    this.#letGo = null;
  }
}
