/**
 * Which days of a question come from rollups. Everything that does not is read from the exact tables, so a day that is
 * missing, dirty or unfinished costs time and nothing else. Pure.
 */
import {
  MARK_SLACK_MS,
  MIN_ROLLED_EVENTS,
  ROLLED_EVENT_DIMENSIONS,
  ROLLED_VISIT_DIMENSIONS,
  ROLLED_WEEK_DAYS,
  type RolledDimension,
} from "../../schema/rollups.ts";
import type { Metric } from "../../schema/words.ts";
import { bucketOf, type Interval } from "./buckets.ts";
import { isEventDimension, isTimeDimension } from "./dimensions.ts";
import type { Plan } from "./plan.ts";
import type { Range } from "./range.ts";
import { param, type Sql, sql } from "./sql.ts";
import { DAY_MS, dateOf, dayNumber, localDay, startOfDay } from "./zone.ts";

/** A run over a day of the zone, or a week of them, that no mark is newer than. */
export interface Run {
  /** `YYYY-MM-DD`, the first one. */
  day: string;
  days: number;
  /** `YYYY-MM-DD hh:mm:ss.mmm`, UTC: names the run's rows. */
  computed_from: string;
  /** Of the site on that day, engagement left out. */
  events: number;
  /** Dimensions with too many values. */
  left_out: string[];
}

/** A part of the range, in time's order. Of a bucket's first part all visits count, of the others those that began in it. */
export type Piece = { isFirst: boolean; bucket: number } & ({ run: Run } | { read: Plan["read"] });

export interface Rolled {
  pieces: Piece[];
  /** Whether distinct visitors are an estimate. */
  isEstimate: boolean;
}

/**
 * The standard error of 2^14 registers: two answers of three lie as close, nineteen of twenty within twice of it. Up to
 * about a thousand visitors are known one by one, and counted.
 */
export const SKETCH_ERROR = 0.008;

/** More reads of the exact tables than this cost more than one. */
const MAX_EXACT_PIECES = 8;

const UNIQUES: readonly Metric[] = ["visitors", "percentage"];
const OF_ANYTHING: readonly Metric[] = [...UNIQUES, "pageviews", "events", "views_per_visit", "bounce_rate"];
const ROLLED_METRICS: readonly Metric[] = [...OF_ANYTHING, "visit_duration", "visits"];
/** A visit that was on a page on two days would be counted twice there. */
const BY_PAGE: readonly Metric[] = [...OF_ANYTHING, "visit_duration"];
const INTERVALS: readonly Interval[] = ["time:day", "time:week", "time:month"];

export const asksForUniques = (metrics: readonly Metric[]): boolean =>
  metrics.some((metric) => UNIQUES.includes(metric));

/** What the rows of rollups must be of; null when they cannot answer such a question. */
export function rolledDimension(plan: Plan): RolledDimension | null {
  const [first, ...more] = plan.dimensions;
  // Days are those of one site's zone.
  if (plan.sites.length > 1) return null;
  if (plan.filters.length + plan.base.length + more.length > 0) return null;
  if (first === undefined || isTimeDimension(first)) {
    if (first !== undefined && !INTERVALS.includes(first)) return null;
    return areAmong(plan.metrics, ROLLED_METRICS) ? "" : null;
  }
  const isPage = isEventDimension(first);
  const known: readonly RolledDimension[] = isPage ? ROLLED_EVENT_DIMENSIONS : ROLLED_VISIT_DIMENSIONS;
  const dimension = known.find((one) => one === first);
  return dimension !== undefined && areAmong(plan.metrics, isPage ? BY_PAGE : ROLLED_METRICS)
    ? dimension
    : null;
}

const areAmong = (metrics: readonly Metric[], those: readonly Metric[]): boolean =>
  metrics.every((metric) => those.includes(metric));

/** The local days that lie wholly in what is read, first and last, as days since 1970; null when there are none. */
export function wholeDays({ zone, read: { from, to } }: Plan): [first: number, last: number] | null {
  if (from >= to) return null;
  const [start, end] = [localDay(zone, from), localDay(zone, to)];
  const first = startOfDay(zone, start) === from ? start : start + 1;
  return first < end ? [first, end - 1] : null;
}

