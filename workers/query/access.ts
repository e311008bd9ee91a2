/**
 * People who come through Cloudflare Access. Access signs a token (RS256) that says who passed; we believe it when the
 * team's published key made it, for this application, now.
 * https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/
 */
import { z } from "zod";
import { within } from "../control/deadline.ts";
import { failure, log } from "../control/log.ts";

export interface AccessSettings {
  /** `https://<team>.cloudflareaccess.com`. */
  team: string;
  /** The application's audience tag. */
  audience: string;
}

/** Clocks differ. */
const LEEWAY_S = 60;
/** Access rotates its keys every few weeks and publishes the next one ahead. */
const KEYS_FRESH_MS = 3_600_000;
/** A token with an unknown key may come from a new one; forged ones must not have us ask for each. */
const ASK_AGAIN_MS = 60_000;
/** Keys that cannot be read anew are believed for so long. */
const KEYS_STALE_MS = 86_400_000;
const KEYS_TIMEOUT_MS = 5_000;

const header = z.object({ alg: z.literal("RS256"), kid: z.string() });
const claims = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  nbf: z.number().optional(),
  email: z.string().min(3),
});
const published = z.object({
  keys: z.array(z.object({ kid: z.string(), kty: z.literal("RSA"), n: z.string(), e: z.string() })),
});

export type Vouched = { ok: true; email: string } | { ok: false; reason: "invalid" | "keys_away" };

const invalid: Vouched = { ok: false, reason: "invalid" };

/** Who the assertion vouches for, in lower case. */
export async function verifyAssertion(
  assertion: string,
  { team, audience }: AccessSettings,
  nowMs: number,
): Promise<Vouched> {
  const parts = assertion.split(".");
  const [head = "", body = "", signature = ""] = parts;
  const [said, claimed] = [header.safeParse(decode(head)), claims.safeParse(decode(body))];
  if (parts.length !== 3 || !said.success || !claimed.success) return invalid;
  const { iss, aud, exp, nbf, email } = claimed.data;
  const nowS = nowMs / 1_000;
  const isMeant = iss === team && (Array.isArray(aud) ? aud : [aud]).includes(audience);
  if (!isMeant || exp <= nowS - LEEWAY_S || (nbf !== undefined && nbf > nowS + LEEWAY_S)) return invalid;
  const keys = await keysOf(team, said.data.kid, nowMs);
  if (keys === null) return { ok: false, reason: "keys_away" };
  const key = keys.get(said.data.kid);
  const bytes = bytesOf(signature);
  if (key === undefined || bytes === null) return invalid;
  const signed = new TextEncoder().encode(`${head}.${body}`);
  const isTrue = await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, bytes, signed);
  return isTrue ? { ok: true, email: email.toLowerCase() } : invalid;
}

interface Keys {
  byId: ReadonlyMap<string, CryptoKey>;
  /** When they were read, and when they were last asked for, ms. */
  readAt: number;
  askedAt: number;
}
const known = new Map<string, Keys>();

/** The team's keys, from the isolate's memory while they are fresh and hold `kid`; null when they cannot be had at all. */
async function keysOf(team: string, kid: string, nowMs: number): Promise<Keys["byId"] | null> {
  const held = known.get(team);
  const age = held === undefined ? Number.POSITIVE_INFINITY : nowMs - held.askedAt;
  if (held !== undefined && age < (held.byId.has(kid) ? KEYS_FRESH_MS : ASK_AGAIN_MS)) return held.byId;
  try {
    const byId = await within(KEYS_TIMEOUT_MS, readKeys(team));
    known.set(team, { byId, readAt: nowMs, askedAt: nowMs });
    return byId;
  } catch (error) {
    log("error", "access_keys_unread", failure(error));
    if (held === undefined || nowMs - held.readAt > KEYS_STALE_MS) return null;
    known.set(team, { ...held, askedAt: nowMs });
    return held.byId;
  }
}

async function readKeys(team: string): Promise<Keys["byId"]> {
  const response = await fetch(`${team}/cdn-cgi/access/certs`);
  if (!response.ok) throw new Error(`${team} answered ${response.status}.`);
  const { keys } = published.parse(await response.json());
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const imported = keys.map(
    async ({ kid, kty, n, e }): Promise<[string, CryptoKey]> => [
      kid,
      await crypto.subtle.importKey("jwk", { kty, n, e, alg: "RS256" }, algorithm, false, ["verify"]),
    ],
  );
  return new Map(await Promise.all(imported));
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> | null {
  try {
    const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function decode(base64url: string): unknown {
  const bytes = bytesOf(base64url);
  try {
    return bytes === null ? null : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
