/**
 * What was erased must not come back. Whoever lets events in a second time (re-sends, restores, dead letters) asks here
 * first. Writing erasures is the query worker's business.
 */
import type { SiteId } from "../../schema/ids.ts";
import { type ErasureRow, type Erasures, erasuresFromRows, NO_ERASURES } from "./erasures.ts";
import { ReadCache } from "./read-cache.ts";

export { withoutErased } from "./erasures.ts";

const caches = new WeakMap<D1Database, ReadCache<Erasures>>();

/** All erasures of a site, from the isolate's cache: 10 s fresh, 60 s at most while D1 is away. Throws `ControlPlaneAway`. */
export async function erasuresOf(control: D1Database, site: SiteId, nowMs: number): Promise<Erasures> {
  let cache = caches.get(control);
  if (cache === undefined) {
    cache = new ReadCache();
    caches.set(control, cache);
  }
  return (await cache.get(site, nowMs, () => readErasures(control, site))) ?? NO_ERASURES;
}

async function readErasures(control: D1Database, site: SiteId): Promise<Erasures> {
  const statement = control.prepare("SELECT site, visitor_id, before FROM erasures WHERE site = ?");
  try {
    const { results } = await statement.bind(site).all<ErasureRow>();
    return erasuresFromRows(results).get(site) ?? NO_ERASURES;
  } catch (error) {
    // A new version runs before its first administrative request makes the table: until then nothing was erased.
    if (error instanceof Error && error.message.includes("no such table")) return NO_ERASURES;
    throw error;
  }
}
