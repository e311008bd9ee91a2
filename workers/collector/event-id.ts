/** UUIDv7 (RFC 9562 §5.7): 48 bits of time, then random bits, so that ids sort by when they were minted. */
export function mintEventId(nowMs: number): string {
  const time = Math.trunc(nowMs).toString(16).padStart(12, "0");
  // A random UUIDv4 differs from a v7 in its first 48 bits and its version digit only, and is native code.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}
