/** How one handset looks: call, keys, dialling, messages, recent calls, microphone. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Microphone } from "./sound";
import { threads } from "./threads";
import { clock, duration, ENDINGS, KINDS, name } from "./told";
import type { Contact, Kind, PastCall, PhoneView } from "./told";

const KEYS: [string, string][] = [
  ["1", ""], ["2", "abc"], ["3", "def"], ["4", "ghi"], ["5", "jkl"], ["6", "mno"], ["7", "pqrs"], ["8", "tuv"], ["9", "wxyz"], ["*", ""], ["0", "+"], ["#", ""],
];
const WORDS = { idle: "idle", ringing: "ringing", dialling: "dialling", talking: "in call" };

export interface Shown {
  view: PhoneView;
  kind: Kind;
  contacts: Contact[];
  notice: string;
  muted: boolean;
  here: boolean;
  talked_s: number;
  thread: string;
  microphones: Microphone[];
  microphone: string;
}

export interface PhoneDeeds {
  answer(): void;
  decline(): void;
  hangUp(): void;
  lose(): void;
  mute(): void;
  press(key: string): void;
  say(words: string): void;
  dial(to: string): void;
  text(to: string, body: string): void;
  thread(other: string): void;
  microphone(id: string): void;
}

export function phone(shown: Shown, deeds: PhoneDeeds): TemplateResult {
  const { view, kind, contacts } = shown;
  return html`<div class="who"><h2>${view.label}</h2><span class="soft">${view.number} · ${KINDS[kind]}</span></div>
    ${call(shown, deeds)} ${dialling(shown, deeds)}
    <h3>Messages</h3>
    ${threads(view.number, kind, contacts, view.texts, shown.thread, { open: (other) => deeds.thread(other), send: (to, body) => deeds.text(to, body) })}
    ${recent(view.calls, contacts, view.state === "idle", deeds)} ${microphone(shown, deeds)}`;
}

function call(shown: Shown, deeds: PhoneDeeds): TemplateResult {
  const { view, contacts } = shown;
  const { state, other } = view;
  const caller = other && name(contacts, other) !== other ? `${name(contacts, other)} ${other}` : other;
  const timer = state === "talking" ? duration(shown.talked_s) : "";
  const button = (testid: string, text: string, kind: string, there: boolean, act: () => void, pressed?: boolean): TemplateResult =>
    html`<button type="button" class=${kind} data-testid=${testid} ?hidden=${!there} aria-pressed=${pressed ?? nothing} @click=${act}>${text}</button>`;
  const talking = state === "talking";
  return html`<div class="call" role="group" aria-label="Call">
    <p class="state" data-testid="state" role="status">${WORDS[state]}</p>
    <h3 data-testid="other">${state === "idle" ? "" : caller}</h3>
    ${state !== "idle" && view.reason ? html`<p class="soft" data-testid="reason">${view.reason}</p>` : nothing}
    <p class="soft" data-testid="timer"><span>${timer}</span> <span role="status">${shown.notice}</span></p>
    ${state === "ringing" ? html`<p class="hidden" role="alert">Incoming call from ${caller}${view.reason ? `: ${view.reason}` : ""}</p>` : nothing}
    ${talking ? html`<p class="soft" data-testid="speaker-hint">${shown.here ? "You hear the call on this computer’s speaker. Headphones keep your own voice out of it." : "The sound of this call is on another page."}</p>` : nothing}
    <ul class="captions" data-testid="captions" aria-live="polite" aria-label="What is being said">${view.captions.map((text) => html`<li>${text}</li>`)}</ul>
    <div class="row">
      ${button("answer", "Answer", "green", state === "ringing", () => deeds.answer())}
      ${button("decline", "Decline", "red", state === "ringing", () => deeds.decline())}
      ${button("mute", shown.muted ? "Unmute" : "Mute", "", talking, () => deeds.mute(), shown.muted)}
      ${button("lose", "Lose signal", "", talking, () => deeds.lose())}
      ${button("hangup", "Hang up", "red", talking || state === "dialling", () => deeds.hangUp())}
    </div>
    ${talking ? keys(deeds) : nothing}
  </div>`;
}

function keys(deeds: PhoneDeeds): TemplateResult {
  const say = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).elements.namedItem("say") as HTMLInputElement;
    if (input.value.trim()) deeds.say(input.value);
    input.value = "";
  };
  return html`<div class="keys" data-testid="keys" role="group" aria-label="Keypad; digits typed on the keyboard count too">
      ${KEYS.map(([key, letters]) => html`<button type="button" data-testid="keypad-${key}" aria-label=${letters && key !== "0" ? `${key} ${letters}` : key} @click=${() => deeds.press(key)}>${key}<small>${letters}</small></button>`)}
    </div>
    <form @submit=${say}>
      <input name="say" data-testid="say-input" aria-label="Say something in writing" placeholder="Say it in writing" autocomplete="off">
      <button data-testid="say-send">Say</button>
    </form>`;
}

function dialling(shown: Shown, deeds: PhoneDeeds): TemplateResult {
  const list = `contacts-${shown.view.number.slice(1)}`;
  const dial = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).elements.namedItem("number") as HTMLInputElement;
    if (input.value.trim()) deeds.dial(input.value.replace(/[\s().-]/g, ""));
  };
  return html`<form data-testid="dial-form" ?hidden=${shown.view.state !== "idle"} @submit=${dial}>
    <input name="number" type="tel" list=${list} data-testid="dial-input" aria-label="Number to dial" placeholder="Number to dial" value=${shown.contacts[0]?.number ?? ""}>
    <datalist id=${list}>${shown.contacts.map((one) => html`<option value=${one.number} label=${one.name}></option>`)}</datalist>
    <button class="green" data-testid="dial-call">Call</button>
  </form>`;
}

function recent(calls: PastCall[], contacts: Contact[], idle: boolean, deeds: PhoneDeeds): TemplateResult {
  const line = (one: PastCall): TemplateResult => {
    const missed = one.incoming && one.talked_s === 0;
    const outcome = one.talked_s ? duration(one.talked_s) : missed ? "missed" : (ENDINGS[one.outcome] ?? one.outcome).toLowerCase();
    return html`<li data-testid="past-call">
      <span class=${missed ? "missed" : ""}>${one.incoming ? "From" : "To"} ${name(contacts, one.other)}</span>
      <span class="soft">${clock(one.at)}, ${outcome}</span>
      <button type="button" ?disabled=${!idle} aria-label="Call ${name(contacts, one.other)}" @click=${() => deeds.dial(one.other)}>Call</button>
    </li>`;
  };
  return html`<details><summary>Recent calls (${calls.length})</summary>
    <ul class="recent">${calls.length ? [...calls].reverse().map(line) : html`<li class="soft">None yet.</li>`}</ul>
  </details>`;
}

function microphone(shown: Shown, deeds: PhoneDeeds): TemplateResult {
  const choose = (event: Event): void => deeds.microphone((event.target as HTMLSelectElement).value);
  return html`<details><summary>Microphone</summary>
    <label>Speak into
      <select data-testid="microphone" @change=${choose}>
        <option value="">The one the browser chooses</option>
        ${shown.microphones.map((one) => html`<option value=${one.id} ?selected=${one.id === shown.microphone}>${one.name}</option>`)}
      </select></label>
  </details>`;
}
