/**
 * What was erased must not come back. Whoever lets events in a second time (re-sends, restores, dead letters, replays of
 * the archive) asks here first. Writing erasures is the query worker's business.
 */
import type { SiteId, VisitorId } from "../../schema/ids.ts";
import { ReadCache } from "./read-cache.ts";

/** Of one site: a visitor's events before this moment (ms) were erased. */
export type Erasures = ReadonlyMap<VisitorId, number>;

/** A row of the table `erasures`. */
export interface ErasureRow {
  site: string;
  visitor_id: string;
  before: number;
}

const NONE: Erasures = new Map();
const caches = new WeakMap<D1Database, ReadCache<Erasures>>();

/** All erasures of a site, from the isolate's cache: 10 s fresh, 60 s at most while D1 is away. Throws `ControlPlaneAway`. */
export async function erasuresOf(control: D1Database, site: SiteId, nowMs: number): Promise<Erasures> {
  let cache = caches.get(control);
  if (cache === undefined) {
    cache = new ReadCache();
    caches.set(control, cache);
  }
  return (await cache.get(site, nowMs, () => readErasures(control, site))) ?? NONE;
}

/** Was this visitor's event of the time `at` (ms) erased? Pure. */
export function isErased(erasures: Erasures, visitor: VisitorId, at: number): boolean {
  const before = erasures.get(visitor);
  return before !== undefined && at < before;
}

/** The events that may be let in. Pure. */
export function withoutErased<Event extends { visitor_id: VisitorId; ts: number }>(
  events: Event[],
  erasures: Erasures,
): Event[] {
  if (erasures.size === 0) return events;
  return events.filter(({ visitor_id, ts }) => !isErased(erasures, visitor_id, ts));
}

/** Rows as the table holds them, by site. Pure; brands were put on when the ids were written. */
export function erasuresFromRows(rows: readonly ErasureRow[]): ReadonlyMap<SiteId, Erasures> {
  const bySite = Map.groupBy(rows, ({ site }) => site as SiteId);
  return new Map(
    [...bySite].map(([site, ofSite]) => [
      site,
      new Map(ofSite.map(({ visitor_id, before }) => [visitor_id as VisitorId, before])),
    ]),
  );
}

async function readErasures(control: D1Database, site: SiteId): Promise<Erasures> {
  const statement = control.prepare("SELECT site, visitor_id, before FROM erasures WHERE site = ?");
  try {
    const { results } = await statement.bind(site).all<ErasureRow>();
    return erasuresFromRows(results).get(site) ?? NONE;
  } catch (error) {
    // A new version runs before its first administrative request makes the table: until then nothing was erased.
    if (error instanceof Error && error.message.includes("no such table")) return NONE;
    throw error;
  }
}
