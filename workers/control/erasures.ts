/** What erasures say, however they were read. Pure. */
import type { SiteId, VisitorId } from "../../schema/ids.ts";

/** Of one site: a visitor's events before this moment (ms) were erased. */
export type Erasures = ReadonlyMap<VisitorId, number>;

/** A row of the table `erasures`. */
export interface ErasureRow {
  site: string;
  visitor_id: string;
  before: number;
}

/** Of a site of which nobody was erased. */
export const NO_ERASURES: Erasures = new Map();

/** Was this visitor's event of the time `at` (ms) erased? */
export function isErased(erasures: Erasures, visitor: VisitorId, at: number): boolean {
  const before = erasures.get(visitor);
  return before !== undefined && at < before;
}

/** The events that may be let in. */
export function withoutErased<Event extends { visitor_id: VisitorId; ts: number }>(
  events: Event[],
  erasures: Erasures,
): Event[] {
  if (erasures.size === 0) return events;
  return events.filter(({ visitor_id, ts }) => !isErased(erasures, visitor_id, ts));
}

/** Rows as the table holds them, by site; brands were put on when the ids were written. */
export function erasuresFromRows(rows: readonly ErasureRow[]): ReadonlyMap<SiteId, Erasures> {
  const bySite = Map.groupBy(rows, ({ site }) => site as SiteId);
  return new Map(
    [...bySite].map(([site, ofSite]) => [
      site,
      new Map(ofSite.map(({ visitor_id, before }) => [visitor_id as VisitorId, before])),
    ]),
  );
}
