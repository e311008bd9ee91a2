/** Sites as every worker sees them. Writing them is the query worker's business. */
import type { SiteId } from "../../schema/ids.ts";
import type { PathRules, WeekStart } from "../../schema/words.ts";
import { ReadCache } from "./read-cache.ts";

export interface SiteConfig {
  id: SiteId;
  name: string;
  /** Host names that are the site's own: links between them are not referrals. */
  domains: readonly string[];
  /** IANA name: the zone whose wall clock cuts the site's days. */
  timezone: string;
  /** With which day its weeks begin. */
  week_start: WeekStart;
  /** Inactivity that ends a visit. */
  session_minutes: number;
  /** Origins that may send, `https://example.com` or a bare host with or without a leading `*.`; empty: any. */
  allowed_origins: readonly string[];
  /** Whether a request without an `Origin` header is refused. */
  require_origin: boolean;
  /** Whether events of browsers that send `Sec-GPC: 1` are dropped. */
  honour_gpc: boolean;
  /** Query parameters that are kept in stored URLs. */
  allowed_query_params: readonly string[];
  /** How its addresses become pages. */
  paths: PathRules;
  /** Its rules over addresses, which only the collector can run; which of them matched rides in the message. */
  address_rules: readonly AddressRule[];
  /** Changes with its rules; 0 while it has none. */
  rules_revision: number;
  /** Until then, ms, somebody may be watching the live debugger. */
  watched_until: number;
  created_at: number;
  updated_at: number;
}

export interface AddressRule {
  id: string;
  /** `203.0.113.0/24`, `2001:db8::/32`; canonical: the bits behind the prefix are zero. */
  cidr: string;
}

/** A row of the table `sites`. */
export interface SiteRow {
  id: string;
  name: string;
  domains: string;
  timezone: string;
  week_start: string;
  session_minutes: number;
  allowed_origins: string;
  require_origin: number;
  honour_gpc: number;
  allowed_query_params: string;
  paths: string;
  address_rules: string;
  rules_revision: number;
  watched_until: number;
  created_at: number;
  updated_at: number;
}

const caches = new WeakMap<D1Database, ReadCache<SiteConfig>>();

/**
 * The configuration of a site, or null when there is none or it is deleted. From the isolate's cache: 10 s fresh, 60 s
 * at most while D1 is away, 5 s for ids that do not exist. Throws `ControlPlaneAway`.
 */
export function siteConfig(
  control: D1Database,
  id: SiteId,
  nowMs: number,
): SiteConfig | null | Promise<SiteConfig | null> {
  return cacheOf(control).get(id, nowMs, () => readSite(control, id));
}

/** Makes this isolate see a change of its own at once; others see it within 10 s. */
export function forgetSite(control: D1Database, id: SiteId): void {
  cacheOf(control).forget(id);
}

export const siteFromRow = (row: SiteRow): SiteConfig => ({
  id: row.id as SiteId,
  name: row.name,
  domains: strings(row.domains),
  timezone: row.timezone,
  week_start: row.week_start === "sunday" ? "sunday" : "monday",
  session_minutes: row.session_minutes,
  allowed_origins: strings(row.allowed_origins),
  require_origin: row.require_origin !== 0,
  honour_gpc: row.honour_gpc !== 0,
  allowed_query_params: strings(row.allowed_query_params),
  // Only the query worker writes this column, and it writes rules that it has checked.
  paths: JSON.parse(row.paths) as PathRules,
  address_rules: JSON.parse(row.address_rules) as AddressRule[],
  rules_revision: row.rules_revision,
  watched_until: row.watched_until,
  created_at: row.created_at,
  updated_at: row.updated_at,
});

async function readSite(control: D1Database, id: SiteId): Promise<SiteConfig | null> {
  const row = await control
    .prepare("SELECT * FROM sites WHERE id = ? AND deleted_at IS NULL")
    .bind(id)
    .first<SiteRow>();
  return row === null ? null : siteFromRow(row);
}

function cacheOf(control: D1Database): ReadCache<SiteConfig> {
  let cache = caches.get(control);
  if (cache === undefined) {
    cache = new ReadCache();
    caches.set(control, cache);
  }
  return cache;
}

/** Only the query worker writes these columns, and it writes arrays of strings. */
const strings = (json: string): readonly string[] => JSON.parse(json) as string[];
