/** What the panel is told: the shapes of `/panel/state.json`. */

export interface CallRow {
  sid: string;
  parent: string | null;
  from: string;
  to: string;
  direction: string;
  status: string;
  alive: boolean;
  created: number;
  answered: number | null;
  ended: number | null;
}

export interface ConferenceRow {
  sid: string;
  name: string;
  status: string;
  created: number;
  participants: { call_sid: string; label: string; muted: boolean; hold: boolean }[];
  reason: string | null;
}

export interface MessageRow {
  sid: string;
  from: string;
  to: string;
  body: string;
  status: string;
  direction: string;
  segments: number;
  error: number | null;
  created: number;
}

export interface WebhookRow {
  number: number;
  at: number;
  kind: string;
  method: string;
  url: string;
  call_sid: string;
  took_ms: number;
  status: number | null;
  error: number;
}

export interface WebhookWhole extends WebhookRow {
  parameters: Record<string, string>;
  signature: string;
  content_type: string;
  body: string;
}

export interface AlertRow {
  sid: string;
  at: number;
  code: number;
  warning: boolean;
  words: string;
  call_sid: string;
}

export interface LogRow {
  id: number;
  at: number;
  kind: string;
  what: string;
  call_sid: string;
  address: string;
  fields: Record<string, unknown>;
}

export interface Faults {
  name: string;
  seed: number;
  armed: { at: string; what: string; share: number; struck: number }[];
  kinds: Record<string, Record<string, string>>;
  deeds: Record<string, string>;
  engaged: number;
}

export interface State {
  now: number;
  calls: CallRow[];
  conferences: ConferenceRow[];
  messages: MessageRow[];
  webhooks: WebhookRow[];
  alerts: AlertRow[];
  log: LogRow[];
  faults: Faults;
}

export function clock(at: number | null): string {
  return at === null ? "" : new Date(at * 1000).toLocaleTimeString("en-GB");
}

export function seconds(row: CallRow, now: number): string {
  if (row.answered === null) return "";
  return `${Math.max(0, Math.round((row.ended ?? now) - row.answered))} s`;
}
