/** Photos of the tour as cards: small under the picture, large when tapped, kept by a link. */

import { el } from "../../callcenter/frontend/dom";

interface Photo {
  id: string;
  taken_at: string;
}

export class Gallery {
  readonly node = el("ul", { class: "photos", testid: "tour-photos", attributes: { "aria-label": "Photos" } });
  readonly #large = el("img", { attributes: { alt: "" } });
  readonly #keep = el("a", { class: "button", text: "Keep this photo", attributes: { download: "photo.jpg" } });
  readonly #dialog: HTMLDialogElement;
  readonly #known = new Map<string, string>();
  readonly #load: (id: string) => Promise<Blob>;

  constructor(load: (id: string) => Promise<Blob>) {
    this.#load = load;
    const close = el("button", { text: "Close", testid: "photo-close", attributes: { type: "button" }, on: { click: () => this.#dialog.close() } });
    this.#dialog = el("dialog", { class: "photo", attributes: { "aria-label": "Photo" } }, this.#large, el("div", { class: "row" }, this.#keep, close));
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
    const open = el("button", { testid: "tour-photo", attributes: { type: "button", "aria-label": `Photo ${number}: look at it large` }, on: { click: () => this.#open(url, number) } }, small);
    this.node.append(el("li", {}, open));
    this.node.hidden = false;
  }

  #open(url: string, number: number): void {
    this.#large.src = url;
    this.#large.alt = `Photo ${number} of the tour`;
    this.#keep.href = url;
    this.#dialog.showModal();
  }
}
