/**
 * One secret, many keys: each purpose signs with a key of its own (HKDF-SHA-256, RFC 5869), so that a tag made for
 * one purpose never passes for another.
 */
export type KeyPurpose = "site-key" | "route";

const utf8 = new TextEncoder();
const keys = new Map<string, Promise<CryptoKey>>();

/** The HMAC-SHA-256 key of `purpose` under the deployment's secret. Derived once per isolate. */
export function derivedKey(secret: string, purpose: KeyPurpose): Promise<CryptoKey> {
  const name = `${purpose}\n${secret}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const derived = derive(secret, purpose);
  keys.set(name, derived);
  return derived;
}

async function derive(secret: string, purpose: KeyPurpose): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", utf8.encode(secret), "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: utf8.encode("footfall/1"), info: utf8.encode(purpose) },
    base,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign"],
  );
}
