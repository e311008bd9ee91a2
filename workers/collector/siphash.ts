/**
 * SipHash-2-4 (https://www.aumasson.jp/siphash/siphash.pdf): a keyed hash of 64 bits under a key of 128, which is what
 * a visitor's id under a day's salt is. WebCrypto has none, and its calls cost twenty times as much as this.
 *
 * A 64-bit word is two 32-bit halves, low one first: `BigInt` would be slower than WebCrypto.
 */
const FINAL_ROUNDS = 4;
const BLOCK_ROUNDS = 2;
/** "somepseudorandomlygeneratedbytes", low half first. */
const START = [
  0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462,
];

/** 16 hexadecimal digits. `key` is 16 bytes. */
export function sipHash(key: Uint8Array, message: Uint8Array): string {
  const v = start(key);
  const blocks = padded(message);
  for (let at = 0; at < blocks.byteLength; at += 8) {
    const low = blocks.getUint32(at, true);
    const high = blocks.getUint32(at + 4, true);
    xorWord(v, 6, low, high);
    for (let i = 0; i < BLOCK_ROUNDS; i++) round(v);
    xorWord(v, 0, low, high);
  }
  xorWord(v, 4, 0xff, 0);
  for (let i = 0; i < FINAL_ROUNDS; i++) round(v);
  return hex(fold(v, 1)) + hex(fold(v, 0));
}

function start(key: Uint8Array): Uint32Array {
  const words = new DataView(key.buffer, key.byteOffset, 16);
  const v = new Uint32Array(START);
  for (const word of [0, 4]) {
    xorWord(v, word, words.getUint32(0, true), words.getUint32(4, true));
    xorWord(v, word + 2, words.getUint32(8, true), words.getUint32(12, true));
  }
  return v;
}

/** Whole blocks of 8 bytes; the last byte is the length. */
function padded(message: Uint8Array): DataView {
  const blocks = new Uint8Array((message.length & ~7) + 8);
  blocks.set(message);
  blocks[blocks.length - 1] = message.length & 255;
  return new DataView(blocks.buffer);
}

function round(v: Uint32Array): void {
  mix(v, 0, 2, 13);
  rotateHalf(v, 0);
  mix(v, 4, 6, 16);
  mix(v, 0, 6, 21);
  mix(v, 4, 2, 17);
  rotateHalf(v, 4);
}

/** a += b; b = rotl(b, bits) ^ a */
function mix(v: Uint32Array, a: number, b: number, bits: number): void {
  const low = word(v, b);
  const high = word(v, b + 1);
  const sum = word(v, a) + low;
  v[a] = sum;
  v[a + 1] = word(v, a + 1) + high + (sum > 0xffffffff ? 1 : 0);
  v[b] = ((low << bits) | (high >>> (32 - bits))) ^ word(v, a);
  v[b + 1] = ((high << bits) | (low >>> (32 - bits))) ^ word(v, a + 1);
}

/** Rotates by 32 bits. */
function rotateHalf(v: Uint32Array, a: number): void {
  const low = word(v, a);
  v[a] = word(v, a + 1);
  v[a + 1] = low;
}

function xorWord(v: Uint32Array, a: number, low: number, high: number): void {
  v[a] = word(v, a) ^ low;
  v[a + 1] = word(v, a + 1) ^ high;
}

const word = (v: Uint32Array, i: number): number => v[i] ?? 0;
const fold = (v: Uint32Array, half: number): number =>
  (word(v, half) ^ word(v, half + 2) ^ word(v, half + 4) ^ word(v, half + 6)) >>> 0;
const hex = (half: number): string => half.toString(16).padStart(8, "0");
