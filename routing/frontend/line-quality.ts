/** How the line is, in one light and one sentence that says what to do. No SDK, no page. */

export interface Sample {
  mos: number | null;
  rtt: number;
  jitter: number;
  packetsLostFraction: number;
}

export interface Quality {
  light: "" | "green" | "amber" | "red";
  words: string;
}

const GOOD: Quality = { light: "green", words: "Your line is good." };
const UNKNOWN: Quality = { light: "", words: "" };
const BROKEN: Quality = { light: "red", words: "The line broke. It connects again by itself; stay here." };
const SILENT: Quality = { light: "red", words: "Nothing is heard from your microphone. Is it muted, or the wrong one?" };
const MUTE: Quality = { light: "red", words: "Nothing leaves your computer. Close other programs that use the microphone, or reload this page." };
const DEAF: Quality = { light: "amber", words: "Nothing arrives from the other side. Ask whether they hear you." };
const BAD: Quality = { light: "red", words: "The customer hardly understands you. Move nearer to the Wi-Fi or plug in a cable; turn the camera off if it stays." };
const WARNINGS: [string, Quality][] = [
  ["ice-connectivity-lost", BROKEN],
  ["constant-audio-input-level", SILENT],
  ["low-bytes-sent", MUTE],
  ["low-bytes-received", DEAF],
  ["low-mos", BAD],
  ["high-packet-loss", { light: "amber", words: "Parts of the sound get lost. Move nearer to the Wi-Fi or plug in a cable." }],
  ["high-packets-lost-fraction", { light: "amber", words: "Parts of the sound get lost. Move nearer to the Wi-Fi or plug in a cable." }],
  ["high-jitter", { light: "amber", words: "The line is unsteady. Close downloads and other tabs that load." }],
  ["high-rtt", { light: "amber", words: "The line answers late: leave pauses, you may talk over each other." }],
];
const POOR_MOS = 3.0;
const FAIR_MOS = 3.6;

/** The worst thing known: a warning that stands, or what the last seconds measured. */
export function judge(warnings: ReadonlySet<string>, sample: Sample | null, broken: boolean): Quality {
  if (broken) return BROKEN;
  const standing = WARNINGS.filter(([name]) => warnings.has(name)).map(([, quality]) => quality);
  const worst = standing.find((one) => one.light === "red") ?? standing[0];
  if (worst) return worst;
  if (!sample || sample.mos === null) return UNKNOWN;
  if (sample.mos < POOR_MOS) return BAD;
  if (sample.mos < FAIR_MOS) return { light: "amber", words: "The line is not at its best. If it stays, move nearer to the Wi-Fi." };
  return GOOD;
}

/** Remembers what the telephone said, until the call is over. */
export class LineQuality {
  readonly #warnings = new Set<string>();
  #sample: Sample | null = null;
  #broken = false;

  warn(name: string): void {
    this.#warnings.add(name);
  }

  clear(name: string): void {
    this.#warnings.delete(name);
  }

  sample(one: Sample): void {
    this.#sample = one;
  }

  broke(broken: boolean): void {
    this.#broken = broken;
  }

  get now(): Quality {
    return judge(this.#warnings, this.#sample, this.#broken);
  }
}
