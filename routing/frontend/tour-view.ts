/** The tour's part of the console: what the customer sees, who films, who watches. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Actions, Desk } from "./desk";
import type { ContactOnDesk, TourView } from "./views";

const LINKS: Record<string, string> = { pending: "Sending the link…", sent: "Link sent", delivered: "Link delivered", failed: "The text did not arrive" };
const CAMERAS: Record<string, string> = { filming: "films", covered: "covered", frozen: "holds the picture", paused: "interrupted", standby: "stands by" };

export function tour(desk: Desk, act: Actions, on: ContactOnDesk): TemplateResult {
  const running = on.tour && on.tour.state !== "ended" && on.tour.state !== "expired" ? on.tour : null;
  if (!running) {
    return html`
      <section class="card tour" aria-label="Live tour">
        <h2>Show it live</h2>
        <p class="muted">The customer gets a text with a link, and sees your camera. Ask them to put you on speaker first.</p>
        <button class="primary big" data-testid="start-tour" ?disabled=${on.state !== "connected"} @click=${act.startTour}>Start tour</button>
      </section>
    `;
  }
  return html`
    <section class="card tour" aria-label="Live tour">
      <div class="row spread">
        <h2>Live tour</h2>
        <p data-testid="link-state" data-state=${running.link_state}>${LINKS[running.link_state] ?? ""}</p>
      </div>
      <div class="seen" data-light=${running.viewer.light} data-testid="viewer-light" role="status">
        <span class="dot" aria-hidden="true"></span><strong data-testid="viewer-text">${running.viewer.text}</strong>
        ${measured(running)}
      </div>
      ${friends(running, act)}
      ${desk.panel.node}
      ${cameras(running, act)}
      <div class="row">
        ${recording(running, act)}
        <button data-testid="renew-link" @click=${() => act.tour("link")}>New link</button>
        <button class="danger" data-testid="end-tour" @click=${() => act.tour("end")}>End tour</button>
      </div>
      ${others(running, desk, act)}
    </section>
  `;
}

function measured(tour: TourView): TemplateResult | typeof nothing {
  const { fps, first_frame_ms: first, delay_ms: delay, delay_at_least: atLeast, freezes, lost_pct: lost } = tour.viewer;
  if (fps === null && first === null) return nothing;
  const parts = [
    fps === null ? "" : `${fps} frames a second`,
    first === null ? "" : `first frame after ${(first / 1000).toFixed(1)} s`,
    delay === null ? "" : `${atLeast ? "at least " : ""}${delay} ms behind`,
    freezes ? `${freezes} ${freezes === 1 ? "freeze" : "freezes"}` : "",
    lost ? `${lost} % lost` : "",
  ];
  return html`<span class="muted small" data-testid="viewer-numbers">${parts.filter(Boolean).join(" · ")}</span>`;
}

function friends(tour: TourView, act: Actions): TemplateResult | typeof nothing {
  const here = tour.viewers.filter((one) => one.kind === "friend");
  if (!here.length) return nothing;
  return html`
    <ul class="people-in" aria-label="Friends who watch" data-testid="console-friends">
      ${here.map((one) => html`
        <li class="row spread" data-light=${one.light}><span><span class="dot" aria-hidden="true"></span>${one.text}</span>
          <button aria-label=${`Remove ${one.name}`} data-testid="remove-viewer" @click=${() => act.tour(`viewers/${one.id}/remove`)}>Remove</button></li>`)}
    </ul>
  `;
}

function cameras(tour: TourView, act: Actions): TemplateResult | typeof nothing {
  if (tour.cameras.length < 2) return nothing;
  return html`
    <ul class="people-in" aria-label="Cameras" data-testid="console-cameras">
      ${tour.cameras.map((one) => html`
        <li class="row spread" data-camera=${one.kind} data-on-air=${String(one.on_air)}>
          <span><strong>${one.label}</strong> ${one.on_air ? "is on the air" : "stands by"}${detail(one)}</span>
          ${one.on_air ? nothing : html`<button data-testid=${`switch-${one.kind}`} @click=${() => act.tour(`cameras/${one.id}/switch`)}>Show this one</button>`}</li>`)}
    </ul>
  `;
}

function detail(one: TourView["cameras"][number]): string {
  const parts = [
    one.on_air && one.kind !== "encoder" && one.state !== "filming" ? (CAMERAS[one.state] ?? "") : "",
    one.battery === null ? "" : `battery ${one.battery} %`,
    one.on_air && one.up_kbps ? `${(one.up_kbps / 1000).toFixed(1)} Mbit/s` : "",
  ].filter(Boolean);
  return parts.length ? ` · ${parts.join(" · ")}` : "";
}

function recording(tour: TourView, act: Actions): TemplateResult {
  if (tour.recording_refused) return html`<span class="muted small" data-testid="recording-refused">Recording is not set up here.</span>`;
  return tour.recording
    ? html`<button data-testid="recording-off" @click=${() => act.tour("recording", { on: false })}>● Stop recording</button>`
    : html`<button data-testid="recording-on" title="Ask first: may we record the picture, without sound?" @click=${() => act.tour("recording", { on: true })}>They agreed: record</button>`;
}

function others(tour: TourView, desk: Desk, act: Actions): TemplateResult {
  return html`
    <details>
      <summary data-testid="other-cameras">Use your phone or glasses as the camera</summary>
      <div class="stack">
        <p class="row"><img class="qr" src=${`/tours/${tour.id}/qr.svg`} alt="QR code that opens the camera page" width="160" height="160">
          <span class="small">Scan it with your phone, allow the camera. The customer keeps watching while you change.</span></p>
        ${desk.encoder
          ? html`<label>Address (WHIP) <input readonly data-testid="encoder-url" .value=${desk.encoder.whip_url}></label>
              <label>Token (Bearer) <input readonly type="password" autocomplete="off" data-testid="encoder-token" .value=${desk.encoder.token} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}></label>`
          : html`<p><button data-testid="encoder" @click=${act.encoder}>Glasses or an encoder</button></p>`}
      </div>
    </details>
    <p class="small">No text? The customer types <strong data-testid="tour-code">${tour.code}</strong> at <strong>${location.host}/live</strong>.</p>
  `;
}
