/** Webhooks: the list, one in full, and sending it again. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { clock } from "./state";
import type { State, WebhookRow, WebhookWhole } from "./state";
import { table } from "./tables";

export interface WebhookDeeds {
  open(number: number): void;
  replay(number: number): void;
  close(): void;
}

function outcome(one: WebhookRow): TemplateResult {
  if (one.status === null) return html`<span class="soft">waiting</span>`;
  const bad = one.error > 0 || one.status >= 400;
  return html`<span class="state ${bad ? "bad" : "good"}">${one.error || one.status}</span>`;
}

function path(url: string): string {
  const parsed = new URL(url);
  return parsed.pathname + parsed.search;
}

export function webhooks(state: State, open: WebhookWhole | null, deeds: WebhookDeeds): TemplateResult {
  const line = (one: WebhookRow): TemplateResult => html`<tr class=${open?.number === one.number ? "open" : ""} data-testid="webhook-row">
    <td>${clock(one.at)}</td>
    <td>${one.kind}</td>
    <td class="wide"><button class="row" @click=${() => deeds.open(one.number)}>${one.method} ${path(one.url)}</button></td>
    <td>${outcome(one)}</td>
    <td>${one.took_ms < 0 ? "" : `${one.took_ms} ms`}</td>
  </tr>`;
  const list = table("Webhooks", ["At", "Kind", "Request", "Answer", "Took"], state.webhooks.map(line));
  return html`<div class="split ${open ? "" : "alone"}"><div>${list}</div>${open ? detail(open, deeds) : nothing}</div>`;
}

function detail(one: WebhookWhole, deeds: WebhookDeeds): TemplateResult {
  const names = Object.keys(one.parameters).sort();
  return html`<section class="card" aria-label="Webhook ${one.number}" data-testid="webhook-detail">
    <h2>${one.method} <span class="wide">${one.url}</span></h2>
    <div class="buttons">
      <button class="go" data-testid="replay" @click=${() => deeds.replay(one.number)}>Send again</button>
      <button @click=${() => deeds.close()}>Close</button>
    </div>
    <p>Answer ${outcome(one)} ${one.content_type} in ${one.took_ms} ms</p>
    <p class="soft">X-Twilio-Signature</p>
    <pre tabindex="0" role="region" aria-label="Signature">${one.signature}</pre>
    <p class="soft">Parameters</p>
    <pre tabindex="0" role="region" aria-label="Parameters">${names.map((name) => `${name} = ${one.parameters[name]}\n`)}</pre>
    <p class="soft">Body of the answer</p>
    <pre tabindex="0" role="region" aria-label="Answer">${one.body || "(empty)"}</pre>
  </section>`;
}
