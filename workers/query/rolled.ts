/**
 * The rows of a plan of which a part comes from rollups: sums of days, beside the same sums of what is read exactly, added
 * up. Visits that overlap a range are those that overlap its first part and those that begin in the others. Pure.
 */
import type { RolledDimension } from "../../schema/rollups.ts";
import type { Metric, WeekStart } from "../../schema/words.ts";
import { isInside } from "./activity.ts";
import type { Interval } from "./buckets.ts";
import { eventValue, isEventDimension, isTimeDimension, VISIT_DIMENSION_SQL, weekSql } from "./dimensions.ts";
import type { Plan } from "./plan.ts";
import { ratio } from "./ratio.ts";
import { type Piece, type Run, rolledDimension } from "./rollups.ts";
import { and, commas, join, numbered, param, type Sql, sql } from "./sql.ts";
import { eventsWhere, overlapping, time, visitsWhere } from "./where.ts";

/**
 * Rows `d0` and `m0`, `m1` … of a plan with pieces. The parts have the columns: `sketch` of visitors, `shown` pageviews
 * and `acts` (events) inside the piece; `n` visits with all that they have: pages `seen`, `bounced`, ms `lasted`.
 */
export function rolledRows(plan: Plan): Sql {
  const asks = {
    counts: plan.metrics.some(isInside),
    wholes: plan.metrics.some((metric) => !isInside(metric)),
    isOfEvents: plan.dimensions.some((name) => isEventDimension(name) || isTimeDimension(name)),
  };
  const metrics = plan.metrics.map(
    (metric, at) => sql`${metricOf(metric, plan, asks)} AS ${numbered("m", at)}`,
  );
  const rows = partsOf(plan, asks);
  return plan.dimensions.length === 0
    ? sql`SELECT ${commas(metrics)} FROM (${rows})`
    : sql`SELECT d0, ${commas(metrics)} FROM (${rows}) GROUP BY d0 HAVING ${presenceOf(plan, asks)}`;
}

interface Asks {
  /** Something is counted inside the range. */
  counts: boolean;
  /** Something is told of whole visits. */
  wholes: boolean;
  /** Events are counted by themselves, not with their visits. */
  isOfEvents: boolean;
}

/** As the exact rows: by page or host those that events have, else those of either. */
function presenceOf({ dimensions }: Plan, { counts, wholes }: Asks): Sql {
  const isByPage = dimensions.some(isEventDimension);
  if (counts && wholes && !isByPage) return sql`sum(acts) > 0 OR sum(n) > 0`;
  return counts ? sql`sum(acts) > 0` : sql`sum(n) > 0`;
}

/** As the tables keep them, of the same size. */
const SKETCHED = sql`uniqCombined64State(14)`;
const NO_SKETCH = sql`arrayReduce('uniqCombined64State(14)', emptyArrayUInt64())`;
const VISITORS = sql`uniqCombined64Merge(14)(sketch)`;

function metricOf(metric: Metric, plan: Plan, asks: Asks): Sql {
  switch (metric) {
    case "visitors":
      return VISITORS;
    case "percentage":
      // A visit may overlap the range without an event in it.
      return sql`if(sum(acts) = 0, NULL, ${ratio(sql`(100 * ${VISITORS})`, totalVisitors(plan, asks), 1)})`;
    case "pageviews":
      return sql`sum(shown)`;
    case "events":
      return sql`sum(acts)`;
    case "visits":
      return sql`sum(n)`;
    case "views_per_visit":
      return ratio(sql`sum(seen)`, sql`sum(n)`, 2);
    case "bounce_rate":
      return ratio(sql`(100 * sum(bounced))`, sql`sum(n)`, 0);
    case "visit_duration":
      return ratio(sql`sum(lasted)`, sql`(1000 * sum(n))`, 0);
    default:
      throw new Error(`${metric} is not kept in rollups.`);
  }
}