/** Runs over the days from `first` to `last` that hold: a statement. */
export function buildRuns({ sites, zone }: Plan, [first, last]: [number, number]): Sql {
  const of = sql`site IN ${param("Array(String)", sites)}`;
  const marked = sql`SELECT groupArray((date, at)) FROM (SELECT date, max(at) AS at FROM dirty_days WHERE ${of} AND date BETWEEN ${param("Date", dateOf(first - 1))} AND ${param("Date", dateOf(last + 1))} GROUP BY date)`;
  const newest = sql`SELECT day, days, max(computed_from) AS computed, argMax((first_date, last_date, events, left_out), computed_from) AS run FROM rollup_runs WHERE ${of} AND zone = ${param("String", zone)} AND day BETWEEN ${param("Date", dateOf(first))} AND ${param("Date", dateOf(last))} GROUP BY day, days`;
  const isDirty = sql`arrayExists(mark -> mark.1 BETWEEN run.1 AND run.2 AND mark.2 + toIntervalMillisecond(${param("Int64", MARK_SLACK_MS)}) >= computed, marks)`;
  // Whoever empties one of the tables leaves runs without rows.
  const rows = sql`SELECT days, day, computed_from FROM rollups WHERE ${of} AND zone = ${param("String", zone)} AND dimension = 'event' AND day BETWEEN ${param("Date", dateOf(first))} AND ${param("Date", dateOf(last))}`;
  return sql`WITH (${marked}) AS marks SELECT toString(day) AS day, days, toString(computed) AS computed_from, run.3 AS events, run.4 AS left_out FROM (${newest}) WHERE NOT ${isDirty} AND (days, day, computed) IN (${rows}) ORDER BY day, days`;
}

/** The plan with what of it comes from these runs; as it was when that would not be faster, or not exact where it must. */
export function withRuns(
  plan: Plan,
  runs: readonly Run[],
  isExact: boolean,
  minEvents = MIN_ROLLED_EVENTS,
): Plan {
  const dimension = rolledDimension(plan);
  const isEstimate = asksForUniques(plan.metrics);
  if (dimension === null || (isExact && isEstimate)) return plan;
  const pieces = piecesOf(plan, usableRuns(plan, runs, dimension));
  const used = pieces.flatMap((piece) => ("run" in piece ? [piece.run] : []));
  const events = used.reduce((sum, run) => sum + run.events, 0);
  if (used.length === 0 || events < minEvents) return plan;
  const exact = pieces.filter((piece) => "read" in piece).length;
  return exact > MAX_EXACT_PIECES ? plan : { ...plan, rolled: { pieces, isEstimate } };
}

/** By their first day: those inside the range that know the dimension, and of a bucket no more than a day. */
function usableRuns(plan: Plan, runs: readonly Run[], dimension: RolledDimension): Map<number, Run> {
  const [first, last] = wholeDays(plan) ?? [0, -1];
  const longest = plan.interval === null ? ROLLED_WEEK_DAYS : 1;
  const usable = runs.filter(({ day, days, left_out }) => {
    const isInside = first <= dayNumber(day) && dayNumber(day) + days - 1 <= last;
    return isInside && days <= longest && !left_out.includes(dimension);
  });
  // Of two that begin on the same day the longer one counts.
  return new Map(usable.toSorted((a, b) => a.days - b.days).map((run) => [dayNumber(run.day), run]));
}

function piecesOf({ read, zone, interval, weekStart }: Plan, runs: ReadonlyMap<number, Run>): Piece[] {
  const [first, last] = [localDay(zone, read.from), localDay(zone, read.to - 1)];
  const bucketOfDay = (day: number) => (interval === null ? 0 : bucketOf(interval, day * DAY_MS, weekStart));
  const start = (day: number) => (day === first ? read.from : startOfDay(zone, day));
  const end = (day: number) => (day === last ? read.to : startOfDay(zone, day + 1));
  const pieces: Piece[] = [];
  for (let day = first; day <= last; day++) {
    const bucket = bucketOfDay(day);
    const place = { bucket, isFirst: pieces.at(-1)?.bucket !== bucket };
    const run = runs.get(day);
    if (run !== undefined) {
      pieces.push({ ...place, run });
      day += run.days - 1;
      continue;
    }
    // Days in a row without runs are read together, up to the end of their bucket.
    const from = start(day);
    while (day < last && !runs.has(day + 1) && bucketOfDay(day + 1) === bucket) day++;
    // A day that a zone left out has no time.
    if (from < end(day)) pieces.push({ ...place, read: readOf({ from, to: end(day) }) });
  }
  return pieces;
}

const readOf = ({ from, to }: Range): Plan["read"] => ({
  ...{ from, to, firstDate: utcDate(from), lastDate: utcDate(to - 1) },
});
const utcDate = (ms: number): string => dateOf(Math.floor(ms / DAY_MS));
