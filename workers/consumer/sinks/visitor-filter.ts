/** A Bloom filter of the visitors in an archive object: erasure looks here before it opens the file. Pure. */
import type { Manifest } from "../../../schema/archive.ts";
import type { VisitorId } from "../../../schema/ids.ts";

type VisitorFilter = Manifest["visitors"];

/** Ten bits a visitor and seven hashes: one visitor in 120 is looked for in vain, none is missed. */
const BITS_PER_VISITOR = 10;
const HASHES = 7;

export function buildVisitorFilter(visitors: Iterable<VisitorId>): VisitorFilter {
  const distinct = new Set(visitors);
  const bytes = new Uint8Array(Math.max(1, Math.ceil((distinct.size * BITS_PER_VISITOR) / 8)));
  const bits = 8 * bytes.length;
  for (const visitor of distinct)
    for (const bit of bitsOf(visitor, bits, HASHES))
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
  return { bits, hashes: HASHES, filter: base64(bytes) };
}

/** false: certainly not in the object. true: probably in it. */
export function mayHoldVisitor({ bits, hashes, filter }: VisitorFilter, visitor: VisitorId): boolean {
  const binary = atob(filter);
  return bitsOf(visitor, bits, hashes).every((bit) => (binary.charCodeAt(bit >> 3) >> (bit & 7)) & 1);
}

/** An id is a keyed hash, so its two halves serve as the two hashes from which the others are made. */
function bitsOf(visitor: VisitorId, bits: number, hashes: number): number[] {
  const first = Number.parseInt(visitor.slice(0, 8), 16);
  // An even step could visit the same few bits again and again.
  const step = Number.parseInt(visitor.slice(8, 16), 16) | 1;
  return Array.from({ length: hashes }, (_, index) => (first + index * (step >>> 0)) % bits);
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
