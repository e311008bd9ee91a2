const hex = (value: number, width: number) => value.toString(16).padStart(width, "0");

/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of time, version, chance. Minted once for an event, and equal in every copy of it.
 * @param random ten random bytes.
 */
export const uuidv7 = (nowMs: number, random: Uint8Array): string =>
  (
    hex(nowMs, 12) +
    [...random]
      .map((byte, index) => hex(index === 0 ? (byte & 15) | 112 : index === 2 ? (byte & 63) | 128 : byte, 2))
      .join("")
  ).replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** Also where `crypto.randomUUID` is missing because the page is not a secure context. */
export const mintId = () => uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
