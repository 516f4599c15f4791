/** The customer's page: one tap, then the picture. The call stays on the telephone. */

import { Api, Problem, keyHeaders } from "../../callcenter/frontend/api";
import { LiveChannel } from "../../callcenter/frontend/live-channel";
import type { LiveAddress } from "../../callcenter/frontend/live-channel";
import { CallAgain } from "./call-again";
import { WhepViewer } from "./whep";
import type { WhepAddress } from "./whep";

interface TourPage {
  id: string;
  version: number;
  state: string;
  associate: { name: string; store: string; initials: string } | null;
  product: { name: string; price_text: string; image_url: string } | null;
  headline: string;
  detail: string;
  publishing: boolean;
  call_again: boolean;
}

interface Entered {
  tour: TourPage;
  key: string;
  whep: WhepAddress;
  live: LiveAddress;
}

const REPORT_MS = 2000;
const WEAK_FPS = 5;

class TourView {
  readonly #main = document.getElementById("tour") as HTMLElement;
  readonly #video = document.querySelector("video") as HTMLVideoElement;
  readonly #headline = document.querySelector<HTMLElement>('[data-testid="tour-headline"]')!;
  readonly #detail = document.querySelector<HTMLElement>('[data-testid="tour-detail"]')!;
  readonly #button = document.querySelector<HTMLButtonElement>('[data-testid="show-me"]')!;
  readonly #product = document.querySelector<HTMLElement>('[data-testid="tour-product"]')!;
  readonly #again = new CallAgain(this.#button, () => this.#api.post(`/tours/${this.#tour?.id ?? ""}/call-again`));
  #api = new Api("");
  #tour: TourPage | null = null;
  #viewer: WhepViewer | null = null;
  #channel: LiveChannel | null = null;
  #timer = 0;
  #tappedAt = 0;
  #firstFrame: number | null = null;
  #frames = 0;
  #countedAt = 0;

  start(): void {
    this.#button.addEventListener("click", () => void this.#enter());
    document.addEventListener("visibilitychange", () => this.#report());
    addEventListener("pagehide", () => this.#report("gone"));
  }

  async #enter(): Promise<void> {
    this.#tappedAt = performance.now();
    this.#button.disabled = true;
    try {
      const entered = await new Api("").post<Entered>(location.pathname);
      this.#follow(entered);
    } catch (error) {
      this.#say("Something is wrong", error instanceof Problem ? error.message : "Please try again.");
      this.#button.disabled = false;
    }
  }

  #follow(entered: Entered): void {
    this.#api = new Api("", () => keyHeaders(entered.key));
    this.#button.hidden = true;
    this.#viewer = new WhepViewer(
      this.#video,
      entered.whep,
      () => this.#api.post<WhepAddress>(`/tours/${entered.tour.id}/whep`),
      () => this.#report(),
    );
    this.#watchFrames();
    this.#show(entered.tour);
    this.#channel = new LiveChannel(entered.live, {
      hello: () => void this.#api.get<TourPage>(`/tours/${entered.tour.id}/page`).then((tour) => this.#show(tour), () => undefined),
      event: (name, data) => name === "tour" && this.#show(data as TourPage),
      state: () => undefined,
    });
    this.#channel.open();
    this.#countedAt = performance.now();
    this.#timer = window.setInterval(() => this.#report(), REPORT_MS);
    this.#report();
    navigator.wakeLock?.request("screen").catch(() => undefined);
  }

  #show(tour: TourPage): void {
    if (this.#tour && tour.version < this.#tour.version) return;
    this.#tour = tour;
    this.#say(tour.headline, tour.detail);
    this.#showProduct(tour);
    this.#again.show(tour.call_again);
    const over = tour.state === "ended" || tour.state === "expired";
    this.#main.dataset["state"] = tour.state;
    if (over) this.#finish();
    else if (tour.publishing) this.#viewer?.start();
  }

  #showProduct(tour: TourPage): void {
    if (!tour.product || this.#product.dataset["name"] === tour.product.name) return;
    this.#product.dataset["name"] = tour.product.name;
    const picture = new Image(56, 56);
    picture.src = tour.product.image_url;
    picture.alt = "";
    const text = document.createElement("span");
    text.textContent = `${tour.product.name} · ${tour.product.price_text}`;
    this.#product.replaceChildren(picture, text);
    this.#product.hidden = false;
  }

  #finish(): void {
    clearInterval(this.#timer);
    this.#viewer?.stop();
    this.#channel?.close();
    this.#video.srcObject = null;
    this.#main.dataset["picture"] = "none";
  }

  #watchFrames(): void {
    const seen = (): void => {
      this.#frames += 1;
      if (this.#firstFrame === null) {
        this.#firstFrame = Math.round(performance.now() - this.#tappedAt);
        this.#main.dataset["picture"] = "live";
        this.#report();
      }
      this.#video.requestVideoFrameCallback(seen);
    };
    this.#video.requestVideoFrameCallback(seen);
  }

  /** Tell the associate what is really seen here: every 2 s, and at every change. */
  #report(forced = ""): void {
    if (!this.#tour) return;
    const now = performance.now();
    const fps = (this.#frames * 1000) / Math.max(1, now - this.#countedAt);
    this.#frames = 0;
    this.#countedAt = now;
    const body = {
      state: forced || this.#state(fps),
      fps: Math.round(fps * 10) / 10,
      first_frame_ms: this.#firstFrame,
      width: this.#video.videoWidth,
      height: this.#video.videoHeight,
    };
    this.#api.post(`/tours/${this.#tour.id}/viewer`, body).catch(() => undefined);
  }

  #state(fps: number): string {
    if (document.visibilityState === "hidden") return "hidden";
    if (this.#firstFrame === null) return "opened";
    return fps < WEAK_FPS ? "weak" : "watching";
  }

  #say(headline: string, detail: string): void {
    this.#headline.textContent = headline;
    this.#detail.textContent = detail;
  }
}

new TourView().start();
