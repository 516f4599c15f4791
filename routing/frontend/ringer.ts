/** Attention: sound, title and notification, in one tab only. */

import { ringSound } from "./sounds";

export class Ringer {
  readonly #audio = new Audio(ringSound());
  readonly #title = document.title;
  /** Whether the server lets this browser ring: the associate may have pages open elsewhere too. */
  chosen = true;
  #leader = false;
  #ringing = "";
  #note: Notification | null = null;

  constructor() {
    this.#audio.loop = true;
    // Whoever holds the lock rings; the next tab takes over when it closes.
    void navigator.locks?.request("virtual-shopper-ringer", () => {
      this.#leader = true;
      return new Promise<void>(() => undefined);
    });
  }

  /** Whether the browser lets this page make sound; a click anywhere allows it. */
  get locked(): boolean {
    return navigator.userActivation ? !navigator.userActivation.hasBeenActive : false;
  }

  ring(offer: string, words: string): void {
    if (this.#ringing === offer) return;
    this.stop();
    this.#ringing = offer;
    document.title = `☎ ${words}`;
    if (!this.#leader || !this.chosen) return;
    this.#audio.play().catch(() => undefined);
    if ("Notification" in globalThis && Notification.permission === "granted") {
      this.#note = new Notification("A customer waits", { body: words, tag: offer, requireInteraction: true });
      this.#note.onclick = () => window.focus();
    }
  }

  stop(): void {
    if (!this.#ringing) return;
    this.#ringing = "";
    this.#audio.pause();
    this.#audio.currentTime = 0;
    this.#note?.close();
    document.title = this.#title;
  }

  /** Ask for notifications; only ever after a click. */
  askPermission(): void {
    if ("Notification" in globalThis && Notification.permission === "default") void Notification.requestPermission();
  }
}
