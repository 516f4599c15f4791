/** One handset: what it shows, and what a customer can do with it. */

import { CallSound, Ring } from "./sound";

export interface PhoneView {
  number: string;
  label: string;
  state: "idle" | "ringing" | "dialling" | "talking";
  other: string;
  captions: string[];
  texts: { other: string; body: string; mine: boolean; at: number }[];
  ended?: string;
}

export interface Contact {
  number: string;
  name: string;
}

type Told = (PhoneView & { type: "phone" }) | { type: "media"; sdp: string } | { type: "problem"; words: string };

const ENDINGS: Record<string, string> = {
  completed: "Call ended", busy: "Busy", "no-answer": "No answer", canceled: "Missed call", failed: "The number cannot be reached",
};
const KEYS = "123456789*0#";
const RETRY_MS = 1500;

export class Phone {
  readonly node = document.createElement("section");
  readonly sound = new CallSound();
  readonly #number: string;
  readonly #contacts: Contact[];
  readonly #ring = new Ring();
  #socket: WebSocket | null = null;
  #since = 0;
  #notice = "";
  #muted = false;
  #view: PhoneView;

  constructor(number: string, label: string, contacts: Contact[]) {
    this.#number = number;
    this.#contacts = contacts;
    this.#view = { number, label, state: "idle", other: "", captions: [], texts: [] };
    this.node.className = "phone";
    this.node.dataset["testid"] = `handset-${number.slice(1)}`;
    this.#build();
    this.#connect();
    setInterval(() => this.#tick(), 1000);
  }

  #part<T extends HTMLElement>(testid: string): T {
    return this.node.querySelector<T>(`[data-testid="${testid}"]`)!;
  }

  #build(): void {
    const add = <K extends keyof HTMLElementTagNameMap>(parent: Element, tag: K, testid = "", text = "", kind = ""): HTMLElementTagNameMap[K] => {
      const node = document.createElement(tag);
      if (testid) node.dataset["testid"] = testid;
      if (text) node.textContent = text;
      if (kind) node.className = kind;
      parent.append(node);
      return node;
    };
    const who = add(this.node, "div", "", "", "who");
    add(who, "h2", "", this.#view.label);
    add(who, "span", "", this.#number, "soft");
    const call = add(this.node, "div", "", "", "call");
    add(call, "p", "state", "idle", "state").setAttribute("role", "status");
    add(call, "h3", "other");
    add(call, "p", "timer", "", "soft");
    const captions = add(call, "ul", "captions", "", "captions");
    captions.setAttribute("aria-live", "polite");
    const row = add(call, "div", "", "", "row");
    const button = (testid: string, text: string, kind: string, act: () => void): void => {
      const made = add(row, "button", testid, text, kind);
      made.type = "button";
      made.addEventListener("click", act);
    };
    button("answer", "Answer", "green", () => void this.#speak("answer"));
    button("decline", "Decline", "red", () => this.#send("decline"));
    button("mute", "Mute", "", () => this.#mute());
    button("hangup", "Hang up", "red", () => this.#send("hangup"));
    const keys = add(call, "div", "keys", "", "keys");
    for (const key of KEYS) {
      const made = add(keys, "button", `keypad-${key}`, key);
      made.addEventListener("click", () => this.#send("press", { digits: key }));
    }
    this.#dialForm(add);
    add(this.node, "h3", "", "Messages");
    add(this.node, "ul", "messages", "", "messages").setAttribute("aria-live", "polite");
    this.#textForm(add);
    this.#draw();
  }

  #dialForm(add: (parent: Element, tag: "form" | "input" | "button" | "select" | "label", testid?: string, text?: string, kind?: string) => HTMLElement): void {
    const form = add(this.node, "form", "dial-form") as HTMLFormElement;
    const input = add(form, "input", "dial-input") as HTMLInputElement;
    input.setAttribute("list", `contacts-${this.#number.slice(1)}`);
    input.setAttribute("aria-label", "Number to dial");
    input.placeholder = "Number to dial";
    input.type = "tel";
    const list = document.createElement("datalist");
    list.id = `contacts-${this.#number.slice(1)}`;
    for (const contact of this.#contacts) {
      const option = document.createElement("option");
      option.value = contact.number;
      option.label = contact.name;
      list.append(option);
    }
    form.append(list);
    const dial = add(form, "button", "dial-call", "Call", "green") as HTMLButtonElement;
    dial.type = "submit";
    input.value = this.#contacts[0]?.number ?? "";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) void this.#speak("dial", { to: input.value.replace(/[\s().-]/g, "") });
    });
  }

  #textForm(add: (parent: Element, tag: "form" | "input" | "button", testid?: string, text?: string) => HTMLElement): void {
    const form = add(this.node, "form") as HTMLFormElement;
    const input = add(form, "input", "text-input") as HTMLInputElement;
    input.setAttribute("aria-label", "Message to the store");
    input.placeholder = "Message to the store";
    add(form, "button", "text-send", "Send");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const last = this.#view.texts.filter((text) => !text.mine).pop();
      const to = last?.other ?? this.#contacts[0]?.number;
      if (!input.value.trim() || !to) return;
      this.#send("text", { to, body: input.value });
      input.value = "";
    });
  }

