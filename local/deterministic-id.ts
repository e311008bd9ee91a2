/** Event ids that follow from what they name, so that sending again counts once. */
import { createHash } from "node:crypto";

/** A UUID of version 8 (RFC 9562, "custom"): 122 bits of SHA-256 over the parts. */
export function deterministicId(...parts: (string | number)[]): string {
  const bytes = createHash("sha256").update(parts.join("\0")).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
