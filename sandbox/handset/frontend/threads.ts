/** Text messages of one phone: a thread for each other side, with links to tap. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { clock, name } from "./told";
import type { Contact, Kind, Text } from "./told";

export interface ThreadDeeds {
  open(other: string): void;
  send(to: string, body: string): void;
}

/** Everybody this phone can write to: contacts, and whoever wrote. */
export function others(contacts: Contact[], texts: Text[]): string[] {
  return [...new Set([...contacts.map((one) => one.number), ...texts.map((text) => text.other)])];
}

export function threads(number: string, kind: Kind, contacts: Contact[], texts: Text[], open: string, deeds: ThreadDeeds): TemplateResult {
  if (kind !== "mobile") return html`<p class="soft">${kind === "landline" ? "A landline gets no text messages." : "This phone gets no text messages."}</p>`;
  const known = others(contacts, texts);
  const shown = texts.filter((text) => text.other === open);
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).elements.namedItem("body") as HTMLInputElement;
    if (!input.value.trim() || !open) return;
    deeds.send(open, input.value);
    input.value = "";
  };
  const choose = (event: Event): void => deeds.open((event.target as HTMLSelectElement).value);
  return html`${known.length > 1
      ? html`<label>With
          <select data-testid="thread-select" @change=${choose}>
            ${known.map((other) => html`<option value=${other} ?selected=${other === open}>${name(contacts, other)} (${texts.filter((text) => text.other === other).length})</option>`)}
          </select></label>`
      : nothing}
    <ul class="messages" data-testid="messages" aria-live="polite" aria-label="Messages" tabindex=${shown.length ? 0 : -1}>
      ${shown.map((text) => bubble(text))}
    </ul>
    <form @submit=${send}>
      <input name="body" data-testid="text-input" aria-label="Message to ${name(contacts, open)}" placeholder="Message" autocomplete="off" id="text-${number.slice(1)}">
      <button data-testid="text-send">Send</button>
    </form>`;
}

function bubble(text: Text): TemplateResult {
  const parts = text.body.split(/(https?:\/\/\S+)/).filter(Boolean);
  return html`<li class=${text.mine ? "mine" : ""}><span class="hidden">${text.mine ? "You: " : "They: "}</span>${parts.map((part) =>
    /^https?:\/\//.test(part) ? html`<a href=${part} target="_blank" rel="noopener" data-testid="message-link">${part}</a>` : part,
  )}<time class="soft">${clock(text.at)}</time></li>`;
}
