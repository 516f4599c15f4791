/** The camera page on the associate's phone, opened by the console's QR code. */

import { Api, Problem, keyHeaders } from "../../callcenter/frontend/api";
import { el } from "../../callcenter/frontend/dom";
import { LiveChannel } from "../../callcenter/frontend/live-channel";
import type { LiveAddress } from "../../callcenter/frontend/live-channel";
import { Camera } from "./camera";
import type { PublishAddress } from "./whip";

interface Entered extends PublishAddress {
  tour: { id: string; state: string };
  key: string;
  live: LiveAddress;
}

const root = document.getElementById("camera") as HTMLElement;
const words = document.querySelector<HTMLElement>('[data-testid="camera-words"]')!;
const begin = document.querySelector<HTMLButtonElement>('[data-testid="camera-begin"]')!;
let entered: Entered | null = null;

const flip = el("button", { text: "Flip", testid: "camera-flip", on: { click: () => void camera.flip() } });
const cover = el("button", { text: "Cover", testid: "camera-cover", on: { click: () => void camera.cover(!camera.covered) } });
const camera = new Camera(address, draw);

function draw(): void {
  words.textContent = camera.words;
  cover.textContent = camera.covered ? "Show the picture" : "Cover";
  root.dataset["state"] = camera.state;
}

async function address(): Promise<PublishAddress> {
  if (!entered) throw new Error("Not entered yet");
  const api = new Api("", () => keyHeaders(entered?.key ?? ""));
  return api.post<PublishAddress>(`/cameras/${entered.tour.id}/publish`);
}

function over(): void {
  camera.stop();
  root.replaceChildren();
  words.textContent = "The tour is over. You can close this page.";
  root.dataset["state"] = "over";
}

begin.addEventListener("click", () => {
  begin.disabled = true;
  new Api("").post<Entered>(location.pathname).then(
    async (found) => {
      entered = found;
      begin.remove();
      root.append(camera.preview, el("div", { class: "row" }, flip, cover));
      new LiveChannel(found.live, {
        hello: () => undefined,
        event: (name, data) => name === "tour" && ["ended", "expired"].includes((data as { state: string }).state) && over(),
        state: () => undefined,
      }).open();
      await camera.start();
    },
    (error: unknown) => {
      words.textContent = error instanceof Problem ? error.message : "Please try again.";
      begin.disabled = false;
    },
  );
});
