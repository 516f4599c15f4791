/** Photos of the tour as cards: small under the picture, large when tapped, kept by a link. */

import { el } from "../../callcenter/frontend/dom";
import { filled } from "./visit";
import type { PageWords } from "./visit";

interface Photo {
  id: string;
  taken_at: string;
}

export class Gallery {
  readonly node: HTMLElement;
  readonly #large = el("img", { attributes: { alt: "" } });
  readonly #keep: HTMLAnchorElement;
  readonly #words: PageWords;
  readonly #dialog: HTMLDialogElement;
  readonly #known = new Map<string, string>();
  readonly #load: (id: string) => Promise<Blob>;

  constructor(words: PageWords, load: (id: string) => Promise<Blob>) {
    this.#words = words;
    this.#load = load;
    this.node = el("ul", { class: "photos", testid: "tour-photos", attributes: { "aria-label": words.photos } });
    this.#keep = el("a", { class: "button", text: words.keep_photo, attributes: { download: "photo.jpg" } });
    const close = el("button", { text: words.close, testid: "photo-close", attributes: { type: "button" }, on: { click: () => this.#dialog.close() } });
    this.#dialog = el("dialog", { class: "photo", attributes: { "aria-label": words.photo } }, this.#large, el("div", { class: "row" }, this.#keep, close));
    this.node.hidden = true;
  }

  get dialog(): HTMLDialogElement {
    return this.#dialog;
  }

  show(photos: readonly Photo[]): void {
    photos.forEach((photo, index) => {
      if (this.#known.has(photo.id)) return;
      this.#known.set(photo.id, "");
      void this.#add(photo, index + 1);
    });
  }

  async #add(photo: Photo, number: number): Promise<void> {
    const blob = await this.#load(photo.id).catch(() => null);
    if (!blob) {
      this.#known.delete(photo.id);
      return;
    }
    const url = URL.createObjectURL(blob);
    this.#known.set(photo.id, url);
    const small = el("img", { attributes: { src: url, alt: "" } });
    const open = el("button", { testid: "tour-photo", attributes: { type: "button", "aria-label": filled(this.#words.photo_large, { number }) }, on: { click: () => this.#open(url, number) } }, small);
    this.node.append(el("li", {}, open));
    this.node.hidden = false;
  }

  #open(url: string, number: number): void {
    this.#large.src = url;
    this.#large.alt = filled(this.#words.photo_of_tour, { number });
    this.#keep.href = url;
    this.#dialog.showModal();
  }
}
