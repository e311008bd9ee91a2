/** Networks as people write them, in one spelling. Pure. */

/**
 * `203.0.113.7/24` → `203.0.113.0/24`, `2001:DB8::/32` → `2001:db8::/32`; a lone address is a network of one. Null for
 * what is no network.
 */
export function canonicalCidr(text: string): string | null {
  const [, address = "", prefix] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? [];
  const bytes = address.includes(":") ? bytesOfV6(address) : bytesOfV4(address);
  if (bytes === null) return null;
  const bits = prefix === undefined ? bytes.length * 8 : Number(prefix);
  if (bits > bytes.length * 8) return null;
  return `${written(bytes.map((byte, at) => byte & maskAt(bits, at)))}/${bits}`;
}

/** How much of the byte `at` belongs to a prefix of so many bits. */
const maskAt = (bits: number, at: number): number =>
  (0xff << (8 - Math.max(0, Math.min(8, bits - at * 8)))) & 0xff;

function bytesOfV4(address: string): number[] | null {
  const parts = address.split(".");
  const bytes = parts.map(Number);
  const isAddress = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part));
  return isAddress && bytes.every((byte) => byte <= 255) ? bytes : null;
}

function bytesOfV6(address: string): number[] | null {
  const host = URL.parse(`http://[${address}]/`)?.hostname;
  if (host === undefined) return null;
  const [left = "", right] = host.slice(1, -1).split("::");
  const [first, last] = [words(left), words(right ?? "")];
  const zeros = right === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<number>(zeros).fill(0), ...last].flatMap((word) => [word >> 8, word & 0xff]);
}

const words = (text: string): number[] =>
  text === "" ? [] : text.split(":").map((word) => Number.parseInt(word, 16));

function written(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}
