/**
 * Bearer tokens: 256 random bits, shown once and stored as their SHA-256 (a slow hash would add nothing to 256 bits).
 * Revocation holds within a minute everywhere.
 */

import type { SiteId } from "../../schema/ids.ts";
import type { Scope } from "../../schema/words.ts";
import { equalInConstantTime } from "./constant-time.ts";
import { hashOf } from "./hex.ts";
import { ReadCache } from "./read-cache.ts";

/** What a bearer may do. `sites` is empty only beside the scope `admin`, which is the whole deployment. */
export interface Grant {
  id: string;
  scopes: readonly Scope[];
  sites: readonly SiteId[];
  /** ms, or null for never. */
  expires_at: number | null;
}

interface TokenRow {
  id: string;
  scopes: string;
  sites: string;
  expires_at: number | null;
}

/** The grant of the deployment's own `ADMIN_TOKEN`; it has no row. */
export const ADMIN_GRANT: Grant = { id: "environment", scopes: ["admin"], sites: [], expires_at: null };

const TOKEN_SHAPE = /^ff_[A-Za-z0-9_-]{43}$/;
/** `last_used_at` is written at most this often. */
const TOUCH_INTERVAL_MS = 60_000;
const MAX_TOUCHED = 1_000;

const caches = new WeakMap<D1Database, ReadCache<Grant>>();
const touched = new Map<string, number>();

/** A new token, `ff_` and 43 characters of base64url. The caller stores `hashToken` of it and shows it once. */
export function mintToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const base64 = btoa(String.fromCharCode(...bytes));
  return `ff_${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** SHA-256 in 64 lower-case hexadecimal digits. */
export const hashToken = (token: string): Promise<string> => hashOf(token);

/**
 * What the bearer of this token may do now; null when it is unknown, expired or revoked.
 * `adminToken` is the environment's `ADMIN_TOKEN`, undefined where the worker has none. Throws `ControlPlaneAway`.
 */
export async function grantFor(
  control: D1Database,
  adminToken: string | undefined,
  bearer: string,
  nowMs: number,
): Promise<Grant | null> {
  const hash = await hashToken(bearer);
  if (adminToken && equalInConstantTime(hash, await hashToken(adminToken))) return ADMIN_GRANT;
  if (!TOKEN_SHAPE.test(bearer)) return null;
  const grant = await cacheOf(control).get(hash, nowMs, () => readGrant(control, hash));
  return grant === null || isExpired(grant, nowMs) ? null : grant;
}

/** Whether this isolate has found the token before, however it stands now; reads nothing. */
export async function isFamiliar(
  control: D1Database,
  adminToken: string | undefined,
  bearer: string,
): Promise<boolean> {
  const hash = await hashToken(bearer);
  const isAdmin = adminToken !== undefined && equalInConstantTime(hash, await hashToken(adminToken));
  return isAdmin || cacheOf(control).hasFound(hash);
}

/** Whether the grant covers `scope`, on `site` when one is named. `admin` covers everything. */
export function allows(grant: Grant, scope: Scope, site?: SiteId): boolean {
  if (grant.scopes.includes("admin")) return true;
  return grant.scopes.includes(scope) && (site === undefined || grant.sites.includes(site));
}

/** Writes down that the token was used, at most once a minute. For `ctx.waitUntil`: nobody waits for it. */
export async function touchToken(control: D1Database, grant: Grant, nowMs: number): Promise<void> {
  if (grant === ADMIN_GRANT || nowMs - (touched.get(grant.id) ?? 0) < TOUCH_INTERVAL_MS) return;
  if (touched.size >= MAX_TOUCHED) touched.clear();
  touched.set(grant.id, nowMs);
  await control
    .prepare("UPDATE tokens SET last_used_at = ?1 WHERE id = ?2 AND coalesce(last_used_at, 0) <= ?1 - ?3")
    .bind(nowMs, grant.id, TOUCH_INTERVAL_MS)
    .run();
}

/** Makes this isolate see a revocation of its own at once; `hash` is the column of the token's row. */
export function forgetToken(control: D1Database, hash: string): void {
  cacheOf(control).forget(hash);
}

const isExpired = (grant: Grant, nowMs: number): boolean =>
  grant.expires_at !== null && grant.expires_at <= nowMs;

async function readGrant(control: D1Database, hash: string): Promise<Grant | null> {
  const row = await control
    .prepare("SELECT id, scopes, sites, expires_at FROM tokens WHERE hash = ? AND revoked_at IS NULL")
    .bind(hash)
    .first<TokenRow>();
  if (row === null) return null;
  // Only the query worker writes these columns, and it writes arrays of known words.
  const scopes = JSON.parse(row.scopes) as Scope[];
  const sites = JSON.parse(row.sites) as SiteId[];
  return { id: row.id, scopes, sites, expires_at: row.expires_at };
}

function cacheOf(control: D1Database): ReadCache<Grant> {
  let cache = caches.get(control);
  if (cache === undefined) {
    cache = new ReadCache();
    caches.set(control, cache);
  }
  return cache;
}
