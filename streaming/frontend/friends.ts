/** Inviting friends: one link, their names, and sending one away again. */

import { Problem } from "../../callcenter/frontend/api";
import { el } from "../../callcenter/frontend/dom";
import { filled } from "./visit";
import type { PageWords, TourPage, Visit } from "./visit";

export class Friends {
  readonly node: HTMLElement;
  readonly #visit: Visit;
  readonly #words: PageWords;
  readonly #list = el("ul", { testid: "friends" });
  readonly #said = el("p", { class: "small", testid: "friends-words", attributes: { role: "status" } });
  readonly #link: HTMLInputElement;
  #shown = "";

  constructor(visit: Visit) {
    this.#visit = visit;
    const words = (this.#words = visit.words);
    this.node = el("section", { class: "friends stack", attributes: { "aria-label": words.friends } });
    this.#link = el("input", { testid: "friends-link", attributes: { readonly: "", "aria-label": words.friends_link } });
    this.#link.hidden = true;
    const invite = el("button", { text: words.invite, testid: "invite", attributes: { type: "button" }, on: { click: () => void this.#invite() } });
    if (visit.viewer.kind === "customer") this.node.append(el("div", { class: "row" }, invite), this.#link, this.#said);
    this.node.append(this.#list);
  }

  show(tour: TourPage): void {
    const here = tour.friends.filter((friend) => friend.here && friend.id !== this.#visit.viewer.id);
    const key = JSON.stringify(here);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#list.replaceChildren(...here.map((friend) => this.#friend(friend)));
    this.#list.hidden = here.length === 0;
  }

  #friend({ id, name }: { id: string; name: string }): HTMLLIElement {
    const away = el("button", { text: this.#words.remove, attributes: { type: "button", "aria-label": filled(this.#words.remove_name, { name }) }, on: { click: () => void this.#remove(id) } });
    return el("li", { class: "row" }, el("span", { text: filled(this.#words.watches_too, { name }) }), this.#visit.viewer.kind === "customer" && away);
  }

  async #invite(): Promise<void> {
    try {
      const { link } = await this.#visit.api.post<{ link: string }>(this.#visit.path("friends"));
      await this.#offer(link);
    } catch (error) {
      this.#said.textContent = error instanceof Problem ? error.message : this.#words.try_again;
    }
  }

  /** By the phone's own sharing, else by copying; the link is shown in any case. */
  async #offer(link: string): Promise<void> {
    this.#link.value = link;
    this.#link.hidden = false;
    const shared = await navigator.share?.({ title: this.#words.watch_with_me, url: link }).then(() => true, () => false);
    if (shared) this.#said.textContent = this.#words.shared;
    else {
      const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
      this.#said.textContent = copied ? this.#words.copied : this.#words.send_link;
    }
  }

  async #remove(id: string): Promise<void> {
    await this.#visit.api.post(this.#visit.path(`friends/${id}/remove`)).catch(() => undefined); // the list says whether it worked
    this.#said.textContent = this.#words.friend_removed;
    this.#link.hidden = true;
  }
}
