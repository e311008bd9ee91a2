/**
 * What visits did inside the range, one row a visit: nothing of single events has to be read but of those visits that
 * run over an edge of the range. Pure.
 */
import { MAX_FUTURE_MS } from "../../schema/limits.ts";
import type { Metric } from "../../schema/words.ts";
import type { Plan } from "./plan.ts";
import { commas, element, join, param, type Sql, sql } from "./sql.ts";
import { beganBefore, eventsWhere, time, visitsBegunWhere, visitsWhere } from "./where.ts";

/** What is counted inside the range; of the other metrics a visit that overlaps it is told as a whole. */
const INSIDE: readonly Metric[] = ["visitors", "percentage", "pageviews", "events"];
export const isInside = (metric: Metric): boolean => INSIDE.includes(metric);

/** A column of `sessions` that rows are grouped by, and what it is called in the rows. */
export interface Attribute {
  column: Sql;
  name: Sql;
}

/**
 * Rows with the attributes, and inside the range: `views` (pageviews), `actions` (events) and, where there are any, the
 * `visitor_id` of these and, if `has_others`, `others` beside it. A visit has `is_visit` in one row, with `all_views`,
 * `is_bounce` and `duration_ms` of the whole of it.
 */
export function activity(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  const over = crossing(plan, visit, attributes);
  const parts = [
    visitsInside(plan, visit, attributes),
    ...(plan.metrics.every(isInside) ? [] : [visitsOver(over, attributes)]),
    eventsOfVisitsOver(plan, over, attributes),
  ];
  return sql`(${join(parts, sql` UNION ALL `)})`;
}

/** The hashes that its events carry are others than the first only on other days than that of its start. */
const OTHERS = sql`other_visitor_ids AS others, toDate(end) > start_date AS has_others`;
const NO_OTHERS = sql`emptyArrayUInt64() AS others, 0 AS has_others`;
const NO_VISIT = sql`0 AS is_visit, 0 AS all_views, 0 AS is_bounce, 0 AS duration_ms`;

/** A visit that lies inside the range says itself what it did there. */
function visitsInside(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  const columns = [
    ...attributes.map(named),
    sql`visitor_id, ${OTHERS}, pageviews AS views, events AS actions`,
    sql`1 AS is_visit, pageviews AS all_views, interactions <= 1 AS is_bounce, duration_ms`,
  ];
  const ends = isOver(plan) ? [sql`end < ${time(plan.read.to)}`] : [];
  const where = visitsBegunWhere(plan, [...ends, ...visit]);
  return sql`SELECT ${commas(columns)} FROM sessions FINAL WHERE ${where}`;
}

/** Of the others, whole visits are told. */
function visitsOver(over: Sql, attributes: readonly Attribute[]): Sql {
  const none = sql`toUInt64(0) AS visitor_id, ${NO_OTHERS}, 0 AS views, 0 AS actions`;
  const whole = sql`1 AS is_visit, one.4 AS all_views, one.5 AS is_bounce, one.6 AS duration_ms`;
  return rowsOf(over, [...attributes.map(taken), none, whole]);
}

/** And their events in the range one by one, whose traffic is their visit's. */
function eventsOfVisitsOver(plan: Plan, over: Sql, attributes: readonly Attribute[]): Sql {
  // In the order of the table's key: only what lies about these visitors is read of these days.
  const places = rowsOf(over, [sql`toDate(arrayJoin(one.3)), arrayJoin(one.2), one.1`]);
  const columns = sql`visitor_id, ${NO_OTHERS}, is_pageview AS views, 1 AS actions, ${NO_VISIT}`;
  const anyOf = { ...plan, filters: [], dimensions: [], traffic: null };
  const events = sql`events WHERE ${eventsWhere(anyOf, [sql`(date, visitor_id, session_id) IN (${places})`])}`;
  if (attributes.length === 0) return sql`SELECT ${columns} FROM ${events}`;
  const visits = rowsOf(over, [sql`one.1 AS session_id`, ...attributes.map(taken)]);
  const names = attributes.map(({ name }) => name);
  return sql`SELECT ${commas([...names, columns])} FROM (SELECT session_id, visitor_id, is_pageview FROM ${events}) AS e INNER JOIN (${visits}) AS s USING (session_id)`;
}

const rowsOf = (over: Sql, columns: readonly Sql[]): Sql =>
  sql`SELECT ${commas(columns)} FROM (SELECT arrayJoin(${over}) AS one)`;

/** Nothing is stored that is further ahead than this: clocks of senders and ours may differ. */
const AHEAD_MS = 2 * MAX_FUTURE_MS;
/** Whether a visit may run over the end of the range. */
export const isOver = ({ read, asOf }: Plan): boolean => read.to <= asOf + AHEAD_MS;

/**
 * Of visits that overlap the range, those over its first edge and, once, those over its last, as a constant: an array of
 * (id, hashes, UTC days since 1970, pageviews, whether it bounced, ms, attributes …). It is asked for once, wherever it
 * stands in the statement. Each edge finds its visits by an index.
 */
function crossing(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  const { from, to, firstDate } = plan.read;
  const day = param("Date", firstDate);
  const columns = [
    sql`session_id, arrayConcat([visitor_id], other_visitor_ids)`,
    sql`range(toUInt32(start_date), toUInt32(toDate(end)) + 1)`,
    sql`pageviews, interactions <= 1, duration_ms`,
    ...attributes.map(({ column }) => column),
  ];
  const over = (edge: Sql) =>
    sql`SELECT tuple(${commas(columns)}) AS one FROM sessions FINAL WHERE ${visitsWhere(plan, [...visit, edge])}`;
  const edges = [
    over(beganBefore(plan)),
    ...(isOver(plan)
      ? [over(sql`start_date >= ${day} AND start >= ${time(from)} AND end >= ${time(to)}`)]
      : []),
  ];
  return sql`(SELECT groupArray(one) FROM (${join(edges, sql` UNION ALL `)}))`;
}

/** Elements of such a tuple before the attributes. */
const FIXED_ELEMENTS = 6;
const named = ({ column, name }: Attribute): Sql => sql`${column} AS ${name}`;
const taken = ({ name }: Attribute, at: number): Sql =>
  sql`${element(sql`one`, FIXED_ELEMENTS + 1 + at)} AS ${name}`;
