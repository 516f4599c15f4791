/** What the widget and the server say to each other (docs/api.md). */

import { Api, keyHeaders } from "./api";
import type { LiveAddress } from "./live-channel";
import type { Puzzle } from "./widget-proof";

export interface Store {
  slug: string;
  name: string;
  city: string;
  open: boolean;
  hours_text: string;
  timezone: string;
  languages: { code: string; name: string }[];
}

export interface WidgetConfig {
  stores: Store[];
  categories: { slug: string; name: string }[];
  regions: { code: string; name: string; calling_code: string }[];
  consent: { version: string; call_text: string; sms_text: string };
  product: { sku: string; name: string; price_text: string; image_url: string; category: string } | null;
  store: string | null;
  proof: Puzzle | null;
  sandbox: boolean;
}

export interface ContactView {
  id: string;
  version: number;
  state: string;
  headline: string;
  detail: string;
  associate: { name: string; store: string; initials: string; colour: string } | null;
  position: number | null;
  wait_estimate_s: number | null;
  wait_low_s: number | null;
  wait_high_s: number | null;
  waited_s: number;
  give_up_s: number;
  alternatives_after_s: number;
  keeps_place: boolean;
  tour: { code: string } | null;
  phone_masked: string;
}

export interface Wish {
  store: string;
  category: string;
  language: string;
  sku: string | null;
  phone: string;
  region: string;
  sms_consent: boolean;
  consent_version: string;
  /** A field that people do not see; robots fill it in. */
  website: string;
  proof?: string;
}

export interface Picked {
  starts_at: string;
  timezone: string;
  hold: string;
}

export interface Slots {
  timezone: string;
  store_timezone: string;
  days: { date: string; label: string; slots: { starts_at: string; label: string; store_label: string }[] }[];
}

export interface Access {
  key: string;
  live: LiveAddress;
}

export interface Booked {
  appointment: { id: string; starts_at: string; label: string; store_label: string; store_phone: string; calendar_url: string };
}

export class WidgetApi {
  readonly base: string;
  readonly #open: Api;

  constructor(base: string) {
    this.base = base;
    this.#open = new Api(`${base}/widget`);
  }

  config(store: string, sku: string): Promise<WidgetConfig> {
    return this.#open.get(`/config?${new URLSearchParams({ store, sku })}`);
  }

  call(wish: Wish): Promise<Access & { contact: ContactView }> {
    return this.#open.post("/calls", wish);
  }

  slots(store: string, category: string, language: string, timezone: string): Promise<Slots> {
    return this.#open.get(`/slots?${new URLSearchParams({ store, category, language, timezone })}`);
  }

  hold(store: string, category: string, language: string, picked: Picked): Promise<{ hold: string; expires_at: string }> {
    return this.#open.post("/holds", { store, category, language, ...picked });
  }

  book(wish: Wish, picked: Picked): Promise<Booked> {
    return this.#open.post("/appointments", { ...wish, ...picked });
  }

  look(id: string, key: string): Promise<ContactView> {
    return this.#keyed(key).get(`/calls/${id}`);
  }

  cancel(id: string, key: string): Promise<ContactView> {
    return this.#keyed(key).post(`/calls/${id}/cancel`);
  }

  keepPlace(id: string, key: string): Promise<ContactView> {
    return this.#keyed(key).post(`/calls/${id}/keep-place`);
  }

  again(id: string, key: string): Promise<ContactView> {
    return this.#keyed(key).post(`/calls/${id}/again`);
  }

  #keyed(key: string): Api {
    return new Api(`${this.base}/widget`, () => keyHeaders(key));
  }
}
