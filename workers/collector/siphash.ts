/**
 * SipHash-2-4 with 128 bits of output (https://www.aumasson.jp/siphash/siphash.pdf): a pseudo-random function under a
 * key of 128 bits, made for short messages. Who does not know the key can neither guess a hash nor go back from one.
 * HMAC by WebCrypto promises no more here, and each of its calls leaves JavaScript and comes back in a later turn of
 * the event loop, which costs more than all the rest of a request's own work (bench/collector.ts).
 */
const FINAL_ROUNDS = 4;
const BLOCK_ROUNDS = 2;
/** A block is 8 bytes: four units of UTF-16. */
const BLOCK_UNITS = 4;

/** Four words of 32 bits. */
export type SipKey = Int32Array;

/** Of the first 16 of `bytes`, as in the paper: little-endian. */
export function sipKey(bytes: Uint8Array): SipKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  return Int32Array.from([0, 4, 8, 12], (at) => view.getInt32(at, true));
}

/**
 * 32 hexadecimal digits: the output's two 64-bit words as numbers. The message is the text's UTF-16, low byte first,
 * so that it needs no encoder and no copy.
 *
 * A 64-bit word is two 32-bit halves, because `BigInt` is slower than WebCrypto; and they are eight variables of one
 * long function, because an array of them is twice as slow.
 */
export function sipHash(key: SipKey, text: string): string {
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
  const whole = text.length - (text.length % BLOCK_UNITS);
  // After the whole blocks one with what is left and the length, then two that each make half of the output.
  for (let at = 0; at <= whole + 2 * BLOCK_UNITS; at += BLOCK_UNITS) {
    const isFinal = at > whole;
    const low = isFinal ? 0 : pairAt(text, at);
    const high = isFinal ? 0 : pairAt(text, at + 2) | (at === whole ? text.length << 25 : 0);
    if (at === whole + BLOCK_UNITS) low2 ^= 0xee;
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

/** Two units as one word; zeros after the end. */
const pairAt = (text: string, at: number): number => unitAt(text, at) | (unitAt(text, at + 1) << 16);
const unitAt = (text: string, at: number): number => (at < text.length ? text.charCodeAt(at) : 0);

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
