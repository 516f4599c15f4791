/** What the console's pages are drawn from, and what can be done on them. */

import type { CameraPanel } from "../../streaming/frontend/camera-panel";
import type { Filming } from "../../streaming/frontend/filming";
import type { CallTools } from "./call-tools";
import type { Consult } from "./consult";
import type { Rejoin } from "./rejoin";
import type { Softphone } from "./softphone";
import type { ConsoleConfig, ConsoleView } from "./views";
import type { Worklist } from "./worklist";

/** Where glasses and encoders publish, and the token they send. */
export interface EncoderAddress {
  whip_url: string;
  token: string;
}

export interface Desk {
  config: ConsoleConfig;
  view: ConsoleView;
  softphone: Softphone;
  filming: Filming;
  panel: CameraPanel;
  encoder: EncoderAddress | null;
  tools: CallTools;
  rejoin: Rejoin;
  consult: Consult;
  worklist: Worklist;
  trouble: string;
  live: boolean;
  microphone: string;
  keypad: boolean;
  declining: boolean;
  help: boolean;
  disposition: string;
  note: string;
  /** Seconds since an instant, by the server's clock. */
  since(at: string): number;
}

export interface Actions {
  presence(state: string, reason: string): void;
  accept(): void;
  decline(reason: string): void;
  askDecline(): void;
  hangUp(): void;
  mute(): void;
  keypad(): void;
  press(key: string): void;
  startTour(): void;
  /** A command about the running tour: `end`, `link`, `recording`, `viewers/<id>/remove`... */
  tour(rest: string, body?: unknown): void;
  encoder(): void;
  dispose(): void;
  choose(code: string): void;
  write(note: string): void;
  microphone(): void;
  help(): void;
}
