/**
 * IP addresses in one spelling, so that a visitor's hash does not depend on how a proxy writes them. Pure; the address
 * is hashed by the caller and goes no further.
 */

const GROUPS = 8;
/** A household or a phone gets a /64 and picks new addresses in it every day (RFC 8981). */
const KEPT_GROUPS = 4;
const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const V6 = /^[0-9a-f:.]+$/i;
/** IPv4 in IPv6, as URLs spell it. */
const MAPPED_V4 = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/;

/**
 * The part of an address that stays with one sender: IPv4 whole, IPv6 cut to its /64 (`2001:db8:0:1::/64`), IPv4-mapped
 * IPv6 as IPv4. Null when the text is not an address.
 */
export function senderNetwork(address: string): string | null {
  const canonical = canonicalAddress(address);
  if (canonical === null || !canonical.includes(":")) return canonical;
  return `${groupsOf(canonical).slice(0, KEPT_GROUPS).join(":")}::/64`;
}

/** The whole address in binary digits, 32 or 128 of them; IPv4-mapped IPv6 as IPv4. Null when the text is not an address. */
export function addressBits(address: string): string | null {
  const canonical = canonicalAddress(address);
  if (canonical === null) return null;
  return canonical.includes(":")
    ? groupsOf(canonical)
        .map((group) => binary(Number.parseInt(group, 16), 16))
        .join("")
    : canonical
        .split(".")
        .map((octet) => binary(Number(octet), 8))
        .join("");
}

const binary = (value: number, digits: number): string => value.toString(2).padStart(digits, "0");

function canonicalAddress(address: string): string | null {
  if (V4.test(address)) return address;
  const v6 = canonicalV6(address);
  const [, high, low] = MAPPED_V4.exec(v6 ?? "") ?? [];
  return high !== undefined && low !== undefined ? `${octets(high)}.${octets(low)}` : v6;
}

/** Shortest and in lower case (RFC 5952), by the URL parser's own rules; brackets and a zone (`%eth0`) are taken off. */
function canonicalV6(text: string): string | null {
  const bare = text.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  const url = `http://[${bare}]`;
  return V6.test(bare) && URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : null;
}

function groupsOf(canonical: string): string[] {
  const [head = [], tail = []] = canonical.split("::").map((part) => (part === "" ? [] : part.split(":")));
  return [...head, ...Array<string>(GROUPS - head.length - tail.length).fill("0"), ...tail];
}

function octets(group: string): string {
  const value = Number.parseInt(group, 16);
  return `${value >> 8}.${value & 255}`;
}
