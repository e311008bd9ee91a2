/** Ids that share their random bits; the 12 bits of the count tell them apart. */
const COUNTS = 0x1000;

let count = COUNTS;
let tail = "";

/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of time, a count (§6.2), and 62 random bits, which an isolate draws once for 4,096
 * ids: a draw leaves JavaScript and costs as much as all the hashing of a request. Ids sort by when they were minted.
 */
export function mintEventId(nowMs: number): string {
  if (count === COUNTS) {
    count = 0;
    tail = crypto.randomUUID().slice(18);
  }
  const time = Math.trunc(nowMs).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${(COUNTS + count++).toString(16).slice(1)}${tail}`;
}
