import type { SessionId, SiteId, VisitorId } from "../../../schema/ids.ts";

/**
 * The id of the visit that this event opens: 64 bits, the same whenever and wherever it is computed, so that a
 * repeated ingest opens the same visit. Synchronous, hence not from WebCrypto; it has to spread, not to withstand:
 * who can choose the event's id can only collide with visits of the same site, under a visitor hash that is secret.
 */
export function sessionId(site: SiteId, visitor: VisitorId, eventId: string): SessionId {
  // Two lanes of multiply-and-xor over the text, then mixed into each other (the constants are murmur3's and xxHash's).
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const text = `${site} ${visitor} ${eventId}`;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = mix(high) ^ mix(low ^ (low >>> 13));
  low = mix(low) ^ mix(high ^ (high >>> 13));
  // A brand is put on once, where the id is made.
  return (hex(high) + hex(low)) as SessionId;
}

function mix(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

const hex = (value: number) => (value >>> 0).toString(16).padStart(8, "0");
