/**
 * Shares: a link's token becomes a grant to read one site, as if it held the rows of the share's segment and no others.
 * The token travels in the link's fragment, which browsers keep to themselves, and from there in a header.
 */
import type { SiteId } from "../../schema/ids.ts";
import type { Filter } from "../../schema/query.ts";
import { ReadCache } from "../control/read-cache.ts";
import { type Grant, hashToken, mintToken } from "../control/tokens.ts";
import { filtersOf } from "./definitions.ts";

/** What a share allows; `base` is what each row must hold. */
export interface ShareGrant extends Grant {
  share: string;
  base: readonly Filter[];
}

const TOKEN_SHAPE = /^fs_[A-Za-z0-9_-]{43}$/;
/** `last_used_at` is written at most this often. */
const TOUCH_INTERVAL_MS = 60_000;
const MAX_TOUCHED = 1_000;

const caches = new WeakMap<D1Database, ReadCache<ShareGrant>>();
const touched = new Map<string, number>();

/** `fs_` and 43 characters of base64url; stored as its hash and shown once. */
export const mintShareToken = (): string => mintToken().replace(/^ff_/, "fs_");

/** The grant of a share's token; null when it is none, unknown, expired, revoked, or its segment is gone. Throws `ControlPlaneAway`. */
export async function shareFor(
  control: D1Database,
  token: string,
  nowMs: number,
): Promise<ShareGrant | null> {
  if (!TOKEN_SHAPE.test(token)) return null;
  const hash = await hashToken(token);
  const grant = await cacheOf(control).get(hash, nowMs, () => readShare(control, hash));
  const isOver = grant !== null && grant.expires_at !== null && grant.expires_at <= nowMs;
  return isOver ? null : grant;
}

/** Whether this isolate has found the share before, however it stands now; reads nothing. */
export const isFamiliarShare = async (control: D1Database, token: string): Promise<boolean> =>
  cacheOf(control).hasFound(await hashToken(token));

/** Makes this isolate see a revocation of its own at once; others see it within a minute. */
export function forgetShare(control: D1Database, hash: string): void {
  cacheOf(control).forget(hash);
}

/** Writes down that the share was used, at most once a minute. For `ctx.waitUntil`: nobody waits for it. */
export async function touchShare(
  control: D1Database,
  { share }: { share?: string },
  nowMs: number,
): Promise<void> {
  if (share === undefined || nowMs - (touched.get(share) ?? 0) < TOUCH_INTERVAL_MS) return;
  if (touched.size >= MAX_TOUCHED) touched.clear();
  touched.set(share, nowMs);
  await control
    .prepare("UPDATE shares SET last_used_at = ?1 WHERE id = ?2 AND coalesce(last_used_at, 0) <= ?1 - ?3")
    .bind(nowMs, share, TOUCH_INTERVAL_MS)
    .run();
}

interface ShareRow {
  id: string;
  site: SiteId;
  segment: string | null;
  expires_at: number | null;
  /** Of the segment; null when there is none, or none any more. */
  filters: string | null;
}

async function readShare(control: D1Database, hash: string): Promise<ShareGrant | null> {
  const row = await control
    .prepare(
      "SELECT shares.id, shares.site, shares.segment, shares.expires_at, segments.filters FROM shares " +
        "LEFT JOIN segments ON segments.id = shares.segment AND segments.site = shares.site AND segments.kind = 'site' " +
        "WHERE shares.hash = ? AND shares.revoked_at IS NULL",
    )
    .bind(hash)
    .first<ShareRow>();
  if (row === null) return null;
  // Without its segment a share would show the whole site.
  if (row.segment !== null && row.filters === null) return null;
  return {
    ...{ id: `share:${row.id}`, share: row.id, scopes: ["stats:read"], sites: [row.site] },
    expires_at: row.expires_at,
    base: row.filters === null ? [] : filtersOf({ filters: row.filters }),
  };
}

function cacheOf(control: D1Database): ReadCache<ShareGrant> {
  let cache = caches.get(control);
  if (cache === undefined) {
    cache = new ReadCache();
    caches.set(control, cache);
  }
  return cache;
}
