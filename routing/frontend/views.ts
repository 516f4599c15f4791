/** Snapshots as the server sends them (docs/api.md). */

import type { LiveAddress } from "../../callcenter/frontend/live-channel";

export interface Card {
  id: string;
  way: "web" | "scheduled" | "inbound" | "message";
  product: { sku: string; name: string; price_text: string; image_url: string } | null;
  store: string;
  category: string;
  language: string;
  language_name: string;
  queued_at: string;
  waited_s: number;
  told_low_s: number | null;
  told_high_s: number | null;
  phone_masked: string;
}

export interface Person {
  id: string;
  name: string;
  store: string;
  initials: string;
  colour: string;
}

export interface TourView {
  id: string;
  state: "invited" | "waiting" | "live" | "ended" | "expired";
  code: string;
  link_state: "pending" | "sent" | "delivered" | "failed";
  publishing: boolean;
  camera_link: string;
  scene: string;
  viewer: { state: string; rung: string; light: string; text: string; fps: number | null; first_frame_ms: number | null; delay_ms: number | null; delay_at_least: boolean; freezes: number | null; lost_pct: number | null };
  viewers: { id: string; kind: string; name: string; state: string; light: string; text: string }[];
  cameras: { id: string; kind: string; label: string; state: string; on_air: boolean; battery: number | null; charging: boolean; up_kbps: number | null; height: number | null }[];
  on_air: string | null;
  recording: boolean;
  recording_refused: boolean;
  photos: number;
}

export interface ConsultView {
  id: string;
  state: string;
  name: string;
  here: boolean;
  staff: boolean;
  expires_at: string | null;
}

export interface AskedConsult extends ConsultView {
  card: Card;
}

export interface ContactOnDesk {
  card: Card;
  state: string;
  headline: string;
  customer_leg: string;
  associate_leg: string;
  connected_at: string | null;
  held: boolean;
  consult: ConsultView | null;
  whispers: { text: string; at: string }[];
  recording: { allowed: boolean; state: string };
  beside: { line: number; role: "guest" | "supervisor" | "colleague"; name: string; state: string; mode: string }[];
  tour: TourView | null;
}

export interface ConsoleView {
  version: number;
  now: string;
  associate: Person;
  presence: { state: string; reason: string | null; since: string; until: string | null; next: string | null };
  offer: { id: string; expires_at: string; rings_s: number; card: Card; why: string } | null;
  contact: ContactOnDesk | null;
  wrap_up: { card: Card; until: string; outcome_text: string } | null;
  agenda: { id: string; starts_at: string; label: string; keeper: Person | null; card: Card; state: string }[];
  notice: string | null;
  consult: AskedConsult | null;
}

export interface Choice {
  code: string;
  label: string;
}

export interface ConsoleConfig {
  state: ConsoleView;
  live: LiveAddress;
  softphone_url: string;
  dispositions: Choice[];
  decline_reasons: Choice[];
  reasons: Choice[];
  work_outcomes: Choice[];
  beat_s: number;
  sandbox: boolean;
}
