/**
 * Questions of a page in one statement: what each would read is read once, and to plan one statement takes as long as to
 * read a month of sums. Pure.
 */
import type { Metric } from "../../schema/words.ts";
import type { Table } from "./clickhouse.ts";
import { emptyWord, isTimeDimension } from "./dimensions.ts";
import { metricFacts } from "./metrics.ts";
import type { Plan } from "./plan.ts";
import { sumOf } from "./rolled.ts";
import { greatestFirst } from "./rolled-days.ts";
import { allPages, greatestOf } from "./rolled-greatest.ts";
import { asked, type Placed, presenceOf, sumsOfPlaced } from "./rolled-sums.ts";
import type { PlanRow } from "./row.ts";
import { commas, join, numbered, param, type Sql, sql } from "./sql.ts";

/** Longer answers are asked for alone: all rows of one statement have a limit. */
const MAX_ROWS = 1_000;

/** Whether the plan's rows can be told beside those of others. */
export function canBeTogether(plan: Plan): boolean {
  if (plan.rolled === undefined || plan.metrics.includes("percentage")) return false;
  return mostRows(plan) <= MAX_ROWS && isPlainOrder(plan);
}

/** By a metric or by time, either way; what is left is by name from the first. */
function isPlainOrder({ order, dimensions: [dimension] }: Plan): boolean {
  if (dimension === undefined) return true;
  const [first, second] = order;
  if (first === undefined || (second !== undefined && second.direction === "desc")) return false;
  return first.by !== dimension || isTimeDimension(dimension) || first.direction === "asc";
}

/** Plans with the same key may be asked together. */
export const keyTogether = ({ sites, zone, traffic, weekStart }: Plan): string =>
  JSON.stringify([sites, zone, traffic, weekStart]);

/** How many rows from the first one are wanted at most. */
function mostRows({ dimensions: [dimension], limit, offset, rolled }: Plan): number {
  if (dimension === undefined) return 1;
  const buckets = new Set(rolled?.pieces.map(({ bucket }) => bucket)).size;
  return isTimeDimension(dimension) ? buckets : limit + offset;
}

const metricsOf = (plans: readonly Plan[]): Metric[] => [...new Set(plans.flatMap(({ metrics }) => metrics))];

/**
 * Rows by `asks`, the place of their plan, in its order, with `bucket` or `v0`, the metrics of all plans as `m0` …, and how
 * many rows the plan has in all.
 */
export function buildTogether(plans: readonly Plan[]): Sql {
  const metrics = metricsOf(plans);
  const sums = metrics.map((metric, at) => sql`${sumOf(metric) ?? sql`NULL`} AS ${numbered("m", at)}`);
  const isOf = (place: number) => sql`asks = ${param("UInt32", place)}`;
  const present = plans.map((plan, place) => sql`${isOf(place)} AND ${presenceOf(asked(plan))}`);
  const words = plans.flatMap((plan, place) => {
    const [dimension] = plan.dimensions;
    const word = dimension === undefined ? null : emptyWord(dimension);
    return word === null ? [] : [sql`${isOf(place)} AND value = '', ${param("String", word)}`];
  });
  const label = words.length === 0 ? sql`value` : sql`multiIf(${commas([...words, sql`value`])})`;
  const keys = plans.map((plan, place) => sql`${isOf(place)}, ${orderOf(plan, metrics)}`);
  const placed = plans.map((plan, place): Placed => ({ ...asked(plan), place, greatest: greatestOf(plan) }));
  const first = greatestFirst(placed);
  const columns = [...metrics.map((_, at) => numbered("m", at)), sql`${totalOf(placed)} AS total`];
  const most = Math.max(...plans.map(mostRows));
  const groups = sql`SELECT asks, bucket, value, ${commas(sums)} FROM (${sumsOfPlaced(placed)}) GROUP BY asks, bucket, value HAVING ${join(present, sql` OR `)}`;
  return sql`${first.length === 0 ? sql`` : sql`WITH ${commas(first)} `}SELECT asks, bucket, ${label} AS v0, ${commas(columns)} FROM (${groups}) ORDER BY asks, multiIf(${commas([...keys, sql`0`])}), bucket, v0 LIMIT ${param("UInt32", most)} BY asks`;
}

/** Of pages that cannot be among the greatest there are no rows, but they are counted. */
function totalOf(questions: readonly Placed[]): Sql {
  const ofGreatest = questions.flatMap(({ place, greatest }) =>
    greatest === null ? [] : [sql`asks = ${param("UInt32", place)}, ${allPages(place)}`],
  );
  const all = sql`count() OVER (PARTITION BY asks)`;
  return ofGreatest.length === 0 ? all : sql`multiIf(${commas([...ofGreatest, all])})`;
}

/** What a plan's rows are sorted by before their names, upwards. */
function orderOf({ order: [first] }: Plan, metrics: readonly Metric[]): Sql {
  if (first === undefined) return sql`0`;
  const at = (metrics as readonly string[]).indexOf(first.by);
  const key = at === -1 ? (isTimeDimension(first.by) ? sql`bucket` : sql`0`) : numbered("m", at);
  return first.direction === "asc" ? sql`toFloat64(${key})` : sql`-toFloat64(${key})`;
}

/** The rows of each plan from those of `buildTogether`. What was read was read for all of them. */
export function tablesOf(plans: readonly Plan[], { rows, ...read }: Table<PlanRow>): Table<PlanRow>[] {
  const metrics = metricsOf(plans);
  return plans.map((plan, place) => {
    const own = rows.filter(({ asks }) => Number(asks) === place);
    const [dimension] = plan.dimensions;
    const names = plan.metrics.map((metric, at) => [`m${at}`, `m${metrics.indexOf(metric)}`] as const);
    const cells = (row: PlanRow) => names.map(([to, from]) => [to, row[from] ?? null] as const);
    const name = dimension !== undefined && isTimeDimension(dimension) ? "bucket" : "v0";
    const told = own.map(
      (row): PlanRow => ({
        ...(dimension !== undefined && { v0: row[name] ?? null }),
        ...Object.fromEntries(cells(row)),
      }),
    );
    const all = dimension === undefined && told.length === 0 ? [nothing(plan)] : told;
    const total = Number(own[0]?.total ?? all.length);
    return { ...read, rows: all.slice(plan.offset, plan.offset + plan.limit), total };
  });
}

/** The one row of a question without dimensions where there is nothing to add up. */
const nothing = ({ metrics }: Plan): PlanRow =>
  Object.fromEntries(metrics.map((metric, at) => [`m${at}`, metricFacts(metric).isCount ? 0 : null]));
