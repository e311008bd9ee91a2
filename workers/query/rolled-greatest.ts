/**
 * Of thousands of pages a card shows the greatest few. To know them, the sketches of all others need not be read: a page has
 * no more visitors than its runs together, and no fewer than its greatest run. Pure.
 */
import { eventValue } from "./dimensions.ts";
import type { Plan } from "./plan.ts";
import type { Placed } from "./rolled-sums.ts";
import { element, join, numbered, param, type Sql, sql } from "./sql.ts";
import { eventsWhere } from "./where.ts";

/** Of more than these, most pages may be among them. */
const MAX_GREATEST = 100;
/** Runs tell estimates: six standard errors (`SKETCH_ERROR`) between what they say of a page and what is so. */
const DOUBT = 1.05;

/** How many of the greatest pages by visitors are wanted; null: the question is another, or wants more. */
export function greatestOf({ dimensions: [dimension], order: [first], limit, offset }: Plan): number | null {
  const isOfGreatest = first?.by === "visitors" && first.direction === "desc";
  return dimension === "event:page" && isOfGreatest && limit + offset <= MAX_GREATEST ? limit + offset : null;
}

const name = (place: number): Sql => numbered("g", place);

/** How many pages there are in all, once `WITH` them. */
export const allPages = (place: number): Sql => element(name(place), 1);

/** Whether the page may be one of the greatest. */
export const maybeGreatest = (place: number, page: Sql): Sql =>
  sql`${page} IN (SELECT arrayJoin(${element(name(place), 2)}))`;

/** For a statement's `WITH`: the number of pages, and those that may be among the greatest. `days`: rows of its runs. */
export function greatest({ plan, place }: Placed, wanted: number, days: Sql | null): Sql {
  const reads = (plan.rolled?.pieces ?? []).flatMap((piece) => ("read" in piece ? [piece.read] : []));
  const bounds = [
    ...(days === null
      ? []
      : [sql`SELECT value, events AS acts, uniques AS most, uniques AS least FROM rollups WHERE ${days}`]),
    // Of what is read exactly, each event may be another visitor's.
    ...reads.map((read) => {
      const page = sql`toString(${eventValue("event:page").column})`;
      return sql`SELECT ${page} AS value, count() AS acts, count() AS most, 0 AS least FROM events WHERE ${eventsWhere({ ...plan, read }, [])} GROUP BY value`;
    }),
  ];
  const pages = sql`SELECT value, sum(most) AS highest, max(least) AS lowest FROM (${join(bounds, sql` UNION ALL `)}) GROUP BY value HAVING sum(acts) > 0`;
  const least = sql`arrayReverseSort(groupArray(lowest))[${param("UInt32", wanted)}]`;
  const those = sql`arrayMap(page -> page.1, arrayFilter(page -> page.2 * ${param("Float64", DOUBT)} >= ${least}, groupArray((value, highest))))`;
  return sql`(SELECT (count(), ${those}) FROM (${pages})) AS ${name(place)}`;
}
