/** Inviting friends: one link, their names, and sending one away again. */

import { Problem } from "../../callcenter/frontend/api";
import { el } from "../../callcenter/frontend/dom";
import type { TourPage, Visit } from "./visit";

export class Friends {
  readonly node = el("section", { class: "friends stack", attributes: { "aria-label": "Friends" } });
  readonly #visit: Visit;
  readonly #list = el("ul", { testid: "friends" });
  readonly #said = el("p", { class: "small", testid: "friends-words", attributes: { role: "status" } });
  readonly #link = el("input", { testid: "friends-link", attributes: { readonly: "", "aria-label": "Link for friends" } });
  #shown = "";

  constructor(visit: Visit) {
    this.#visit = visit;
    this.#link.hidden = true;
    const invite = el("button", { text: "Invite a friend", testid: "invite", attributes: { type: "button" }, on: { click: () => void this.#invite() } });
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
    const away = el("button", { text: "Remove", attributes: { type: "button", "aria-label": `Remove ${name}` }, on: { click: () => void this.#remove(id) } });
    return el("li", { class: "row" }, el("span", { text: `${name} watches too` }), this.#visit.viewer.kind === "customer" && away);
  }

  async #invite(): Promise<void> {
    try {
      const { link } = await this.#visit.api.post<{ link: string }>(this.#visit.path("friends"));
      await this.#offer(link);
    } catch (error) {
      this.#said.textContent = error instanceof Problem ? error.message : "Please try again.";
    }
  }

  /** By the phone's own sharing, else by copying; the link is shown in any case. */
  async #offer(link: string): Promise<void> {
    this.#link.value = link;
    this.#link.hidden = false;
    const shared = await navigator.share?.({ title: "Watch with me", url: link }).then(() => true, () => false);
    if (shared) this.#said.textContent = "Shared. Your friends tell their names when they come in.";
    else {
      const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
      this.#said.textContent = copied ? "The link is copied: paste it to your friends." : "Send this link to your friends.";
    }
  }

  async #remove(id: string): Promise<void> {
    await this.#visit.api.post(this.#visit.path(`friends/${id}/remove`)).catch(() => undefined); // the list says whether it worked
    this.#said.textContent = "Removed. The link for friends is a new one from now on.";
    this.#link.hidden = true;
  }
}
