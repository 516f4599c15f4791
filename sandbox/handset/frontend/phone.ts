/** One handset: what it knows, and what a customer can do with it. */

import { render } from "lit";
import { phone } from "./phone-view";
import { CallSound, chosenMicrophone, microphones, Ring } from "./sound";
import type { Microphone } from "./sound";
import { ENDINGS } from "./told";
import type { Contact, Kind, PhoneView, Told } from "./told";

const RETRY_MS = 1500;
const KEYS = "0123456789*#";

export class Phone {
  readonly node = document.createElement("section");
  readonly sound = new CallSound();
  readonly #kind: Kind;
  readonly #contacts: Contact[];
  readonly #ring = new Ring();
  #socket: WebSocket | null = null;
  #since = 0;
  #notice = "";
  #muted = false;
  #thread = "";
  #microphones: Microphone[] = [];
  #view: PhoneView;

  constructor(handset: { number: string; label: string; kind: Kind }, contacts: Contact[]) {
    const { number, label, kind } = handset;
    this.#kind = kind;
    this.#contacts = contacts.filter((one) => one.number !== number);
    this.#view = { number, label, state: "idle", other: "", reason: "", captions: [], texts: [], calls: [] };
    this.#thread = this.#contacts[0]?.number ?? "";
    this.node.className = "phone";
    this.node.dataset["testid"] = `handset-${number.slice(1)}`;
    this.node.setAttribute("aria-label", `${label}, ${number}`);
    this.node.addEventListener("keydown", (event) => this.#typed(event));
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#list());
    void this.#list();
    this.#draw();
    this.#connect();
    setInterval(() => this.#view.state === "talking" && this.#draw(), 1000);
  }

  #connect(): void {
    const socket = (this.#socket = new WebSocket(`${location.origin.replace("http", "ws")}/handset/socket`));
    socket.onopen = () => this.#send("open", { number: this.#view.number });
    socket.onmessage = (event) => this.#told(JSON.parse(String(event.data)) as Told);
    socket.onclose = () => {
      this.#notice = "The sandbox cannot be reached. Trying again…";
      this.#draw();
      setTimeout(() => this.#connect(), RETRY_MS);
    };
  }

  #send(what: string, more: Record<string, string> = {}): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ do: what, ...more }));
  }

  async #speak(what: "answer" | "dial", more: Record<string, string> = {}): Promise<void> {
    this.#ring.stop();
    this.#muted = false;
    const { sdp, listening } = await this.sound.offer();
    if (this.#view.state !== (what === "answer" ? "ringing" : "idle")) {
      this.sound.close();
      return;
    }
    this.#notice = listening ? "No microphone: you can only listen." : "";
    this.#send(what, { sdp, ...more });
    void this.#list();
  }

  async #list(): Promise<void> {
    this.#microphones = await microphones();
    this.#draw();
  }

  /** Digits of the keyboard are keys of the phone, unless they are meant for a field. */
  #typed(event: KeyboardEvent): void {
    const field = (event.target as HTMLElement).closest("input, select");
    if (this.#view.state === "talking" && !field && KEYS.includes(event.key)) this.#send("press", { digits: event.key });
  }

  #told(told: Told): void {
    if (told.type === "media") void this.sound.accept(told.sdp);
    else if (told.type === "problem") this.#notice = told.words;
    else this.#show(told);
    this.#draw();
  }

  #show(view: PhoneView): void {
    const before = this.#view;
    if (view.state === "talking" && before.state !== "talking") this.#since = Date.now();
    if (view.state === "idle" && before.state !== "idle") {
      this.sound.close();
      this.#notice = ENDINGS[view.ended ?? ""] ?? "Call ended";
    } else if (view.state !== "idle" || this.#notice.startsWith("The sandbox")) {
      this.#notice = this.#notice.startsWith("No microphone") ? this.#notice : "";
    }
    if (view.state === "ringing") this.#ring.start();
    else this.#ring.stop();
    if (view.texts.length > before.texts.length) this.#thread = view.texts.at(-1)?.other ?? this.#thread;
    this.#view = view;
    this.node.dataset["ready"] = "true";
  }

  #draw(): void {
    this.node.dataset["state"] = this.#view.state;
    const shown = {
      view: this.#view, kind: this.#kind, contacts: this.#contacts, notice: this.#notice, muted: this.#muted, here: this.sound.here,
      talked_s: (Date.now() - this.#since) / 1000, thread: this.#thread, microphones: this.#microphones, microphone: chosenMicrophone(),
    };
    const before = this.node.querySelectorAll(".messages li").length;
    const focused = document.activeElement as HTMLElement | null;
    render(phone(shown, this), this.node);
    if (focused && this.node.contains(focused) && focused.hidden) this.#keepFocus();
    const list = this.node.querySelector(".messages");
    if (list && list.children.length !== before) list.scrollTop = list.scrollHeight;
  }

  /** Whoever uses the keyboard is led on when the button just pressed goes away. */
  #keepFocus(): void {
    const next = this.node.querySelector<HTMLElement>(".row button:not([hidden])") ?? this.node.querySelector<HTMLElement>('[data-testid="dial-call"]');
    next?.focus();
  }

  // What the view asks for

  answer = (): void => void this.#speak("answer");
  decline = (): void => this.#send("decline");
  hangUp = (): void => this.#send("hangup");
  lose = (): void => this.#send("lose");
  press = (key: string): void => this.#send("press", { digits: key });
  say = (words: string): void => this.#send("say", { body: words });
  dial = (to: string): void => void this.#speak("dial", { to });
  text = (to: string, body: string): void => this.#send("text", { to, body });

  mute = (): void => {
    this.#muted = !this.#muted;
    this.sound.mute(this.#muted);
    this.#draw();
  };

  thread = (other: string): void => {
    this.#thread = other;
    this.#draw();
  };

  microphone = (id: string): void => void this.sound.choose(id).then(() => this.#draw());
}
