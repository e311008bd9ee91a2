/** The same sums of what of a range is read exactly: today, days that changed, hours at its ends. Pure. */
import { isOver } from "./activity.ts";
import { eventValue, isEventDimension, isTimeDimension, VISIT_DIMENSION_SQL } from "./dimensions.ts";
import type { Plan } from "./plan.ts";
import { maybeGreatest } from "./rolled-greatest.ts";
import type { Placed } from "./rolled-sums.ts";
import { and, commas, param, type Sql, sql } from "./sql.ts";
import { beganBefore, ends, eventsWhere, overlapping, visitsBegunWhere, visitsWhere } from "./where.ts";

/** As the tables keep them, of the same size. */
const SKETCHED = sql`uniqCombined64State(14)`;
export const NO_SKETCH = sql`arrayReduce('uniqCombined64State(14)', emptyArrayUInt64())`;
const NO_VISITS = sql`0 AS n, 0 AS seen, 0 AS bounced, 0 AS lasted`;
const NOTHING_INSIDE = sql`0 AS is_inside, ${NO_SKETCH} AS sketch, 0 AS shown, 0 AS acts`;
const INSIDE = sql`1 AS is_inside, ${SKETCHED}(visitor_id) AS sketch, sum(is_pageview) AS shown, count() AS acts`;

/** A question that wants a range read. Of a bucket's first part all visits count, of the others those that began in it. */
interface Reader extends Placed {
  isFirst: boolean;
  bucket: number;
}

export function sumsOfReads(questions: readonly Placed[]): Sql[] {
  return rangesOf(questions).flatMap(({ of, readers }) => {
    const events = readers.filter(({ counts, isOfEvents }) => counts && isOfEvents);
    const insides = readers.filter(({ counts, isOfEvents }) => counts && !isOfEvents);
    const visits = readers.filter((reader) => reader.wholes || insides.includes(reader));
    const before = readers.filter((reader) => reader.wholes && reader.isFirst);
    return [
      ...(events.length === 0 ? [] : [sumsOfEvents(of, events)]),
      ...(visits.length === 0 ? [] : [sumsOfVisitsBegun(of, visits)]),
      ...(insides.length === 0 ? [] : [sumsInVisitsOver(of, insides)]),
      ...(before.length === 0 ? [] : [sumsOfVisitsBefore(of, before)]),
    ];
  });
}

/** Each range once, as a plan of all its rows, with those who want it. */
function rangesOf(questions: readonly Placed[]): { of: Plan; readers: Reader[] }[] {
  const ranges = new Map<string, { of: Plan; readers: Reader[] }>();
  for (const question of questions)
    for (const piece of question.plan.rolled?.pieces ?? []) {
      if (!("read" in piece)) continue;
      const { read, isFirst, bucket } = piece;
      const key = `${read.from} ${read.to}`;
      const of: Plan = { ...question.plan, read, dimensions: [], interval: null, metrics: ["visitors"] };
      const range = ranges.get(key) ?? { of, readers: [] };
      range.readers.push({ ...question, isFirst, bucket });
      ranges.set(key, range);
    }
  return [...ranges.values()];
}

/** A row for each question that wants it. */
const ONE = sql`one.1 AS asks, one.2 AS bucket, one.3 AS value`;

/** Of events by themselves. */
function sumsOfEvents(of: Plan, readers: readonly Reader[]): Sql {
  const wanted = wantedBy(readers, (dimension) => eventValue(dimension).column);
  return sql`SELECT ${ONE}, ${INSIDE}, ${NO_VISITS} FROM (SELECT visitor_id, is_pageview, arrayJoin(${wanted}) AS one FROM events WHERE ${eventsWhere(of, [])}) GROUP BY one`;
}

/** A visit of one UTC day inside the range has one hash, and says itself what it did there. */
const saysItself = (of: Plan): Sql => and([sql`end_date = start_date`, ...(isOver(of) ? [ends(of)] : [])]);

/** `isWhole`: 1 or 0. */
const sumsOfVisits = (isWhole: Sql): Sql =>
  sql`${isWhole} * count() AS n, ${isWhole} * sum(pageviews) AS seen, ${isWhole} * countIf(interactions <= 1) AS bounced, ${isWhole} * sum(duration_ms) AS lasted`;

