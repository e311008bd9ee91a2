/**
 * A site's public key, `<id>.<tag>`: the tag is an HMAC of the id under the deployment's secret, so a forged key is
 * refused without a look-up and a flood of them costs no reads of D1. It is no secret: every page shows it.
 */
import type { SiteId } from "../../schema/ids.ts";
import { base32 } from "./base32.ts";
import { equalInConstantTime } from "./constant-time.ts";
import { derivedKey } from "./derived-key.ts";

/** 60 random bits. */
const ID_LENGTH = 12;
/** 80 bits of the HMAC: guessing one takes 2^79 requests. */
const TAG_LENGTH = 16;
const KEY_SHAPE = /^([0-9a-z]{1,40})\.([0-9a-z]{16})$/;
/** Keys that were verified in this isolate; forged ones are never kept. */
const MAX_VERIFIED_KEYS = 10_000;

const utf8 = new TextEncoder();
const signingKeys = new Map<string, CryptoKey>();
/** By key, so that the text that came is all that is looked up. */
const verified = new Map<string, { id: SiteId; secret: string }>();

export const mintSiteId = (): SiteId =>
  base32(crypto.getRandomValues(new Uint8Array(8)), ID_LENGTH) as SiteId;

/** The public key of the site `id`; always the same one under the same secret. */
export async function mintSiteKey(secret: string, id: SiteId): Promise<string> {
  const key = signingKeys.get(secret) ?? (await deriveSigningKey(secret));
  const tag = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(id)));
  return `${id}.${base32(tag, TAG_LENGTH)}`;
}

async function deriveSigningKey(secret: string): Promise<CryptoKey> {
  const bytes = await derivedKey(secret, "site-key");
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  signingKeys.set(secret, key);
  return key;
}

/** The id inside a key that this deployment minted; null for any other text. Says nothing of whether the site still exists. */
export function verifySiteKey(secret: string, key: string): SiteId | null | Promise<SiteId | null> {
  const known = verified.get(key);
  return known?.secret === secret ? known.id : verify(secret, key);
}

async function verify(secret: string, key: string): Promise<SiteId | null> {
  const parts = KEY_SHAPE.exec(key);
  if (parts === null) return null;
  const id = parts[1] as SiteId;
  if (!equalInConstantTime(await mintSiteKey(secret, id), key)) return null;
  if (verified.size >= MAX_VERIFIED_KEYS) verified.clear();
  verified.set(key, { id, secret });
  return id;
}
