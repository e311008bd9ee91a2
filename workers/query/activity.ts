/**
 * What visits did inside the range, one row a visit: nothing of single events has to be read but of those visits that
 * run over an edge of the range. Pure.
 */
import type { Metric } from "../../schema/words.ts";
import type { Plan } from "./plan.ts";
import { commas, param, type Sql, sql } from "./sql.ts";
import { eventsWhere, time, visitsWhere } from "./where.ts";

const ALL_IDS = sql`arrayConcat([visitor_id], other_visitor_ids)`;
/** The hashes that its events carry: others than the first only on other days than that of its start. */
const IDS = sql`if(empty(other_visitor_ids) OR toDate(end) = start_date, [visitor_id], ${ALL_IDS})`;

/** What is counted inside the range; of the other metrics a visit that overlaps it is told as a whole. */
const INSIDE: readonly Metric[] = ["visitors", "percentage", "pageviews", "events"];
export const isInside = (metric: Metric): boolean => INSIDE.includes(metric);

/** A column of `sessions` that rows are grouped by, and what it is called in the rows. */
export interface Attribute {
  column: Sql;
  name: Sql;
}

/**
 * Rows with the attributes, and `ids` (of visitors), `views` (pageviews) and `actions` (events) inside the range; a visit
 * has `is_visit` in one row, with `all_views`, `is_bounce` and `duration_ms` of the whole of it.
 */
export function activity(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  return sql`(${visits(plan, visit, attributes)} UNION ALL ${pieces(plan, visit, attributes)})`;
}

/** A visit that lies inside the range says itself what it did there; of the others, only that they were there. */
function visits(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  const { from, to } = plan.read;
  const lies = sql`(start >= ${time(from)} AND end < ${time(to)})`;
  const areAll = plan.metrics.every(isInside);
  const inside = (value: Sql, none: Sql) => (areAll ? value : sql`if(${lies}, ${value}, ${none})`);
  const columns = [
    ...attributes.map(named),
    sql`${inside(IDS, sql`[]`)} AS ids`,
    sql`${inside(sql`pageviews`, sql`0`)} AS views`,
    sql`${inside(sql`events`, sql`0`)} AS actions`,
    sql`1 AS is_visit, pageviews AS all_views, interactions <= 1 AS is_bounce, duration_ms`,
  ];
  return sql`SELECT ${commas(columns)} FROM sessions FINAL WHERE ${visitsWhere(plan, areAll ? [...visit, lies] : visit)}`;
}

/** The events of visits over an edge, whose traffic is their visit's. */
function pieces(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  // In the order of the table's key: only what lies about these visitors is read of these days.
  const places = crossing(plan, visit, [sql`${DAYS}, arrayJoin(${ALL_IDS}), session_id`]);
  const columns = sql`[visitor_id] AS ids, is_pageview AS views, 1 AS actions, 0 AS is_visit, 0 AS all_views, 0 AS is_bounce, 0 AS duration_ms`;
  const anyOf = { ...plan, filters: [], dimensions: [], traffic: null };
  const events = sql`events WHERE ${eventsWhere(anyOf, [sql`(date, visitor_id, session_id) IN (${places})`])}`;
  if (attributes.length === 0) return sql`SELECT ${columns} FROM ${events}`;
  const names = attributes.map(({ name }) => name);
  const visits = crossing(plan, visit, [sql`session_id`, ...attributes.map(named)]);
  return sql`SELECT ${commas([...names, columns])} FROM (SELECT session_id, visitor_id, is_pageview FROM ${events}) AS e INNER JOIN (${visits}) AS s USING (session_id)`;
}

const DAYS = sql`toDate(arrayJoin(range(toUInt32(start_date), toUInt32(toDate(end)) + 1)))`;

/** Of visits that overlap the range, those over its first edge and, once, those over its last. Each finds its own by an index. */
function crossing(plan: Plan, visit: readonly Sql[], columns: readonly Sql[]): Sql {
  const { from, to, firstDate } = plan.read;
  const day = param("Date", firstDate);
  const over = (edge: Sql) =>
    sql`SELECT ${commas(columns)} FROM sessions FINAL WHERE ${visitsWhere(plan, [...visit, edge])}`;
  const first = over(sql`start_date <= ${day} AND start < ${time(from)}`);
  return sql`${first} UNION ALL ${over(sql`start_date >= ${day} AND start >= ${time(from)} AND end >= ${time(to)}`)}`;
}

const named = ({ column, name }: Attribute): Sql => sql`${column} AS ${name}`;
