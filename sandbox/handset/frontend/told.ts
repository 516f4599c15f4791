/** What the sandbox tells a handset, and how times and numbers are written. */

export type Kind = "mobile" | "landline" | "no-sms";
export type State = "idle" | "ringing" | "dialling" | "talking";

export interface Text {
  other: string;
  body: string;
  mine: boolean;
  at: number;
}

export interface PastCall {
  other: string;
  incoming: boolean;
  at: number;
  talked_s: number;
  outcome: string;
}

export interface PhoneView {
  number: string;
  label: string;
  state: State;
  other: string;
  reason: string;
  captions: string[];
  texts: Text[];
  calls: PastCall[];
  ended?: string;
}

export interface Contact {
  number: string;
  name: string;
}

export type Told = (PhoneView & { type: "phone" }) | { type: "media"; sdp: string } | { type: "problem"; words: string };

export const KINDS: Record<Kind, string> = { mobile: "Mobile", landline: "Landline", "no-sms": "No text messages" };
export const ENDINGS: Record<string, string> = {
  completed: "Call ended", busy: "Busy", "no-answer": "No answer", canceled: "Missed call", failed: "The number cannot be reached",
};

export function name(contacts: Contact[], number: string): string {
  return contacts.find((one) => one.number === number)?.name ?? number;
}

export function clock(at: number): string {
  return new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function duration(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
