/** Rows → QueryAnswer. Pure. */
import type { Query, QueryAnswer, ResultRow } from "../../schema/query.ts";
import { bucketLabel, bucketOf, bucketsOf } from "./buckets.ts";
import type { Table } from "./clickhouse.ts";
import { isTimeDimension } from "./dimensions.ts";
import { METRIC_SQL } from "./metrics.ts";
import type { Plan } from "./plan.ts";
import { isoInZone, wallMs } from "./zone.ts";

/** A row as `build.ts` names it: `v0 …` are dimensions, `m0 …` metrics. */
export type PlanRow = Record<string, string | number | null>;

/** What distinct visitors mean. A cookieless visitor cannot be known again on another day, and that is the point. */
const IDENTITY =
  "Exact. A visitor who consented is one person for as long as the browser keeps the id; " +
  "a cookieless visitor is one person per UTC day, so over several days the same person counts once a day.";

export function toAnswer(
  query: Query,
  plan: Plan,
  table: Table<PlanRow>,
  newest: number | null,
): QueryAnswer {
  return {
    results: table.rows.map((row) => toResult(plan, row)),
    meta: {
      ...timeLabels(query, plan),
      ...(query.include.total_rows && { total_rows: table.total }),
      timezone: plan.zone,
      definitions: Object.fromEntries(plan.metrics.map((metric) => [metric, METRIC_SQL[metric].definition])),
      freshness: newest === null ? null : new Date(newest).toISOString(),
      uniques: { method: "exact", identity: IDENTITY },
      rows_read: table.rowsRead,
      bytes_read: table.bytesRead,
    },
    query: understood(query, plan),
  };
}

function toResult(plan: Plan, row: PlanRow): ResultRow {
  return {
    dimensions: plan.dimensions.map((dimension, at) => {
      const value = row[`v${at}`];
      return isTimeDimension(dimension)
        ? bucketLabel(dimension, Number(value), plan.firstDay)
        : String(value);
    }),
    metrics: plan.metrics.map((_, at) => number(row[`m${at}`])),
  };
}

const number = (value: string | number | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

function timeLabels(
  query: Query,
  { interval, range, zone, firstDay, asOf }: Plan,
): Partial<QueryAnswer["meta"]> {
  if (!query.include.time_labels || interval === null) return {};
  const label = (bucket: number) => bucketLabel(interval, bucket, firstDay);
  const isUnfinished = range.from <= asOf && asOf < range.to;
  return {
    time_labels: bucketsOf(interval, range, zone).map(label),
    partial_time_labels: isUnfinished ? [label(bucketOf(interval, wallMs(zone, asOf)))] : [],
  };
}

/** The query with everything filled in. The end of the range is its last second. */
function understood({ as_of, ...query }: Query, plan: Plan): QueryAnswer["query"] {
  const { range, zone } = plan;
  return {
    ...query,
    dimensions: plan.dimensions,
    order_by: plan.order.map(({ by, direction }) => [by, direction]),
    date_range: [isoInZone(zone, range.from), isoInZone(zone, range.to - 1)],
    ...(as_of !== undefined && { as_of: new Date(plan.asOf).toISOString() }),
  };
}