/** Every visit has one value of a dimension, so all rows together are all visitors; pages are too many for that. */
function totalVisitors(plan: Plan, asks: Asks): Sql {
  if (!asks.isOfEvents && presence(plan).length === 0)
    return sql`(uniqCombined64Merge(14)(uniqCombined64MergeState(14)(sketch)) OVER ())`;
  const whole: Plan = { ...plan, dimensions: [], interval: null };
  return sql`ifNull((SELECT ${VISITORS} FROM (${partsOf(whole, { ...asks, counts: true, wholes: false })})), 0)`;
}

function partsOf(plan: Plan, asks: Asks): Sql {
  const pieces = plan.rolled?.pieces ?? [];
  const days = pieces.filter((piece) => "run" in piece);
  const read = pieces.flatMap((piece) => ("read" in piece ? partsOfPiece(plan, piece, asks) : []));
  return join([...partsOfDays(plan, days, asks), ...read], sql` UNION ALL `);
}

/** Rows of a dimension have both kinds of sums; of whole days those of events stand by themselves. */
function partsOfDays(plan: Plan, days: readonly OfRun[], asks: Asks): Sql[] {
  if (days.length === 0) return [];
  const dimension = rolledDimension(plan) ?? "";
  if (dimension !== "" || !asks.isOfEvents)
    return [partOfDays(plan, days, dimension, [INSIDE_SUMS, VISIT_SUMS])];
  return [
    ...(asks.counts ? [partOfDays(plan, days, "event", [INSIDE_SUMS, NO_VISITS])] : []),
    ...(asks.wholes ? [partOfDays(plan, days, "", [NOTHING_INSIDE, VISIT_SUMS])] : []),
  ];
}

const NO_VISITS = sql`0 AS n, 0 AS seen, 0 AS bounced, 0 AS lasted`;
const NOTHING_INSIDE = sql`${NO_SKETCH} AS sketch, 0 AS shown, 0 AS acts`;

type OfRun = Piece & { run: Run };
const INSIDE_SUMS = sql`visitors AS sketch, pageviews AS shown, events AS acts`;
const VISIT_SUMS = sql`if(is_first, visits, begun_visits) AS n, if(is_first, views, begun_views) AS seen, if(is_first, bounces, begun_bounces) AS bounced, if(is_first, duration_ms, begun_duration_ms) AS lasted`;

function partOfDays(plan: Plan, days: readonly OfRun[], of: RolledDimension, sums: readonly Sql[]): Sql {
  const [dimension] = plan.dimensions;
  const strings = (all: string[]) => param("Array(String)", all);
  const runs = sql`SELECT toDate(run.1), toDateTime64(run.2, 3, 'UTC') FROM (SELECT arrayJoin(arrayZip(${strings(days.map(({ run }) => run.day))}, ${strings(days.map(({ run }) => run.computed_from))})) AS run)`;
  const firsts = strings(days.flatMap(({ run, isFirst }) => (isFirst ? [run.day] : [])));
  const columns = [
    ...(dimension === undefined
      ? []
      : [sql`${isTimeDimension(dimension) ? bucketOfDay(dimension, plan.weekStart) : sql`value`} AS d0`]),
    ...sums,
  ];
  const conditions = [
    sql`site IN ${param("Array(String)", plan.sites)}`,
    sql`zone = ${param("String", plan.zone)}`,
    sql`dimension = ${param("String", of)}`,
    sql`(day, computed_from) IN (${runs})`,
    ...(plan.traffic === null ? [] : [sql`traffic IN ${param("Array(String)", plan.traffic)}`]),
  ];
  return sql`WITH has(arrayMap(first -> toDate(first), ${firsts}), day) AS is_first SELECT ${commas(columns)} FROM rollups WHERE ${and(conditions)}`;
}

function bucketOfDay(interval: Interval, weekStart: WeekStart): Sql {
  if (interval === "time:week") return weekSql(sql`day`, weekStart);
  return interval === "time:month" ? sql`toUInt32(toStartOfMonth(day))` : sql`toUInt32(day)`;
}

