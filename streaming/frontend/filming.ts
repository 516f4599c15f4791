/** One camera in its tour: signs in, goes on the air, stands by for another, reports, takes photos. */

import { Api, Problem, keyHeaders } from "../../callcenter/frontend/api";
import { LiveChannel } from "../../callcenter/frontend/live-channel";
import type { LiveAddress } from "../../callcenter/frontend/live-channel";
import { Battery } from "./battery";
import { Camera } from "./camera";
import type { PublishAddress } from "./whip";

export interface CameraTour {
  version?: number;
  id: string;
  state: string;
  on_air: string | null;
  recording: boolean;
  photos: number;
  viewers: { id: string; name: string; light: string; text: string }[];
}

export interface SignedIn {
  camera: string;
  key: string;
  live: LiveAddress;
  tour: CameraTour;
}

const REPORT_MS = 5000;
const SETTLES_MS = 2000;

export class Filming {
  readonly camera: Camera;
  readonly battery: Battery;
  readonly #signIn: () => Promise<SignedIn>;
  readonly #keepsLens: boolean;
  readonly #changed: () => void;
  #api: Api | null = null;
  #id = "";
  #channel: LiveChannel | null = null;
  #timer = 0;
  #tookAt = 0;
  #reported = "";
  tour: CameraTour | null = null;
  /** The last thing that went well or wrong, in words. */
  said = "";

  /** `keepsLens`: stays ready while another camera films, as a phone does. */
  constructor(signIn: () => Promise<SignedIn>, keepsLens: boolean, changed: () => void) {
    this.#signIn = signIn;
    this.#keepsLens = keepsLens;
    this.#changed = changed;
    this.camera = new Camera((take) => this.#address(take), () => this.#moved());
    this.battery = new Battery(() => this.#changed());
    addEventListener("pagehide", () => this.#report("gone"));
  }

  get over(): boolean {
    return this.tour?.state === "ended" || this.tour?.state === "expired";
  }

  /** Sign in where that has not happened yet, and film: a person asked for it. Raises Problem. */
  async begin(): Promise<void> {
    if (!this.#api) this.#enter(await this.#signIn());
    await this.camera.start(true);
  }

  /** Leave the tour: it is over, or another one begins. */
  end(): void {
    this.camera.stop();
    clearInterval(this.#timer);
    this.#channel?.close();
    this.#api = this.#channel = this.tour = null;
    this.#id = this.#reported = this.said = "";
  }

  async photo(): Promise<void> {
    this.#say("Taking the photo…");
    try {
      await this.#api?.send(`/cameras/${this.#id}/photos`, await this.camera.photo());
      this.#say("The photo is on the customer's page.");
    } catch (error) {
      this.#say(error instanceof Problem ? error.message : "The photo did not work. Try again.");
    }
  }

  #enter(found: SignedIn): void {
    this.#api = new Api("", () => keyHeaders(found.key));
    this.#id = found.camera;
    this.tour = found.tour;
    this.#channel = new LiveChannel(found.live, {
      hello: () => void this.#refresh(),
      event: (name, data) => name === "camera" && this.#take(data as CameraTour),
      state: () => undefined,
    });
    this.#channel.open();
    this.#timer = window.setInterval(() => this.#report(), REPORT_MS);
  }

  async #refresh(): Promise<void> {
    const tour = await this.#api?.get<CameraTour>(`/cameras/${this.#id}`).catch(() => null); // the next hello asks again
    if (tour) this.#take(tour);
  }

  #take(tour: CameraTour): void {
    if (tour.version !== undefined && tour.version < (this.tour?.version ?? 0)) return;
    this.tour = tour;
    if (this.over) {
      this.camera.stop();
      clearInterval(this.#timer);
      this.#channel?.close();
    } else this.#yield(tour);
    this.#changed();
  }

  /** One camera films at a time: the tour says which. */
  #yield({ on_air: onAir }: CameraTour): void {
    const standing = this.camera.state === "standby";
    const settled = performance.now() - this.#tookAt > SETTLES_MS;
    if (onAir === this.#id && standing) void this.camera.start(false);
    else if (onAir && onAir !== this.#id && this.camera.on && !standing && settled) this.camera.standBy(this.#keepsLens);
  }

  async #address(take: boolean): Promise<PublishAddress | null> {
    if (!this.#api) throw new Error("Not signed in");
    if (take) this.#tookAt = performance.now();
    try {
      const address = await this.#api.post<PublishAddress>(`/cameras/${this.#id}/publish`, { take });
      if (take) this.#tookAt = performance.now();
      return address;
    } catch (error) {
      if (error instanceof Problem && error.status === 409) return null;
      throw error;
    }
  }

  #moved(): void {
    if (this.#state() !== this.#reported) this.#report();
    this.#changed();
  }

  #report(forced = ""): void {
    if (!this.#api || this.over) return;
    this.#reported = forced || this.#state();
    const { uplink } = this.camera;
    const body = { state: this.#reported, battery: this.battery.percent, charging: this.battery.charging, up_kbps: uplink.kbps, height: uplink.lines };
    this.#api.post(`/cameras/${this.#id}/report`, body).catch(() => undefined); // the next one follows in 5 s
    this.#changed();
  }

  #state(): string {
    const { state, show } = this.camera;
    if (state === "idle" || state === "standby") return "standby";
    if (state !== "live") return state === "connecting" ? "standby" : "paused";
    return { picture: "filming", frozen: "frozen", card: "covered" }[show];
  }

  #say(words: string): void {
    this.said = words;
    this.#changed();
  }
}
