/**
 * IP addresses in one spelling, so that a visitor's hash does not depend on how a proxy writes them. Pure; the address
 * is hashed by the caller and goes no further.
 */

const MAX_OCTET = 255;
const GROUPS = 8;
/** A household or a phone gets a /64 and picks new addresses in it every day (RFC 8981). */
const KEPT_GROUPS = 4;
const V4_IN_V6 = "0:0:0:0:0:ffff:";

/**
 * The part of an address that stays with one sender: IPv4 whole, IPv6 cut to its /64 (`2001:db8:0:1::/64`), IPv4-mapped
 * IPv6 as IPv4. Null when the text is not an address.
 */
export function senderNetwork(address: string): string | null {
  const v4 = parseV4(address);
  if (v4 !== null) return v4.join(".");
  const groups = parseV6(address);
  if (groups === null) return null;
  const mapped = mappedV4(groups);
  return mapped ?? `${hex(groups.slice(0, KEPT_GROUPS))}::/64`;
}

function parseV4(text: string): number[] | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  const octets = parts.map((part) => (/^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : Number.NaN));
  return octets.every((octet) => octet <= MAX_OCTET) ? octets : null;
}

/** Eight 16-bit groups; `::`, an IPv4 tail, brackets and a zone (`%eth0`) are understood. */
function parseV6(text: string): number[] | null {
  const bare = text.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  const [before = "", after, ...more] = bare.split("::");
  // Only the end of an address may be written as IPv4.
  const head = after !== undefined && before.includes(".") ? null : parseGroups(before);
  const tail = parseGroups(after ?? "");
  if (head === null || tail === null || more.length > 0) return null;
  const missing = GROUPS - head.length - tail.length;
  const isWhole = after === undefined ? missing === 0 : missing >= 1;
  return isWhole ? [...head, ...Array<number>(missing).fill(0), ...tail] : null;
}

function parseGroups(text: string): number[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const v4 = parseV4(parts.at(-1) ?? "");
  if (v4 !== null) parts.pop();
  if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return null;
  const groups = parts.map((part) => Number.parseInt(part, 16));
  const [a = 0, b = 0, c = 0, d = 0] = v4 ?? [];
  return v4 === null ? groups : [...groups, a * 256 + b, c * 256 + d];
}

function mappedV4(groups: number[]): string | null {
  if (!`${hex(groups)}:`.startsWith(V4_IN_V6)) return null;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

const hex = (groups: number[]): string => groups.map((group) => group.toString(16)).join(":");
