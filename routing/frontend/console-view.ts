/** The console as a function of its state: templates, no decisions about calls. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { csrfToken } from "../../callcenter/frontend/api";
import { minutes, span } from "../../callcenter/frontend/dom";
import type { Softphone } from "./softphone";
import type { Actions, Desk } from "./desk";
import { tour } from "./tour-view";
import type { Card, Choice, ContactOnDesk } from "./views";

const WAYS = { web: "asked on the website", scheduled: "booked this call", inbound: "dialled the store", message: "left a message" };
const STATES: Record<string, string> = {
  offline: "Offline",
  available: "Available",
  offered: "An offer rings",
  on_contact: "On a contact",
  wrapping_up: "Wrapping up",
  on_break: "On a break",
  unreachable: "Not reachable",
};
const LEGS: Record<string, string> = { none: "not connected", ringing: "ringing", in_call: "on the line", ended: "hung up" };
const KEYS = "123456789*0#";

export function page(desk: Desk, act: Actions): TemplateResult {
  const { view } = desk;
  return html`
    ${header(desk, act)}
    ${view.notice ? html`<p class="notice" role="alert" data-testid="notice">${view.notice}</p>` : nothing}
    ${desk.trouble ? html`<p class="notice bad" role="alert" data-testid="trouble">${desk.trouble}</p>` : nothing}
    <main class="desk">
      ${view.offer ? ring(desk, act) : nothing}
      ${view.consult ? desk.consult.asked(view.consult) : nothing}
      ${view.contact ? contact(desk, act, view.contact) : nothing}
      ${view.wrap_up && !view.contact ? wrapUp(desk, act) : nothing}
      ${!view.offer && !view.contact && !view.wrap_up && !view.consult ? idle(desk, act) : nothing}
      ${desk.worklist.view(view.presence.state === "available")}
      ${agenda(desk)}
    </main>
    ${desk.help ? help(act) : nothing}
  `;
}

function header(desk: Desk, act: Actions): TemplateResult {
  const { associate, presence } = desk.view;
  const busy = presence.state === "offered" || presence.state === "wrapping_up";
  const now = presence.state === "on_contact" ? (presence.next ?? "on_contact") : presence.state;
  const chosen = now === "on_break" ? `on_break:${presence.reason ?? ""}` : now;
  const pick = (event: Event): void => {
    const [state = "", reason = ""] = (event.target as HTMLSelectElement).value.split(":");
    act.presence(state, reason);
  };
  return html`
    <header class="top">
      <span class="avatar" aria-hidden="true">${associate.initials}</span>
      <div class="who"><h1>${associate.name}</h1><p class="muted small">${associate.store}</p></div>
      <div class="status" data-state=${presence.state}>
        <p data-testid="presence-state" data-state=${presence.state} role="status">
          <span class="dot" aria-hidden="true"></span>${STATES[presence.state] ?? presence.state}
          <span class="muted">${minutes(desk.since(presence.since))}</span>
        </p>
        <label class="visually-hidden" for="status-select">Your status</label>
        <select id="status-select" data-testid="status-select" ?disabled=${busy} @change=${pick}>
          <option value="available" .selected=${chosen === "available"}>Available</option>
          ${desk.config.reasons.map((reason) => html`<option value=${`on_break:${reason.code}`} .selected=${chosen === `on_break:${reason.code}`}>Break: ${reason.label}</option>`)}
          <option value="offline" .selected=${chosen === "offline"}>Offline</option>
          ${busy || presence.state === "unreachable" || (presence.state === "on_contact" && !presence.next) ? html`<option value=${chosen} .selected=${true}>${STATES[presence.state]}</option>` : nothing}
        </select>
      </div>
      <p class="small" data-testid="live-light" data-open=${String(desk.live)}>${desk.live ? "Connected" : "Connection lost. Trying again…"}</p>
      <nav class="row">
        <a class="button" href="/wallboard">Wallboard</a>
        <button @click=${act.help} aria-label="Keyboard shortcuts">?</button>
        <form method="post" action="/console/sign-out">
          <input type="hidden" name="csrf_token" .value=${csrfToken()}><button data-testid="sign-out">Sign out</button>
        </form>
      </nav>
    </header>
  `;
}

function ring(desk: Desk, act: Actions): TemplateResult {
  const offer = desk.view.offer!;
  const left = Math.max(0, Math.ceil(-desk.since(offer.expires_at)));
  return html`
    <section class="card ring" data-testid="ring-card" aria-label="A customer waits">
      <div class="visual">${picture(offer.card)}</div>
      <div class="stack">
        <p class="muted">A customer ${WAYS[offer.card.way]}</p>
        <h2>${offer.card.product?.name ?? offer.card.category}</h2>
        ${facts(offer.card, desk)}
        ${offer.why ? html`<p class="muted small" data-testid="why">${offer.why}</p>` : nothing}
        <div class="row">
          <button class="primary big" data-testid="accept" @click=${act.accept}>Accept</button>
          <button data-testid="decline" @click=${act.askDecline} aria-expanded=${desk.declining}>Decline</button>
        </div>
        ${desk.declining ? html`<div class="row" role="group" aria-label="Why?">${desk.config.decline_reasons.map((reason) => choice(reason, "decline", () => act.decline(reason.code)))}</div>` : nothing}
      </div>
      <p class="countdown" data-testid="ring-countdown" aria-label="Seconds left to accept">${left}</p>
    </section>
  `;
}

function contact(desk: Desk, act: Actions, on: ContactOnDesk): TemplateResult {
  const { softphone } = desk;
  return html`
    <section class="card call" data-testid="call-card" aria-label="Your contact">
      <div class="row spread">
        <div>
          <h2>${on.headline}</h2>
          <p class="muted" data-testid="call-state" data-state=${on.state}>
            ${on.connected_at ? minutes(desk.since(on.connected_at)) : "Connecting"} · ${on.card.phone_masked}
          </p>
        </div>
        <a class="button" data-testid="timeline-link" href=${`/console/contacts/${on.card.id}`} target="_blank">Timeline</a>
      </div>
      <dl class="legs">
        <div><dt>Customer</dt><dd data-testid="customer-leg" data-state=${on.customer_leg}>${LEGS[on.customer_leg] ?? on.customer_leg}</dd></div>
        <div><dt>You</dt><dd data-testid="associate-leg" data-state=${on.associate_leg}>${LEGS[on.associate_leg] ?? on.associate_leg}</dd></div>
      </dl>
      ${lineQuality(softphone)}
      <div class="row">
        <button data-testid="mute" aria-pressed=${softphone.muted} ?disabled=${!softphone.busy} @click=${act.mute}>${softphone.muted ? "Unmute" : "Mute"}</button>
        <button data-testid="keypad" aria-expanded=${desk.keypad} ?disabled=${!softphone.busy} @click=${act.keypad}>Keypad</button>
        <button class="danger" data-testid="hangup" @click=${act.hangUp}>Hang up</button>
      </div>
      ${on.whispers.length ? html`<ul class="whispers" data-testid="whispers" role="status" aria-label="Only you see this">${on.whispers.map((one) => html`<li>${one.text}</li>`)}</ul>` : nothing}
      ${desk.rejoin.view(on)}
      ${desk.consult.beside(on)}
      ${desk.tools.view(on)}
      ${desk.keypad ? html`<div class="keypad" role="group" aria-label="Keypad">${[...KEYS].map((key) => html`<button data-testid=${`keypad-${key}`} @click=${() => act.press(key)}>${key}</button>`)}</div>` : nothing}
      ${on.card.product ? html`<div class="row product"><img src=${on.card.product.image_url} alt="" width="56" height="56"><strong>${on.card.product.name}</strong></div>` : nothing}
      ${facts(on.card, desk)}
    </section>
    ${tour(desk, act, on)}
  `;
}

function lineQuality(softphone: Softphone): TemplateResult | typeof nothing {
  const { light, words } = softphone.quality;
  if (!softphone.busy || !light) return nothing;
  return html`<p class="small" role="status" data-testid="line-quality" data-light=${light}><span class="dot" aria-hidden="true"></span>${words}</p>`;
}

function wrapUp(desk: Desk, act: Actions): TemplateResult {
  const done = desk.view.wrap_up!;
  const left = Math.max(0, Math.ceil(-desk.since(done.until)));
  return html`
    <section class="card stack wrap" data-testid="wrap-up" aria-label="Wrap-up">
      <div class="row spread">
        <div><h2>How did it go?</h2><p class="muted">${done.outcome_text}</p></div>
        <p class="countdown small-count" aria-label="Seconds left">${left}</p>
      </div>
      <div class="row" role="radiogroup" aria-label="Outcome">
        ${desk.config.dispositions.map((one) => html`<button role="radio" aria-checked=${desk.disposition === one.code} class=${desk.disposition === one.code ? "primary" : ""} data-testid=${`disposition-${one.code}`} @click=${() => act.choose(one.code)}>${one.label}</button>`)}
      </div>
      <label>Note <textarea rows="2" data-testid="note" .value=${desk.note} @input=${(event: Event) => act.write((event.target as HTMLTextAreaElement).value)}></textarea></label>
      <div class="row">
        <button class="primary" data-testid="wrapup-done" ?disabled=${!desk.disposition} @click=${act.dispose}>Done, I am available</button>
        <a class="button" data-testid="timeline-link" href=${`/console/contacts/${done.card.id}`} target="_blank">Timeline</a>
      </div>
    </section>
  `;
}

function idle(desk: Desk, act: Actions): TemplateResult {
  const state = desk.view.presence.state;
  const lines: Record<string, [string, string]> = {
    available: ["Nobody is waiting.", "The next customer rings here. Keep this page open; it may stay in the background."],
    offline: ["You are offline.", "Set yourself to available, and customers can reach you."],
    on_break: ["You are on a break.", "No customer is offered to you until you are available again."],
    unreachable: ["Are you still there?", "Customers are not offered to you until you say so."],
  };
  const [title, text] = lines[state] ?? ["One moment…", ""];
  return html`
    <section class="card stack idle">
      <h2>${title}</h2>
      <p class="muted">${text}</p>
      <div class="row">
        ${state === "available" ? nothing : html`<button class="primary big" data-testid="go-available" @click=${() => act.presence("available", "")}>${state === "unreachable" ? "I am here" : "Go available"}</button>`}
        ${desk.microphone === "granted" ? nothing : html`<button data-testid="allow-microphone" @click=${act.microphone}>Allow microphone and notifications</button>`}
      </div>
      ${desk.microphone === "denied" ? html`<p class="bad">The browser blocks the microphone. Allow it in the address bar: without it customers cannot hear you.</p>` : nothing}
    </section>
  `;
}

function agenda(desk: Desk): TemplateResult {
  const booked = desk.view.agenda;
  return html`
    <section class="card agenda" aria-label="Booked calls">
      <div class="row spread"><h2>Booked calls</h2><a href="/roster">Roster</a></div>
      ${booked.length
        ? html`<ul>${booked.map((one) => html`<li><strong>${one.label}</strong> · ${one.card.product?.name ?? one.card.category} · ${one.card.language_name} · <span class="muted">${one.card.phone_masked}${one.keeper ? ` · ${one.keeper.name}` : ""}</span></li>`)}</ul>`
        : html`<p class="muted">No calls are booked with your store.</p>`}
    </section>
  `;
}

function help(act: Actions): TemplateResult {
  const keys = [["A", "Accept"], ["D", "Decline"], ["H", "Hang up"], ["M", "Mute"], ["T", "Start tour"]];
  return html`
    <div class="sheet" role="dialog" aria-modal="true" aria-label="Keyboard shortcuts">
      <div class="card stack">
        <h2>Keyboard</h2>
        <dl class="keys">${keys.map(([key, text]) => html`<div><dt><kbd>Ctrl</kbd> <kbd>Shift</kbd> <kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}</dl>
        <button class="primary" @click=${act.help}>Close</button>
      </div>
    </div>
  `;
}

function facts(card: Card, desk: Desk): TemplateResult {
  const waited = card.waited_s + (desk.view.offer ? Math.max(0, desk.since(desk.view.now)) : 0);
  return html`
    <dl class="facts">
      ${card.product ? html`<div><dt>Price</dt><dd>${card.product.price_text}</dd></div>` : nothing}
      <div><dt>Store</dt><dd>${card.store}</dd></div>
      <div><dt>About</dt><dd>${card.category}</dd></div>
      <div><dt>Language</dt><dd>${card.language_name}</dd></div>
      <div><dt>Waited</dt><dd data-testid="waited">${minutes(waited)}${card.told_low_s !== null && card.told_high_s !== null ? html` <span class="muted small" data-testid="told">told ${span(card.told_low_s, card.told_high_s)}</span>` : nothing}</dd></div>
    </dl>
  `;
}

function picture(card: Card): TemplateResult {
  return card.product
    ? html`<img src=${card.product.image_url} alt=${card.product.name} width="220" height="220">`
    : html`<span class="avatar huge" aria-hidden="true">☎</span>`;
}

function choice(one: Choice, kind: string, act: () => void): TemplateResult {
  return html`<button data-testid=${`${kind}-${one.code}`} @click=${act}>${one.label}</button>`;
}
