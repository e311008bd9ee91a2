/** Every way in which a secret text or address might lie around: what a search for leaks looks for. Pure. */

export interface Needle {
  /** For the report: which secret, in which form. */
  name: string;
  bytes: Buffer;
}

/** A text as UTF-8, UTF-16, hexadecimal digits, base64 wherever it may begin, and reversed. */
export function textNeedles(text: string): Needle[] {
  const utf8 = Buffer.from(text);
  const forms: [string, Buffer][] = [
    ["UTF-8", utf8],
    ["UTF-16LE", Buffer.from(text, "utf16le")],
    ["UTF-16BE", Buffer.from(text, "utf16le").swap16()],
    ["hexadecimal", Buffer.from(utf8.toString("hex"))],
    ["HEXADECIMAL", Buffer.from(utf8.toString("hex").toUpperCase())],
    ["percent-encoded", Buffer.from(encodeURIComponent(text))],
    ...[0, 1, 2].map((shift): [string, Buffer] => [`base64 at ${shift}`, base64At(utf8, shift)]),
  ];
  return forms.map(([form, bytes]) => ({ name: `${text} in ${form}`, bytes }));
}

/** Of base64 that begins `shift` bytes before the text only the middle is the text's own. */
function base64At(text: Buffer, shift: number): Buffer {
  const digits = Buffer.concat([Buffer.alloc(shift), text])
    .toString("base64")
    .replaceAll("=", "");
  return Buffer.from(digits.slice(shift === 0 ? 0 : shift + 1, -2));
}

/**
 * An IPv4 address besides its text: as a number, as hexadecimal digits, and inside IPv6. Its four bytes alone are not
 * looked for: in megabytes of compressed data they would be found by chance.
 */
export function ipv4Needles(address: string): Needle[] {
  const octets = Buffer.from(address.split(".").map(Number));
  const mapped = Buffer.concat([Buffer.from("ffff", "hex"), octets]);
  const forms: [string, Buffer][] = [
    ["a number", Buffer.from(String(octets.readUInt32BE()))],
    ["hexadecimal", Buffer.from(octets.toString("hex"))],
    ["IPv6", mapped],
    ["IPv6, little-endian", Buffer.from(mapped).reverse()],
  ];
  return [
    ...textNeedles(address),
    ...forms.map(([form, bytes]) => ({ name: `${address} as ${form}`, bytes })),
  ];
}

/** An IPv6 address, given with all of its eight groups in four digits: also its sixteen bytes, and its shortest text. */
export function ipv6Needles(full: string): Needle[] {
  const bytes = Buffer.from(full.replaceAll(":", ""), "hex");
  const short = new URL(`http://[${full}]`).hostname.slice(1, -1);
  return [
    ...[full, short].flatMap(textNeedles),
    { name: `${full} in bytes`, bytes },
    { name: `${full} in bytes, little-endian`, bytes: Buffer.from(bytes).reverse() },
    { name: `${full} in hexadecimal`, bytes: Buffer.from(bytes.toString("hex")) },
  ];
}

/** Names of the needles that are in the hay. */
export const foundIn = (hay: Buffer, needles: readonly Needle[]): string[] =>
  needles.filter(({ bytes }) => hay.includes(bytes)).map(({ name }) => name);
