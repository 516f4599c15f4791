/** The supervisor's wall: few numbers, who waits, who is there. */

import { html, nothing, render } from "lit";
import type { TemplateResult } from "lit";
import { Api, pageConfig, sessionHeaders } from "../../callcenter/frontend/api";
import { minutes, span } from "../../callcenter/frontend/dom";
import { LiveChannel } from "../../callcenter/frontend/live-channel";
import { Overseer } from "./overseer";
import type { LiveAddress } from "../../callcenter/frontend/live-channel";

interface Board {
  version: number;
  now: string;
  waiting: number;
  longest_wait_s: number;
  free: number;
  on_contact: number;
  answered_today: number;
  offered_today: number;
  service_level: number | null;
  foretold: number;
  foretold_held: number | null;
  levels: { store: string; category: string; offered: number; answered: number; abandoned: number; service_level: number | null; mean_wait_s: number | null; p95_wait_s: number | null }[];
  promises: { kept: number; missed: number; recently_missed: { id: string; store: string; label: string; reason: string; told: string; phone_masked: string }[] };
  contacts: { id: string; way: string; store: string; category: string; language: string; state: string; waited_s: number; wait_low_s: number | null; wait_high_s: number | null; associate: string | null; outcome: string | null }[];
  associates: { name: string; store: string; state: string; since: string; reason: string | null }[];
}

const STATES: Record<string, string> = {
  offline: "○ Offline", available: "● Available", offered: "◐ Ringing", on_contact: "◆ On a contact",
  wrapping_up: "◇ Wrapping up", on_break: "☕ Break", unreachable: "✕ Not reachable",
};
const CONTACTS: Record<string, string> = {
  arriving: "Just dialled", in_menu: "In the menu", requested: "Asking", queued: "Waiting",
  connecting: "Being called", connected: "On the phone", interrupted: "Line dropped", detached: "Associate's line lost", handed_out: "Put through", snoozed: "Called back later",
};

const root = document.getElementById("wallboard") as HTMLElement;
const { state, live, oversees } = pageConfig<{ state: Board; live: LiveAddress; oversees: boolean }>();
const api = new Api("", sessionHeaders);
const overseer = new Overseer(api, () => render(page(), root));
let board = state;
let seenAt = Date.now();
let open = false;

function number(testid: string, value: string, label: string, mood = ""): TemplateResult {
  return html`<div class="card number" data-mood=${mood}><strong data-testid=${testid}>${value}</strong><span class="muted">${label}</span></div>`;
}

function missed(): TemplateResult | typeof nothing {
  const lines = board.promises.recently_missed;
  if (!lines.length) return nothing;
  return html`<section class="card" data-testid="wb-missed"><h2>▲ Promises missed</h2>
    <table><thead><tr><th>Promised</th><th>Store</th><th>Why</th><th>Told</th><th>Phone</th></tr></thead>
    <tbody>${lines.map((one) => html`<tr><td>${one.label}</td><td>${one.store}</td><td>${one.reason}</td><td>${one.told}</td><td>${one.phone_masked}</td></tr>`)}</tbody></table></section>`;
}

