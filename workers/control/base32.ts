/** Crockford's alphabet in lower case: no i, l, o, u, so that an id survives being read aloud. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** The first `length` digits of `bytes`, five bits each. Needs ⌈length · 5 / 8⌉ bytes. */
export function base32(bytes: Uint8Array, length: number): string {
  let digits = "";
  for (let i = 0; i < length; i++) {
    const bit = i * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    digits += ALPHABET[(pair >> (11 - (bit & 7))) & 31];
  }
  return digits;
}