/** Of visits that begin in the range. */
function sumsOfVisitsBegun(of: Plan, readers: readonly Reader[]): Sql {
  const inside = sql`toUInt8(${saysItself(of)})`;
  const wanted = wantedBy(readers, entryOf, ({ counts, isOfEvents, wholes }) => [
    counts && !isOfEvents ? inside : sql`toUInt8(0)`,
    wholes ? sql`toUInt8(1)` : sql`toUInt8(0)`,
  ]);
  const sums = sql`one.4 AS is_inside, ${SKETCHED}(visitor_id) AS sketch, one.4 * sum(pageviews) AS shown, one.4 * sum(actions) AS acts, ${sumsOfVisits(sql`one.5`)}`;
  const rows = sql`SELECT visitor_id, pageviews, events AS actions, interactions, duration_ms, arrayJoin(${wanted}) AS one FROM sessions FINAL WHERE ${visitsBegunWhere(of, [])}`;
  return sql`SELECT ${ONE}, ${sums} FROM (${rows}) GROUP BY one`;
}

/** Of the events of the others, with the attributes and the traffic of their visits. */
function sumsInVisitsOver(of: Plan, readers: readonly Reader[]): Sql {
  const rows = sql`SELECT session_id, visitor_id, is_pageview FROM events WHERE ${eventsWhere({ ...of, traffic: null }, [])}`;
  const columns = sql`session_id, ${wantedBy(readers, entryOf)} AS wanted`;
  const before = sql`SELECT ${columns} FROM sessions FINAL WHERE ${visitsWhere(of, [beganBefore(of)])}`;
  const isOneDay = of.read.firstDate === of.read.lastDate && !isOver(of);
  const others = sql`((${beganBefore(of)}) OR NOT (${saysItself(of)}))`;
  const visits = isOneDay ? before : overlapping(of, columns, [others]);
  return sql`SELECT ${ONE}, ${INSIDE}, ${NO_VISITS} FROM (SELECT visitor_id, is_pageview, arrayJoin(wanted) AS one FROM (${rows}) AS e INNER JOIN (${visits}) AS s USING (session_id)) GROUP BY one`;
}

/** Of whole visits that run into the range. */
function sumsOfVisitsBefore(of: Plan, readers: readonly Reader[]): Sql {
  const rows = sql`SELECT pageviews, interactions, duration_ms, arrayJoin(${wantedBy(readers, entryOf)}) AS one FROM sessions FINAL WHERE ${visitsWhere(of, [beganBefore(of)])}`;
  return sql`SELECT ${ONE}, ${NOTHING_INSIDE}, ${sumsOfVisits(sql`1`)} FROM (${rows}) GROUP BY one`;
}

type Dimension = Plan["dimensions"][number];
type EventDimension = Parameters<typeof eventValue>[0];

/** An array of (place, bucket, value, and `more`), one for each question that the row counts in. */
function wantedBy(
  readers: readonly Reader[],
  ofEvents: (dimension: EventDimension) => Sql,
  more: (reader: Reader) => Sql[] = () => [],
): Sql {
  const sometimes: Sql[] = [];
  const always: Sql[] = [];
  for (const reader of readers) {
    const { plan, place, bucket } = reader;
    const [dimension] = plan.dimensions;
    const value =
      dimension === undefined || isTimeDimension(dimension) ? sql`''` : textOf(dimension, ofEvents);
    const one = sql`(${commas([sql`${param("UInt32", place)}, ${param("UInt32", bucket)}, ${value}`, ...more(reader)])})`;
    const presence = ofEvents === entryOf ? presenceOf(dimension) : greatnessOf(reader, value);
    if (presence === null) always.push(one);
    else sometimes.push(sql`if(${presence}, [${one}], [])`);
  }
  if (sometimes.length === 0) return sql`[${commas(always)}]`;
  return sql`arrayConcat(${commas([...(always.length === 0 ? [] : [sql`[${commas(always)}]`]), ...sometimes])})`;
}

const textOf = (
  dimension: Exclude<Dimension, `time${string}`>,
  ofEvents: (dimension: EventDimension) => Sql,
) =>
  sql`toString(${isEventDimension(dimension) ? ofEvents(dimension) : VISIT_DIMENSION_SQL[dimension].column})`;

/** Of pages that cannot be among the greatest nothing is told; null: every event counts. */
const greatnessOf = ({ place, greatest }: Reader, value: Sql): Sql | null =>
  greatest === null ? null : maybeGreatest(place, value);

/** By page or host a visit counts where it entered. */
function entryOf(dimension: EventDimension): Sql {
  const { entry } = eventValue(dimension);
  if (entry === null) throw new Error(`${dimension} says nothing of visits.`);
  return entry;
}

/** Visits without a page have no entry and no exit; null: every visit counts. */
function presenceOf(dimension: Dimension | undefined): Sql | null {
  if (dimension === undefined || isTimeDimension(dimension)) return null;
  if (isEventDimension(dimension)) return sql`entry_page != ''`;
  const { column, empty } = VISIT_DIMENSION_SQL[dimension];
  return empty === null ? sql`${column} != ''` : null;
}