function page(): TemplateResult {
  const age = (Date.now() - seenAt) / 1000;
  const serverNow = Date.parse(board.now) + (Date.now() - seenAt);
  const level = board.service_level === null ? "–" : `${board.service_level} %`;
  return html`
    <header class="top"><h1 class="who">Wallboard</h1><p class="muted small" data-testid="wb-age">${open ? `Live · ${minutes(age)} old` : "Connection lost. Trying again…"}</p>${oversees ? html`<a class="button" href="/rules">Rules</a>` : ""}<a class="button" href="/roster">Roster</a><a class="button" href="/console">Console</a></header>
    ${overseer.trouble ? html`<p class="notice bad" role="alert">${overseer.trouble}</p>` : ""}
    <main class="narrow wide">
      <div class="numbers">
        ${number("wb-waiting", String(board.waiting), "waiting", board.waiting > board.free ? "bad" : "ok")}
        ${number("wb-longest", minutes(board.longest_wait_s), "longest wait", board.longest_wait_s > 60 ? "bad" : "ok")}
        ${number("wb-free", String(board.free), "associates free", board.free ? "ok" : "bad")}
        ${number("wb-busy", String(board.on_contact), "on a contact")}
        ${number("wb-answered", `${board.answered_today}/${board.offered_today}`, "answered today")}
        ${number("wb-promises", `${board.promises.kept}/${board.promises.kept + board.promises.missed}`, "promises kept", board.promises.missed ? "bad" : "ok")}
        ${number("wb-level", level, "answered within target")}
        ${board.foretold_held === null ? "" : number("wb-foretold", `${board.foretold_held} %`, "foretold waits held, of 80 %", Math.abs(board.foretold_held - 80) > 10 ? "bad" : "ok")}
      </div>
      <div class="tables">
        ${missed()}
        <section class="card"><h2>Contacts</h2>
          ${board.contacts.length ? html`<table data-testid="wb-contacts"><thead><tr><th>Store</th><th>About</th><th>State</th><th>Waited</th><th>Expected</th><th>Associate</th>${oversees ? html`<th>Take part</th>` : ""}</tr></thead>
            <tbody>${board.contacts.map((one) => html`<tr><td><a href=${`/wallboard/contacts/${one.id}`}>${one.store}</a></td><td>${[one.category, one.language].filter(Boolean).join(" · ")}</td><td>${one.outcome ?? CONTACTS[one.state] ?? one.state}</td><td>${minutes(one.waited_s)}</td><td>${one.wait_low_s !== null && one.wait_high_s !== null ? span(one.wait_low_s, one.wait_high_s) : ""}</td><td>${one.associate ?? ""}</td>${oversees ? html`<td>${one.state === "connected" ? overseer.view(one.id) : ""}</td>` : ""}</tr>`)}</tbody></table>`
            : html`<p class="muted" data-testid="wb-contacts">Nobody has asked for a call yet.</p>`}
        </section>
        <section class="card"><h2>Associates</h2>
          <table data-testid="wb-associates"><thead><tr><th>Name</th><th>Store</th><th>State</th><th>Since</th></tr></thead>
            <tbody>${board.associates.map((one) => html`<tr><td>${one.name}</td><td>${one.store}</td><td>${STATES[one.state] ?? one.state}${one.reason ? ` (${one.reason})` : ""}</td><td>${minutes((serverNow - Date.parse(one.since)) / 1000)}</td></tr>`)}</tbody></table>
        </section>
        <section class="card"><h2>Service levels, last 24 hours</h2>
          ${board.levels.length ? html`<table data-testid="wb-levels"><thead><tr><th>Store</th><th>About</th><th>Within 20 s</th><th>Mean wait</th><th>Worst 5 %</th><th>Answered</th><th>Went away</th></tr></thead>
            <tbody>${board.levels.map((one) => html`<tr><td>${one.store}</td><td>${one.category}</td><td>${one.service_level === null ? "–" : `${one.service_level} %`}</td><td>${one.mean_wait_s === null ? "–" : minutes(one.mean_wait_s)}</td><td>${one.p95_wait_s === null ? "–" : minutes(one.p95_wait_s)}</td><td>${one.answered}/${one.offered}</td><td>${one.abandoned}</td></tr>`)}</tbody></table>`
            : html`<p class="muted" data-testid="wb-levels">Nothing to measure yet.</p>`}
        </section>
      </div>
    </main>
  `;
}

function show(next: Board): void {
  if (next.version < board.version) return;
  board = next;
  seenAt = Date.now();
  render(page(), root);
}

const channel = new LiveChannel(live, {
  hello: () => void api.get<Board>("/wallboard/state").then(show),
  event: (name, data) => name === "wallboard" && show(data as Board),
  state: (now) => {
    open = now;
    document.body.dataset["ready"] = String(now);
    render(page(), root);
  },
  renew: () => api.get<LiveAddress>("/wallboard/live").catch(() => null),
});
channel.open();
setInterval(() => render(page(), root), 1000);
render(page(), root);
Object.defineProperty(globalThis, "virtualShopperWallboard", { value: overseer });
