/** Recording a call: off until the customer agrees, and told before it begins. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ContactOnDesk } from "./views";

const WORDS: Record<string, string> = {
  announcing: "The customer is being told. Nothing is recorded yet.",
  starting: "The recording begins…",
  recording: "● This call is recorded.",
  paused: "The recording pauses.",
  failed: "This call is not recorded: the customer could not be told.",
};

export function recorder(on: ContactOnDesk["recording"], send: (body: unknown) => void): TemplateResult | typeof nothing {
  if (!on.allowed) return nothing;
  const button = (wish: string, text: string): TemplateResult =>
    html`<button data-testid=${`record-${wish}`} @click=${() => send({ wish, agreed: wish === "start" })}>${text}</button>`;
  const runs = on.state === "recording" || on.state === "paused";
  return html`<div class="row" data-testid="recorder" data-state=${on.state}>
    ${runs ? nothing : on.state === "announcing" || on.state === "starting" ? nothing : button("start", "The customer agrees: record")}
    ${on.state === "recording" ? button("pause", "Pause the recording") : nothing}
    ${on.state === "paused" ? button("resume", "Record again") : nothing}
    ${runs ? button("stop", "Stop the recording") : nothing}
    ${WORDS[on.state] ? html`<span class="small" role="status">${WORDS[on.state]}</span>` : nothing}
  </div>`;
}
