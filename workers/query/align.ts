/** Rows of two ranges laid side by side: by the values of their dimensions, and by which bucket of its range each is. Pure. */
import type { Comparison, MetricValue, ResultRow } from "../../schema/query.ts";
import { bucketsOf } from "./buckets.ts";
import type { Table } from "./clickhouse.ts";
import { changeOf } from "./compare.ts";
import { isTimeDimension } from "./dimensions.ts";
import { metricFacts } from "./metrics.ts";
import type { Plan } from "./plan.ts";
import { amountOf, type PlanRow, toResult } from "./row.ts";

/** The same question about the range that is compared with. */
export interface Compared {
  plan: Plan;
  table: Table<PlanRow>;
}

/** The rows, each with its own numbers of the other range. */
export function withComparison(
  plan: Plan,
  rows: readonly PlanRow[],
  before: Compared,
): ResultRow<MetricValue>[] {
  const [own, other] = [timelineOf(plan), timelineOf(before.plan)];
  const earlier = new Map(before.table.rows.map((row) => [keyOf(before.plan, row, other.at), row]));
  return filled(plan, rows, before, own, other).map((row) => {
    const index = own.at(row);
    const bucket = other.buckets[index];
    const result = toResult(plan, row);
    if (plan.interval !== null && bucket === undefined) return { ...result, comparison: null };
    const found = earlier.get(keyOf(plan, row, own.at)) ?? emptyRow(plan, row, bucket);
    return { ...result, comparison: compare(plan, result, toResult(before.plan, found)) };
  });
}

/** The buckets of a plan's range, and which of them a row is of; 0 for all rows without a time. */
interface Timeline {
  buckets: number[];
  at: (row: PlanRow) => number;
}

function timelineOf(plan: Plan): Timeline {
  const { interval, range, dimensions } = plan;
  if (interval === null) return { buckets: [], at: () => 0 };
  const buckets = bucketsOf(interval, range, plan);
  const indexes = new Map(buckets.map((bucket, index) => [bucket, index]));
  const column = `v${dimensions.indexOf(interval)}`;
  return { buckets, at: (row) => indexes.get(Number(row[column])) ?? -1 };
}

const keyOf = ({ dimensions }: Plan, row: PlanRow, at: Timeline["at"]): string =>
  JSON.stringify(dimensions.map((name, index) => (isTimeDimension(name) ? at(row) : row[`v${index}`])));

/** A line needs its buckets of both ranges: in order of time alone, those that only the other range has are added. */
function filled(
  plan: Plan,
  rows: readonly PlanRow[],
  before: Compared,
  own: Timeline,
  other: Timeline,
): readonly PlanRow[] {
  const [order] = plan.order;
  const isLine = plan.dimensions.length === 1 && order !== undefined && order.by === plan.interval;
  if (!isLine || plan.offset > 0 || rows.length >= plan.limit) return rows;
  const seen = new Set(rows.map(own.at));
  const missing = before.table.rows.flatMap((row) => {
    const bucket = own.buckets[other.at(row)];
    return bucket === undefined || seen.has(other.at(row)) ? [] : [emptyRow(plan, {}, bucket)];
  });
  const direction = order.direction === "asc" ? 1 : -1;
  const all = [...rows, ...missing].sort((a, b) => direction * (own.at(a) - own.at(b)));
  return all.slice(0, plan.limit);
}

/** Counts of nothing are 0, rates of nothing null; the dimensions are the row's, the time is `bucket`. */
function emptyRow(plan: Plan, row: PlanRow, bucket: number | undefined): PlanRow {
  const values = plan.dimensions.map((name, at): [string, string | number | null] => [
    `v${at}`,
    (isTimeDimension(name) ? bucket : row[`v${at}`]) ?? null,
  ]);
  const metrics = plan.metrics.map((metric, at): [string, number | null] => [
    `m${at}`,
    metricFacts(metric).isCount ? 0 : null,
  ]);
  return Object.fromEntries([...values, ...metrics]);
}

const compare = (
  plan: Plan,
  now: ResultRow<MetricValue>,
  before: ResultRow<MetricValue>,
): Comparison<MetricValue> => ({
  ...before,
  change: plan.metrics.map((metric, at) =>
    changeOf(metric, amountOf(before.metrics[at]), amountOf(now.metrics[at])),
  ),
});
