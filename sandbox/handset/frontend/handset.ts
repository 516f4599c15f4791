/** The page of all handsets, or of the one named after `#`. */

import { Phone } from "./phone";
import type { Contact, Kind } from "./told";

interface Config {
  handsets: { number: string; label: string; kind: Kind }[];
  contacts: Contact[];
}

const root = document.getElementById("handsets") as HTMLElement;
const answer = await fetch("/handset/config.json");
const config = (await answer.json()) as Config;
const wanted = location.hash.slice(1);
const shown = config.handsets.filter((one) => !wanted || one.number.slice(1) === wanted);
const phones = new Map(shown.map((one) => [one.number, new Phone(one, config.contacts)]));
root.replaceChildren(...[...phones.values()].map((phone) => phone.node));
if (!shown.length) root.textContent = "There is no such handset.";
window.addEventListener("hashchange", () => location.reload());
Object.defineProperty(globalThis, "virtualShopperHandsets", { value: phones });
