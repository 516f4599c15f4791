/** The associate's telephone: the only module that knows the carrier's SDK. */

import "./signal-shim";
import { Call, Device } from "@twilio/voice-sdk";
import type { Api } from "../../callcenter/frontend/api";
import { LineQuality } from "./line-quality";
import type { Quality, Sample } from "./line-quality";
import { softphoneSounds } from "./sounds";

interface Access {
  token: string;
  identity: string;
  ttl_s: number;
  signal_host: string | null;
  edge: string | null;
}

export interface SoftphoneListener {
  /** In words, for the person: empty when all is well. */
  trouble(text: string): void;
  changed(): void;
}

/** Errors the SDK raises at every attempt of a lost connection: it mends itself. */
const PASSING = new Set([31000, 31005, 31009, 53000, 53001]);
export class Softphone {
  readonly #api: Api;
  readonly #listener: SoftphoneListener;
  #device: Device | null = null;
  #call: Call | null = null;
  #connecting = false;
  #line = new LineQuality();
  #raw = new URLSearchParams(location.search).get("audio") === "raw";

  constructor(api: Api, listener: SoftphoneListener) {
    this.#api = api;
    this.#listener = listener;
  }

  get busy(): boolean {
    return this.#connecting || this.#call !== null;
  }

  get muted(): boolean {
    return this.#call?.isMuted() ?? false;
  }

  /** How the line is; empty words while nothing is known. */
  get quality(): Quality {
    return this.#line.now;
  }

  /** The other side's sound, for a level meter or a test. */
  get remote(): MediaStream | null {
    return this.#call?.getRemoteStream() ?? null;
  }

  /** Fetch a token and build the device. The carrier rings nobody here: we only call out. */
  async prepare(): Promise<void> {
    const access = await this.#access();
    const options = {
      codecPreferences: [Call.Codec.PCMU, Call.Codec.Opus],
      closeProtection: true,
      tokenRefreshMs: 30_000,
      maxCallSignalingTimeoutMs: 30_000,
      enableImprovedSignalingErrorPrecision: true,
      appName: "virtual-shopper",
      sounds: softphoneSounds(),
      ...(access.signal_host ? { chunderw: access.signal_host, publishEvents: false } : {}),
      ...(access.edge ? { edge: access.edge } : {}),
    };
    this.#device = new Device(access.token, options as Device.Options);
    this.#device.on("tokenWillExpire", () => void this.#renew());
    this.#device.on("error", (error: { code?: number; message?: string }) => this.#failed(error));
  }

  /** Connect into the conference of a contact; the microphone is asked for here. */
  async connect(contact: string): Promise<void> {
    if (!this.#device) await this.prepare();
    if (!this.#device || this.busy) return;
    this.#connecting = true;
    const audio = this.#raw
      ? { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
      : true;
    try {
      this.#call = await this.#device.connect({ params: { contact }, rtcConstraints: { audio } });
    } catch (error) {
      this.#failed(error as { code?: number; message?: string });
      return;
    } finally {
      this.#connecting = false;
    }
    this.#watch(this.#call);
    this.#listener.trouble("");
    this.#listener.changed();
  }

  hangUp(): void {
    this.#call?.disconnect();
  }

  mute(muted: boolean): void {
    this.#call?.mute(muted);
    this.#listener.changed();
  }

  press(key: string): void {
    this.#call?.sendDigits(key);
  }

  #watch(call: Call): void {
    const over = (): void => {
      this.#call = null;
      this.#listener.changed();
    };
    call.on("disconnect", over);
    call.on("cancel", over);
    call.on("reject", over);
    call.on("accept", () => this.#listener.changed());
    call.on("error", (error: { code?: number; message?: string }) => this.#failed(error));
    this.#measure(call);
  }

  #measure(call: Call): void {
    const line = (this.#line = new LineQuality());
    const tell = (note: () => void) => (): void => {
      note();
      this.#listener.changed();
    };
    call.on("warning", (name: string) => tell(() => line.warn(name))());
    call.on("warning-cleared", (name: string) => tell(() => line.clear(name))());
    call.on("sample", (one: Sample) => line.sample(one));
    call.on("reconnecting", tell(() => line.broke(true)));
    call.on("reconnected", tell(() => line.broke(false)));
  }

  #failed(error: { code?: number; message?: string }): void {
    const code = error.code ?? 0;
    if (code === 31401 || code === 31208) {
      this.#listener.trouble("The browser may not use your microphone. Allow it in the address bar, then accept again.");
    } else if (code === 31402 || code === 31201) {
      this.#listener.trouble("No microphone was found. Plug one in, then accept again.");
    } else if (!PASSING.has(code)) {
      this.#listener.trouble("Your telephone has a problem. Reload the page if it stays.");
    }
    this.#listener.changed();
  }

  async #renew(): Promise<void> {
    this.#device?.updateToken((await this.#access()).token);
  }

  #access(): Promise<Access> {
    return this.#api.get<Access>("/console/softphone");
  }
}
