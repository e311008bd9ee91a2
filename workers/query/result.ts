/** Rows → QueryAnswer. Pure. */
import type { AskedQuery, MetricValue, QueryAnswer, Uniques } from "../../schema/query.ts";
import { addsUp } from "./additive.ts";
import { type Compared, withComparison } from "./align.ts";
import { bucketLabel, bucketOf, bucketsOf } from "./buckets.ts";
import type { Table } from "./clickhouse.ts";
import { metricFacts } from "./metrics.ts";
import type { Plan } from "./plan.ts";
import { SKETCH_ERROR } from "./rollups.ts";
import { type PlanRow, toResult } from "./row.ts";
import { isoInZone, wallMs } from "./zone.ts";

/** What distinct visitors mean. A cookieless visitor cannot be known again on another day, and that is the point. */
const IDENTITY =
  "A visitor who consented is one person for as long as the browser keeps the id; " +
  "a cookieless visitor is one person per UTC day, so over several days the same person counts once a day.";

const OF_SITES =
  "A site knows its own visitors alone: who was on two of the sites counts once for each of them.";

export function toAnswer(
  query: AskedQuery,
  plan: Plan,
  table: Table<PlanRow>,
  newest: number | null,
  before: Compared | null,
): QueryAnswer<MetricValue> {
  return {
    results:
      before === null
        ? table.rows.map((row) => toResult(plan, row))
        : withComparison(plan, table.rows, before),
    meta: {
      ...timeLabels(query, plan),
      ...(before !== null && comparisonTimeLabels(query, before.plan)),
      ...(query.include.total_rows && { total_rows: table.total }),
      timezone: plan.zone,
      definitions: Object.fromEntries(plan.metrics.map((metric) => [metric, metricFacts(metric).definition])),
      ...(plan.dimensions.length > 0 && { adds_up: addsUp(plan) }),
      freshness: freshnessOf(newest),
      uniques: uniquesOf(plan, [plan, ...(before === null ? [] : [before.plan])]),
      rows_read: table.rowsRead + (before?.table.rowsRead ?? 0),
      bytes_read: table.bytesRead + (before?.table.bytesRead ?? 0),
    },
    query: understood(query, plan, before),
  };
}

/** `newest` in ms. */
export const freshnessOf = (newest: number | null): string | null =>
  newest === null ? null : new Date(newest).toISOString();

function uniquesOf({ sites }: Plan, plans: readonly Plan[]): Uniques {
  const identity = sites.length > 1 ? `${IDENTITY} ${OF_SITES}` : IDENTITY;
  return plans.some(({ rolled }) => rolled?.isEstimate)
    ? { method: "estimate", error: SKETCH_ERROR, identity: `Estimated. ${identity}` }
    : { method: "exact", identity: `Exact. ${identity}` };
}

function timeLabels(
  query: AskedQuery,
  { interval, range, zone, weekStart, firstDay, asOf }: Plan,
): Partial<QueryAnswer["meta"]> {
  if (!query.include.time_labels || interval === null) return {};
  const label = (bucket: number) => bucketLabel(interval, bucket, firstDay);
  const isUnfinished = range.from <= asOf && asOf < range.to;
  return {
    time_labels: bucketsOf(interval, range, { zone, weekStart }).map(label),
    partial_time_labels: isUnfinished ? [label(bucketOf(interval, wallMs(zone, asOf), weekStart))] : [],
  };
}

function comparisonTimeLabels(query: AskedQuery, plan: Plan): Partial<QueryAnswer["meta"]> {
  const { time_labels } = timeLabels(query, plan);
  return time_labels === undefined ? {} : { comparison_time_labels: time_labels };
}

/** The query with everything filled in. The end of a range is its last second. */
function understood(
  { as_of, compare, ...query }: AskedQuery,
  plan: Plan,
  before: Compared | null,
): QueryAnswer["query"] {
  return {
    ...query,
    ...(compare !== undefined &&
      before !== null && { compare: { ...compare, date_range: written(before.plan) } }),
    dimensions: plan.dimensions,
    order_by: plan.order.map(({ by, direction }) => [by, direction]),
    date_range: written(plan),
    ...(as_of !== undefined && { as_of: new Date(plan.asOf).toISOString() }),
  };
}

const written = ({ zone, range }: Plan): [string, string] => [
  isoInZone(zone, range.from),
  isoInZone(zone, range.to - 1),
];
