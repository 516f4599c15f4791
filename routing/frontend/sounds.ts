/** Sounds made here, as addresses of small WAV files: nothing is fetched from elsewhere. */

const RATE = 8000;
const KEYS: Record<string, [number, number]> = {
  "1": [697, 1209], "2": [697, 1336], "3": [697, 1477],
  "4": [770, 1209], "5": [770, 1336], "6": [770, 1477],
  "7": [852, 1209], "8": [852, 1336], "9": [852, 1477],
  s: [941, 1209], "0": [941, 1336], h: [941, 1477],
};

function samples(seconds: number, frequencies: number[], loud = 0.2): Float32Array {
  const count = Math.round(RATE * seconds);
  const wave = new Float32Array(count);
  for (let n = 0; n < count; n += 1) {
    const edge = Math.min(1, n / 80, (count - n) / 80);
    const sum = frequencies.reduce((total, f) => total + Math.sin((2 * Math.PI * f * n) / RATE), 0);
    wave[n] = (loud * edge * sum) / Math.max(1, frequencies.length);
  }
  return wave;
}

function joined(...parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function wav(wave: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(44 + wave.length * 2));
  const word = (at: number, text: string): void => [...text].forEach((letter, n) => bytes.setUint8(at + n, letter.charCodeAt(0)));
  word(0, "RIFF");
  bytes.setUint32(4, 36 + wave.length * 2, true);
  word(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, RATE, true);
  bytes.setUint32(28, RATE * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  word(36, "data");
  bytes.setUint32(40, wave.length * 2, true);
  wave.forEach((value, n) => bytes.setInt16(44 + n * 2, Math.round(value * 32767), true));
  return URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
}

/** One turn of the offer's ring: two soft notes and a pause. */
export function ringSound(): string {
  return wav(joined(samples(0.35, [660], 0.35), samples(0.35, [880], 0.35), samples(1.3, [])));
}

/** Every sound the Voice SDK would otherwise fetch from its own servers. */
export function softphoneSounds(): Record<string, string> {
  const quiet = wav(samples(0.05, []));
  const sounds: Record<string, string> = { incoming: quiet, outgoing: quiet, disconnect: wav(samples(0.15, [440])) };
  for (const [key, tones] of Object.entries(KEYS)) sounds[`dtmf${key}`] = wav(samples(0.12, tones));
  return sounds;
}
