/** Tables of the panel: calls, conferences, messages and the log. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { clock, seconds } from "./state";
import type { AlertRow, CallRow, ConferenceRow, LogRow, MessageRow, State } from "./state";

type Cell = string | TemplateResult;

export function table(caption: string, heads: string[], rows: TemplateResult[]): TemplateResult {
  if (!rows.length) return html`<div class="card"><h2>${caption}</h2><p class="soft">Nothing yet.</p></div>`;
  return html`<div class="card scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${rows}</tbody>
    </table>
  </div>`;
}

function row(cells: Cell[], testid: string): TemplateResult {
  return html`<tr data-testid=${testid}>${cells.map((cell) => html`<td class="wide">${cell}</td>`)}</tr>`;
}

export function calls(state: State, hangUp: (sid: string) => void): TemplateResult {
  const line = (one: CallRow): TemplateResult =>
    row(
      [
        clock(one.created), one.from, one.to, one.direction,
        html`<span class="state ${one.alive ? "good" : ""}">${one.status}</span>`,
        seconds(one, state.now),
        html`<code>${one.sid.slice(0, 10)}…</code>${one.parent ? html` <span class="soft">of ${one.parent.slice(0, 10)}…</span>` : nothing}`,
        one.alive ? html`<button class="row" aria-label="End the call from ${one.from} to ${one.to}" @click=${() => hangUp(one.sid)}>End</button>` : "",
      ],
      "call-row",
    );
  return table("Calls", ["Since", "From", "To", "Direction", "Status", "Talked", "Call", "Do"], state.calls.map(line));
}

export function conferences(state: State): TemplateResult {
  const line = (one: ConferenceRow): TemplateResult =>
    row(
      [
        clock(one.created), one.name, html`<span class="state ${one.status === "in-progress" ? "good" : ""}">${one.status}</span>`,
        html`${one.participants.map((p) => html`<div><code>${p.call_sid.slice(0, 10)}…</code> ${p.label}${p.muted ? " muted" : ""}${p.hold ? " on hold" : ""}</div>`)}`,
        one.reason ?? "",
      ],
      "conference-row",
    );
  return table("Conferences", ["Since", "Name", "Status", "Participants", "Ended because"], state.conferences.map(line));
}

export function messages(state: State): TemplateResult {
  const line = (one: MessageRow): TemplateResult =>
    row(
      [
        clock(one.created), one.from, one.to, one.body,
        html`<span class="state ${one.error ? "bad" : ""}">${one.status}${one.error ? ` ${one.error}` : ""}</span>`,
        String(one.segments), one.direction,
      ],
      "message-row",
    );
  return table("Messages", ["At", "From", "To", "Body", "Status", "Parts", "Direction"], state.messages.map(line));
}

export function alerts(state: State): TemplateResult {
  const line = (one: AlertRow): TemplateResult =>
    row(
      [
        clock(one.at), html`<code>${one.code}</code> ${one.words}`,
        html`<span class="state ${one.warning ? "" : "bad"}">${one.warning ? "warning" : "error"}</span>`,
        html`<code>${one.call_sid.slice(0, 10)}</code>`,
      ],
      "alert-row",
    );
  return table("Debugger", ["At", "What is wrong", "Kind", "Call"], state.alerts.map(line));
}

export function log(state: State): TemplateResult {
  const line = (one: LogRow): TemplateResult =>
    row(
      [clock(one.at), one.kind, one.what, one.address, html`<code>${one.call_sid.slice(0, 10)}</code>`, JSON.stringify(one.fields)],
      "log-row",
    );
  return table("Ledger", ["At", "Kind", "What", "Telephone", "Call", "More"], state.log.map(line));
}
