/** Pageviews with which visits ended. Pure. */
import type { Attribute } from "./activity.ts";
import type { Plan } from "./plan.ts";
import { ratio } from "./ratio.ts";
import { commas, type Sql, sql } from "./sql.ts";
import { eventConditions, eventsWhere, visitsWhere } from "./where.ts";

/** Rows of pageviews, with the attributes of their visits, and which page those left from and when. */
export function pageviewsWithExits(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  const views = eventsWhere(plan, [sql`is_pageview`, ...eventConditions(plan)]);
  const columns = [
    sql`session_id`,
    ...attributes.map(({ column, name }) => sql`${column} AS ${name}`),
    sql`exit_page AS left_from, end - toIntervalMillisecond(exit_before_end_ms) AS left_at`,
  ];
  return sql`(SELECT * FROM events WHERE ${views}) AS e INNER JOIN (SELECT ${commas(columns)} FROM sessions FINAL WHERE ${visitsWhere(plan, visit)}) AS s USING (session_id)`;
}

/** A visit has one exit, even where its last moment holds the page twice. */
const exits = sql`uniqExactIf(session_id, ts = left_at AND path = left_from)`;

export const exitRate = (): Sql => ratio(sql`(100 * ${exits})`, sql`count()`, 1);

/** By exit page there are the rows that visits have, and not those of pages from which nobody left. */
export const hasExits = sql`${exits} > 0`;
