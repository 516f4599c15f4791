/** A visit to a tour: follows what the server says and what the picture measures; tells both. */

import { Api, Problem, keyHeaders } from "../../callcenter/frontend/api";
import { LiveChannel } from "../../callcenter/frontend/live-channel";
import type { LiveAddress } from "../../callcenter/frontend/live-channel";
import { Picture } from "./picture";
import type { WhepAddress } from "./whep";

export interface TourPage {
  id: string;
  version: number;
  state: string;
  scene: string;
  associate: { name: string; store: string; initials: string } | null;
  product: { name: string; price_text: string; image_url: string } | null;
  headline: string;
  detail: string;
  publishing: boolean;
  call_again: boolean;
  recording: boolean;
  friends: { id: string; name: string; here: boolean }[];
  photos: { id: string; width: number; height: number; taken_at: string }[];
}

/** What a page says by itself, in the customer's language (streaming/languages). */
export interface PageWords extends Record<PageWord, string> {
  measured: Record<string, [string, string]>;
}

type PageWord =
  | "store" | "larger" | "smaller" | "corner" | "call_again" | "try_again" | "friends" | "invite" | "friends_link" | "remove" | "remove_name"
  | "watches_too" | "watch_with_me" | "shared" | "copied" | "send_link" | "friend_removed" | "photos" | "photo" | "photo_large" | "photo_of_tour"
  | "keep_photo" | "close" | "see_after" | "live_picture" | "still_picture";

/** Put values into the places of a sentence. */
export function filled(sentence: string, values: Record<string, string | number>): string {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, String(value)), sentence);
}

export interface Entered {
  tour: TourPage;
  viewer: { id: string; kind: "customer" | "friend"; name: string };
  key: string;
  whep: WhepAddress;
  live: LiveAddress;
  words: PageWords;
}

/** What a page shows: the server's words, or ours where only the page can know. */
export interface Shown {
  tour: TourPage;
  scene: string;
  headline: string;
  detail: string;
  picture: "none" | "live" | "stills" | "photos";
}

const REPORT_MS = 2000;
const LOST_MS = 3000;
const MEDIA_KEEPS_MS = 8 * 60_000;

export class Visit {
  readonly api: Api;
  readonly viewer: Entered["viewer"];
  readonly words: PageWords;
  readonly picture: Picture;
  readonly #channel: LiveChannel;
  readonly #show: (shown: Shown) => void;
  #tour: TourPage;
  #whep: WhepAddress;
  #whepAt = Date.now();
  #timer: number;
  #lostAt = 0;
  #removed = false;

  constructor(base: string, entered: Entered, screen: { video: HTMLVideoElement; canvas: HTMLCanvasElement }, tappedAt: number, show: (shown: Shown) => void) {
    this.api = new Api(base, () => keyHeaders(entered.key));
    this.viewer = entered.viewer;
    this.words = entered.words;
    this.#tour = entered.tour;
    this.#whep = entered.whep;
    this.#show = show;
    this.picture = new Picture(screen.video, screen.canvas, (fresh) => this.#address(fresh), tappedAt, () => this.#news());
    this.#channel = new LiveChannel(entered.live, {
      hello: () => void this.#refresh(),
      event: (name, data) => this.#heard(name, data),
      state: (open) => this.#connected(open),
    });
    this.#timer = window.setInterval(() => this.#tick(), REPORT_MS);
    document.addEventListener("visibilitychange", this.#turned);
    addEventListener("pagehide", this.#leave);
    this.#channel.open();
    this.#take(entered.tour);
    this.report();
  }

  get over(): boolean {
    return this.#removed || this.#tour.state === "ended" || this.#tour.state === "expired";
  }

  path(rest: string): string {
    return `/tours/${this.#tour.id}/${rest}`;
  }

  /** Tell the associate what is really seen here: every 2 s, and at every change. */
  report(forced = ""): void {
    if (this.over) return;
    const { rung, fps, firstFrame, delay, atLeast, freezes, lost } = this.picture.measured;
    const body = {
      state: forced || this.#state(),
      rung,
      fps: Math.round(fps),
      first_frame_ms: firstFrame,
      delay_ms: delay === null ? null : Math.round(delay),
      delay_at_least: atLeast,
      freezes,
      lost_pct: Math.round(lost * 100),
    };
    this.api.post(this.path("viewer"), body).then(
      () => (this.#lostAt = 0),
      (error: unknown) => this.#unreported(error),
    );
  }

  /** End for this page. */
  close(): void {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#turned);
    removeEventListener("pagehide", this.#leave);
    this.picture.stop();
    this.#channel.close();
  }

  readonly #turned = (): void => this.report();
  readonly #leave = (): void => this.report("gone");

  #tick(): void {
    this.report();
    this.#draw();
  }

  #state(): string {
    if (document.visibilityState === "hidden") return "hidden";
    if (this.picture.measured.firstFrame === null) return "opened";
    return this.picture.measured.weak && this.#tour.publishing ? "weak" : "watching";
  }

  #unreported(error: unknown): void {
    if (error instanceof Problem && error.status === 403) this.#remove();
    else if (!this.#lostAt) this.#lostAt = Date.now();
  }

  #heard(name: string, data: unknown): void {
    if (name === "tour") this.#take(data as TourPage);
    if (name === "line" && (data as { viewer: string }).viewer === this.viewer.id) this.picture.line((data as { weak: boolean }).weak);
    if (name === "removed" && (data as { viewer: string }).viewer === this.viewer.id) this.#remove();
  }

  #connected(open: boolean): void {
    if (open) this.#lostAt = 0;
    else if (!this.#lostAt) this.#lostAt = Date.now();
    this.#draw();
  }

  async #refresh(): Promise<void> {
    try {
      this.#take(await this.api.get<TourPage>(this.path("page")));
    } catch (error) {
      this.#unreported(error);
    }
  }

  #take(tour: TourPage): void {
    if (tour.version < this.#tour.version) return;
    this.#tour = tour;
    this.picture.expect(tour.publishing && tour.scene !== "paused" && !this.over);
    this.#draw();
    if (this.over) this.close();
  }

  #remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.close();
    this.#draw();
  }

  #news(): void {
    this.report();
    this.#draw();
  }

  #draw(): void {
    const tour = this.#tour;
    const own = this.#own();
    const words = this.words.measured[own];
    const name = tour.associate?.name.split(" ")[0] ?? this.words.store;
    const [headline, detail] = words ? [words[0], filled(words[1], { name })] : [tour.headline, tour.detail];
    this.#show({ tour, scene: own || tour.scene, headline, detail, picture: this.over ? "none" : this.picture.shows });
  }

  /** What only this page knows, where it matters more than what the server said. */
  #own(): string {
    if (this.#removed) return "removed";
    if (this.over || this.#tour.scene === "interrupted") return "";
    const { rung, weak } = this.picture.measured;
    if (this.#lostAt && Date.now() - this.#lostAt > LOST_MS) return "reconnecting";
    if (!this.#tour.publishing || this.#tour.scene === "paused") return "";
    if (rung !== "live") return rung;
    return weak ? "weak" : "";
  }

  async #address(fresh: boolean): Promise<WhepAddress> {
    if (fresh || Date.now() - this.#whepAt > MEDIA_KEEPS_MS) {
      this.#whep = await this.api.post<WhepAddress>(this.path("whep"));
      this.#whepAt = Date.now();
    }
    return this.#whep;
  }
}

