/** Building nodes without markup: works under the strictest content policy of a host page. */

type Child = Node | string | null | undefined | false;

export interface Options {
  class?: string;
  text?: string;
  testid?: string;
  attributes?: Record<string, string>;
  on?: Record<string, (event: Event) => void>;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: Options = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (options.class) node.className = options.class;
  if (options.text !== undefined) node.textContent = options.text;
  if (options.testid) node.dataset["testid"] = options.testid;
  for (const [name, value] of Object.entries(options.attributes ?? {})) node.setAttribute(name, value);
  for (const [name, listener] of Object.entries(options.on ?? {})) node.addEventListener(name, listener);
  node.append(...children.filter((child): child is Node | string => Boolean(child)));
  return node;
}

/** A sign of 24 by 24, drawn along an SVG path in the colour of the text. */
export function icon(path: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const node = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  const drawn = { viewBox: "0 0 24 24", width: "24", height: "24", fill: "none", stroke: "currentColor", "stroke-width": "2.5", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(drawn)) node.setAttribute(name, value);
  node.append(line);
  return node;
}

/** A choice of values with their labels. */
export function select(
  options: ReadonlyArray<readonly [string, string]>,
  chosen: string,
  given: Options = {},
): HTMLSelectElement {
  const node = el("select", given);
  for (const [value, label] of options) {
    const option = el("option", { text: label, attributes: { value } });
    option.selected = value === chosen;
    node.append(option);
  }
  return node;
}

export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A range of seconds in whole minutes, both ends rounded up: better to be early than late. */
export function span(lowS: number, highS: number): string {
  const [low, high] = [lowS, highS].map((seconds) => Math.max(1, Math.ceil(seconds / 60))) as [number, number];
  return low === high ? `${low} minute${low > 1 ? "s" : ""}` : `${low} to ${high} minutes`;
}
