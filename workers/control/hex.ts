/** Bytes and digests as text. */
const utf8 = new TextEncoder();

/** Two lower-case hexadecimal digits a byte. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 of a text as UTF-8, in 64 lower-case hexadecimal digits. */
export const hashOf = async (text: string): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(text))));