function partsOfPiece(plan: Plan, piece: Piece & { read: Plan["read"] }, asks: Asks): Sql[] {
  const of: Plan = { ...plan, read: piece.read, metrics: ["visitors"] };
  const parts = [
    ...(asks.counts ? [asks.isOfEvents ? events(of, piece) : ofVisits(of)] : []),
    ...(asks.wholes ? [visits(of, piece)] : []),
  ];
  const isGrouped = plan.dimensions.length > 0;
  return parts.map((part) => (isGrouped ? sql`${part} GROUP BY d0` : part));
}

/** Of events by themselves. */
function events(plan: Plan, { bucket }: Piece): Sql {
  const [dimension] = plan.dimensions;
  const named =
    dimension === undefined
      ? []
      : isEventDimension(dimension)
        ? [sql`toString(${eventValue(dimension).column}) AS d0`]
        : [bucketNamed(bucket)];
  const sums = sql`${SKETCHED}(visitor_id) AS sketch, sum(is_pageview) AS shown, count() AS acts`;
  return sql`SELECT ${commas([...named, sums, NO_VISITS])} FROM events WHERE ${eventsWhere(plan, [])}`;
}

/** Of the events of visits, with the attributes and the traffic of their visits. */
function ofVisits(plan: Plan): Sql {
  const [dimension] = plan.dimensions;
  const named = dimension === undefined ? [] : [sql`toString(${visitColumn(dimension)}) AS d0`];
  const ofAny = { ...plan, filters: [], dimensions: [], traffic: null };
  const rows = sql`SELECT session_id, visitor_id, is_pageview FROM events WHERE ${eventsWhere(ofAny, [])}`;
  const visits = overlapping(plan, commas([sql`session_id`, ...named]), presence(plan));
  const sums = sql`${SKETCHED}(visitor_id) AS sketch, sum(is_pageview) AS shown, count() AS acts`;
  const columns = [...named.map(() => sql`d0`), sums, NO_VISITS];
  return sql`SELECT ${commas(columns)} FROM (${rows}) AS e INNER JOIN (${visits}) AS s USING (session_id)`;
}

/** Of whole visits: all that overlap a bucket's first piece, those that begin in any other. */
function visits(plan: Plan, { isFirst, bucket }: Piece): Sql {
  const [dimension] = plan.dimensions;
  const named =
    dimension === undefined
      ? []
      : isTimeDimension(dimension)
        ? [bucketNamed(bucket)]
        : [sql`toString(${visitColumn(dimension)}) AS d0`];
  const sums = sql`${NOTHING_INSIDE}, count() AS n, sum(pageviews) AS seen, countIf(interactions <= 1) AS bounced, sum(duration_ms) AS lasted`;
  // The day lets the key skip what began before.
  const begun = isFirst
    ? []
    : [sql`start_date >= ${param("Date", plan.read.firstDate)}`, sql`start >= ${time(plan.read.from)}`];
  return sql`SELECT ${commas([...named, sums])} FROM sessions FINAL WHERE ${visitsWhere(plan, [...presence(plan), ...begun])}`;
}

const bucketNamed = (bucket: number): Sql => sql`toUInt32(${param("Int64", bucket)}) AS d0`;

/** By page or host: where the visit entered. */
function visitColumn(dimension: Plan["dimensions"][number]): Sql {
  if (isTimeDimension(dimension)) throw new Error("A time is no column of a visit.");
  if (!isEventDimension(dimension)) return VISIT_DIMENSION_SQL[dimension].column;
  const { entry } = eventValue(dimension);
  if (entry === null) throw new Error(`${dimension} says nothing of visits.`);
  return entry;
}

/** Visits without a page have no entry and no exit. */
const presence = ({ dimensions }: Plan): Sql[] =>
  dimensions.flatMap((name) => {
    if (isTimeDimension(name)) return [];
    if (isEventDimension(name)) return [sql`entry_page != ''`];
    const { column, empty } = VISIT_DIMENSION_SQL[name];
    return empty === null ? [sql`${column} != ''`] : [];
  });