  #connect(): void {
    const socket = (this.#socket = new WebSocket(`${location.origin.replace("http", "ws")}/handset/socket`));
    socket.onopen = () => this.#send("open", { number: this.#number });
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
    this.#notice = listening ? "No microphone: you can only listen." : "";
    this.#send(what, { sdp, ...more });
  }

  #mute(): void {
    this.#muted = !this.#muted;
    this.sound.mute(this.#muted);
    this.#draw();
  }

  #told(told: Told): void {
    if (told.type === "media") void this.sound.accept(told.sdp);
    else if (told.type === "problem") this.#notice = told.words;
    else this.#show(told);
    this.#draw();
  }

  #show(view: PhoneView): void {
    if (view.state === "talking" && this.#view.state !== "talking") this.#since = Date.now();
    if (view.state === "idle" && this.#view.state !== "idle") {
      this.sound.close();
      this.#notice = ENDINGS[view.ended ?? ""] ?? "Call ended";
    } else if (view.state !== "idle") {
      this.#notice = this.#notice.startsWith("No microphone") ? this.#notice : "";
    }
    if (view.state === "ringing") this.#ring.start();
    else this.#ring.stop();
    this.#view = view;
    this.node.dataset["ready"] = "true";
  }

  #draw(): void {
    const { state, other, captions, texts } = this.#view;
    this.node.dataset["state"] = state;
    const words = { idle: "idle", ringing: "ringing", dialling: "dialling", talking: "in call" }[state];
    this.#part("state").textContent = words;
    const contact = this.#contacts.find((one) => one.number === other);
    this.#part("other").textContent = state === "idle" ? "" : contact ? `${contact.name} ${other}` : other;
    this.#toggle("answer", state === "ringing");
    this.#toggle("decline", state === "ringing");
    this.#toggle("mute", state === "talking");
    this.#toggle("hangup", state === "talking" || state === "dialling");
    this.#toggle("keys", state === "talking");
    this.#toggle("dial-form", state === "idle");
    this.#part("mute").textContent = this.#muted ? "Unmute" : "Mute";
    this.#list("captions", captions.map((text) => line(text)));
    this.#list("messages", texts.map((text) => message(text.body, text.mine)));
    this.#tick();
  }

  #toggle(testid: string, shown: boolean): void {
    this.#part(testid).hidden = !shown;
  }

  #list(testid: string, items: HTMLElement[]): void {
    const list = this.#part(testid);
    if (list.textContent === items.map((item) => item.textContent).join("")) return;
    list.replaceChildren(...items);
    list.scrollTop = list.scrollHeight;
  }

  #tick(): void {
    const seconds = Math.floor((Date.now() - this.#since) / 1000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.#part("timer").textContent = this.#view.state === "talking" ? `${clock} ${this.#notice}` : this.#notice;
  }
}

function line(text: string): HTMLElement {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

/** A text with its links made tappable; they open beside the phone, as on a real one. */
function message(body: string, mine: boolean): HTMLElement {
  const item = document.createElement("li");
  item.className = mine ? "mine" : "";
  for (const part of body.split(/(https?:\/\/\S+)/)) {
    if (!/^https?:\/\//.test(part)) {
      item.append(part);
      continue;
    }
    const link = document.createElement("a");
    Object.assign(link, { href: part, target: "_blank", rel: "noopener", textContent: part });
    link.dataset["testid"] = "message-link";
    item.append(link);
  }
  return item;
}
