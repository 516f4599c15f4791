/** Proof of work (ALTCHA's second scheme) by the browser's own cryptography, asked for under attack. */

export interface Puzzle {
  parameters: { algorithm: string; cost: number; keyLength: number; keyPrefix: string; nonce: string; salt: string };
  signature: string;
}

/** Find the counter whose derived key begins as asked; about a second of this machine. */
export async function solve(puzzle: Puzzle): Promise<string> {
  const { nonce, salt, cost, keyLength, keyPrefix } = puzzle.parameters;
  const prefix = bytes(nonce);
  const password = new Uint8Array(prefix.length + 4);
  password.set(prefix);
  const counterAt = new DataView(password.buffer, prefix.length);
  for (let counter = 0; ; counter += 1) {
    counterAt.setUint32(0, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost }, key, keyLength * 8);
    const derived = hex(new Uint8Array(bits));
    if (derived.startsWith(keyPrefix)) {
      return btoa(JSON.stringify({ challenge: puzzle, solution: { counter, derivedKey: derived } }));
    }
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hex(raw: Uint8Array): string {
  return Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
