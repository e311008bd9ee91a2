/**
 * One secret, many keys: each purpose hashes under a key of its own (HKDF-SHA-256, RFC 5869), so that a tag made for
 * one purpose never passes for another.
 */
export type KeyPurpose = "site-key" | "route";

const KEY_BITS = 256;

const utf8 = new TextEncoder();

/** The 32 bytes of `purpose` under the deployment's secret. The caller keeps what it makes of them. */
export async function derivedKey(secret: string, purpose: KeyPurpose): Promise<Uint8Array<ArrayBuffer>> {
  const base = await crypto.subtle.importKey("raw", utf8.encode(secret), "HKDF", false, ["deriveBits"]);
  const info = utf8.encode(purpose);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: utf8.encode("footfall/1"), info };
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf, base, KEY_BITS));
}
