/** The camera page on the associate's phone, opened by the console's QR code. */

import { Api, Problem } from "../../callcenter/frontend/api";
import { el } from "../../callcenter/frontend/dom";
import { CameraPanel } from "./camera-panel";
import { Filming } from "./filming";
import type { SignedIn } from "./filming";
import { recall, remember } from "./memory";

const MEMORY = `camera:${location.pathname}`;
const root = document.getElementById("camera") as HTMLElement;
const intro = document.querySelector<HTMLElement>('[data-testid="camera-intro"]')!;
const begin = document.querySelector<HTMLButtonElement>('[data-testid="camera-begin"]')!;
const watching = el("ul", { class: "watching", testid: "camera-viewers", attributes: { "aria-label": "Who watches" } });

let ready = false;
const filming = new Filming(signIn, true, () => draw());
const panel = new CameraPanel(filming);
ready = true;

async function signIn(): Promise<SignedIn> {
  const found = await new Api("").post<SignedIn>(location.pathname, { known: recall(MEMORY) });
  remember(MEMORY, found.key);
  return found;
}

function draw(): void {
  if (!ready) return;
  panel.draw();
  root.dataset["state"] = filming.over ? "over" : filming.camera.state;
  if (filming.over) {
    panel.node.remove();
    watching.remove();
    intro.textContent = "The tour is over. You can close this page.";
    return;
  }
  drawViewers();
}

function drawViewers(): void {
  const viewers = filming.tour?.viewers ?? [];
  const key = viewers.map((one) => one.light + one.text).join();
  if (watching.dataset["key"] === key) return;
  watching.dataset["key"] = key;
  const line = (light: string, text: string): HTMLLIElement =>
    el("li", { attributes: { "data-light": light } }, el("span", { class: "dot", attributes: { "aria-hidden": "true" } }), text);
  watching.replaceChildren(...(viewers.length ? viewers.map((one) => line(one.light, one.text)) : [line("grey", "Nobody watches yet.")]));
}

begin.addEventListener("click", () => {
  begin.disabled = true;
  filming.begin().then(
    () => {
      begin.remove();
      intro.textContent = "";
      root.append(panel.node, watching);
      draw();
    },
    (error: unknown) => {
      intro.textContent = error instanceof Problem ? error.message : "Please try again.";
      begin.disabled = false;
    },
  );
});
