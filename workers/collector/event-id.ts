/** UUIDv7 (RFC 9562 §5.7): 48 bits of time, then random bits, so that ids sort by when they were minted. */
export function mintEventId(nowMs: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const random = hex(bytes.subarray(6));
  const time = Math.trunc(nowMs).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-${random.slice(0, 4)}-${random.slice(4, 8)}-${random.slice(8)}`;
}

const hex = (bytes: Uint8Array): string => {
  let digits = "";
  for (const byte of bytes) digits += HEX[byte];
  return digits;
};

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
