/**
 * SipHash-2-4 with 128 bits of output (https://www.aumasson.jp/siphash/siphash.pdf): a pseudo-random function under a
 * key of 128 bits, made for short messages. Who does not know the key can neither guess a hash nor go back from one.
 * HMAC by WebCrypto promises no more here, and each of its calls leaves JavaScript and comes back in a later turn of
 * the event loop, which costs more than all the rest of a request's own work (bench/collector.ts).
 */
const FINAL_ROUNDS = 4;
const BLOCK_ROUNDS = 2;
const BLOCK_BYTES = 8;
const MAX_ASCII = 0x7f;

/** Four words of 32 bits. */
export type SipKey = Int32Array;

/** Of the first 16 of `bytes`, as in the paper: little-endian. */
export function sipKey(bytes: Uint8Array): SipKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  return Int32Array.from([0, 4, 8, 12], (at) => view.getInt32(at, true));
}

/**
 * 32 hexadecimal digits: the output's two 64-bit words as numbers.
 *
 * A 64-bit word is two 32-bit halves, because `BigInt` is slower than WebCrypto; and they are eight variables of one
 * long function, because an array of them is twice as slow.
 */
export function sipHash(key: SipKey, text: string): string {
  const bytes = bytesOf(text);
  const [key0 = 0, key1 = 0, key2 = 0, key3 = 0] = key;
  // "somepseudorandomlygeneratedbytes", and the mark of the long output.
  let low0 = key0 ^ 0x70736575;
  let high0 = key1 ^ 0x736f6d65;
  let low1 = key2 ^ 0x6e646f6d ^ 0xee;
  let high1 = key3 ^ 0x646f7261;
  let low2 = key0 ^ 0x6e657261;
  let high2 = key1 ^ 0x6c796765;
  let low3 = key2 ^ 0x79746573;
  let high3 = key3 ^ 0x74656462;
  let digits = "";
  const whole = bytes.length - (bytes.length % BLOCK_BYTES);
  // After the whole blocks one with what is left and the length, then two that each make half of the output.
  for (let at = 0; at <= whole + 2 * BLOCK_BYTES; at += BLOCK_BYTES) {
    const isFinal = at > whole;
    const low = isFinal ? 0 : wordAt(bytes, at);
    const high = isFinal ? 0 : wordAt(bytes, at + 4) | (at === whole ? bytes.length << 24 : 0);
    if (at === whole + BLOCK_BYTES) low2 ^= 0xee;
    else if (isFinal) low1 ^= 0xdd;
    low3 ^= low;
    high3 ^= high;
    for (let round = isFinal ? FINAL_ROUNDS : BLOCK_ROUNDS; round > 0; round--) {
      let sum = (low0 + low1) | 0;
      let swap = (high0 + high1 + carry(sum, low1)) | 0;
      high0 = sum; // rotated by 32, which swaps the halves
      low0 = swap;
      swap = ((low1 << 13) | (high1 >>> 19)) ^ high0;
      high1 = ((high1 << 13) | (low1 >>> 19)) ^ low0;
      low1 = swap;
      low2 = (low2 + low3) | 0;
      high2 = (high2 + high3 + carry(low2, low3)) | 0;
      swap = ((low3 << 16) | (high3 >>> 16)) ^ low2;
      high3 = ((high3 << 16) | (low3 >>> 16)) ^ high2;
      low3 = swap;
      low0 = (low0 + low3) | 0;
      high0 = (high0 + high3 + carry(low0, low3)) | 0;
      swap = ((low3 << 21) | (high3 >>> 11)) ^ low0;
      high3 = ((high3 << 21) | (low3 >>> 11)) ^ high0;
      low3 = swap;
      sum = (low2 + low1) | 0;
      swap = (high2 + high1 + carry(sum, low1)) | 0;
      high2 = sum;
      low2 = swap;
      swap = ((low1 << 17) | (high1 >>> 15)) ^ high2;
      high1 = ((high1 << 17) | (low1 >>> 15)) ^ low2;
      low1 = swap;
    }
    low0 ^= low;
    high0 ^= high;
    if (isFinal) digits += hex(high0 ^ high1 ^ high2 ^ high3) + hex(low0 ^ low1 ^ low2 ^ low3);
  }
  return digits;
}

/** 1 where the 32-bit sum of `addend` and another went over. */
const carry = (sum: number, addend: number): number => (sum >>> 0 < addend >>> 0 ? 1 : 0);

/**
 * Text as characters of one byte each: ASCII as it is, anything else as UTF-16 behind a byte that no ASCII has, so that no
 * two texts are the same bytes. Nearly all that is hashed is ASCII, and takes half the blocks that way.
 */
function bytesOf(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > MAX_ASCII) return wideBytesOf(text);
  return text;
}

function wideBytesOf(text: string): string {
  let bytes = "\xff";
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes += String.fromCharCode(unit & 0xff, unit >> 8);
  }
  return bytes;
}

/** Four bytes as one word, lowest first; zeros after the end. */
const wordAt = (bytes: string, at: number): number =>
  byteAt(bytes, at) |
  (byteAt(bytes, at + 1) << 8) |
  (byteAt(bytes, at + 2) << 16) |
  (byteAt(bytes, at + 3) << 24);
const byteAt = (bytes: string, at: number): number => (at < bytes.length ? bytes.charCodeAt(at) : 0);

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const hex = (word: number): string =>
  `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;
