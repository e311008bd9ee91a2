/**
 * What visits did inside the range, one row a visit: nothing of single events has to be read but of those visits that
 * run over an edge of the range. Pure.
 */
import { MAX_FUTURE_MS } from "../../schema/limits.ts";
import type { Metric } from "../../schema/words.ts";
import type { Plan } from "./plan.ts";
import { and, commas, element, join, type Sql, sql } from "./sql.ts";
import { beganBefore, begins, ends, endsAfter, eventsWhere, visitsBegunWhere, visitsWhere } from "./where.ts";

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
  const visits = plan.metrics.every(isInside)
    ? visitsInside(plan, visit, attributes)
    : allVisits(plan, visit, attributes);
  return sql`(${visits} UNION ALL ${eventsOfVisitsOver(plan, visit, attributes)})`;
}

/** The hashes that its events carry are others than the first only on other days than that of its start. */
const HAS_OTHERS = sql`end_date > start_date`;
const NO_VISIT = sql`0 AS is_visit, 0 AS all_views, 0 AS is_bounce, 0 AS duration_ms`;

/** A visit that lies inside the range says itself what it did there. */
const inside = (plan: Plan): Sql => and([begins(plan), ...(isOver(plan) ? [ends(plan)] : [])]);

function visitsInside(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  const columns = [
    ...attributes.map(named),
    sql`visitor_id, other_visitor_ids AS others, ${HAS_OTHERS} AS has_others`,
    sql`pageviews AS views, events AS actions, ${NO_VISIT}`,
  ];
  const where = visitsBegunWhere(plan, [...(isOver(plan) ? [ends(plan)] : []), ...visit]);
  return sql`SELECT ${commas(columns)} FROM sessions FINAL WHERE ${where}`;
}

/** Of the others, whole visits are told. */
function allVisits(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  const columns = [
    ...attributes.map(named),
    sql`visitor_id, other_visitor_ids AS others, is_inside AND ${HAS_OTHERS} AS has_others`,
    sql`if(is_inside, pageviews, 0) AS views, if(is_inside, events, 0) AS actions`,
    sql`1 AS is_visit, pageviews AS all_views, interactions <= 1 AS is_bounce, duration_ms`,
  ];
  return sql`WITH ${inside(plan)} AS is_inside SELECT ${commas(columns)} FROM sessions FINAL WHERE ${visitsWhere(plan, visit)}`;
}

/** Events in the range of the visits over its edges, one by one; their traffic is their visit's. */
function eventsOfVisitsOver(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  const over = crossing(plan, visit, attributes);
  const visits =
    attributes.length === 0
      ? over
      : sql`SELECT one.1 AS id, one.2 AS hashes, one.3 AS days FROM (${once(over)})`;
  // In the order of the table's key: only what lies about these visitors is read of these days.
  const places = sql`SELECT toDate(arrayJoin(days)), arrayJoin(hashes), id FROM (${visits})`;
  const columns = sql`visitor_id, emptyArrayUInt64() AS others, 0 AS has_others, is_pageview AS views, 1 AS actions, ${NO_VISIT}`;
  const anyOf = { ...plan, filters: [], dimensions: [], traffic: null };
  const events = sql`events WHERE ${eventsWhere(anyOf, [sql`(date, visitor_id, session_id) IN (${places})`])}`;
  if (attributes.length === 0) return sql`SELECT ${columns} FROM ${events}`;
  const told = sql`SELECT ${commas([sql`one.1 AS session_id`, ...attributes.map(taken)])} FROM (${once(over)})`;
  const names = attributes.map(({ name }) => name);
  return sql`SELECT ${commas([...names, columns])} FROM (SELECT session_id, visitor_id, is_pageview FROM ${events}) AS e INNER JOIN (${told}) AS s USING (session_id)`;
}

/** Rows as a constant of the statement: they are asked for once, wherever they stand in it. */
const once = (rows: Sql): Sql => sql`SELECT arrayJoin((SELECT groupArray(tuple(*)) FROM (${rows}))) AS one`;

/** Nothing is stored that is further ahead than this: clocks of senders and ours may differ. */
const AHEAD_MS = 2 * MAX_FUTURE_MS;
/** Whether a visit may run over the end of the range. */
export const isOver = ({ read, asOf }: Plan): boolean => read.to <= asOf + AHEAD_MS;

/**
 * Of visits that overlap the range, those over its first edge and, once, those over its last: id, hashes, UTC days since
 * 1970, attributes. Each edge finds its visits by an index.
 */
function crossing(plan: Plan, visit: readonly Sql[], attributes: readonly Attribute[]): Sql {
  const columns = [
    sql`session_id AS id, arrayConcat([visitor_id], other_visitor_ids) AS hashes`,
    sql`range(toUInt32(start_date), toUInt32(end_date) + 1) AS days`,
    ...attributes.map(named),
  ];
  const over = (edge: Sql) =>
    sql`SELECT ${commas(columns)} FROM sessions FINAL WHERE ${visitsWhere(plan, [...visit, edge])}`;
  const edges = [
    over(beganBefore(plan)),
    ...(isOver(plan) ? [over(and([begins(plan), endsAfter(plan)]))] : []),
  ];
  return join(edges, sql` UNION ALL `);
}

/** Elements of such a row before the attributes. */
const FIXED_ELEMENTS = 3;
const named = ({ column, name }: Attribute): Sql => sql`${column} AS ${name}`;
const taken = ({ name }: Attribute, at: number): Sql =>
  sql`${element(sql`one`, FIXED_ELEMENTS + 1 + at)} AS ${name}`;
