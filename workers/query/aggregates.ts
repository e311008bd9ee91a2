/** Sums, means, extremes and percentiles of the numbers in a property or a vital: `p75(event:vital_value)`. Pure. */
import type { Aggregate, AggregateMetric, Metric, NumericDimension } from "../../schema/words.ts";
import { eventValue, numberIn } from "./dimensions.ts";
import type { MetricSql } from "./metrics.ts";
import { toFourDecimals } from "./ratio.ts";
import { type Sql, sql } from "./sql.ts";

export const isAggregate = (metric: Metric): metric is AggregateMetric => metric.includes("(");

/** What a metric asks, and of which dimension. */
export function aggregateOf(metric: AggregateMetric): { aggregate: Aggregate; of: NumericDimension } {
  const at = metric.indexOf("(");
  // The validator took the metric as one of these words before a dimension in brackets.
  return { aggregate: metric.slice(0, at) as Aggregate, of: metric.slice(at + 1, -1) as NumericDimension };
}

/** Of nothing, a sum and a count are 0, everything else is null. */
const COUNTS: readonly Aggregate[] = ["sum", "count_distinct"];

export function aggregateSql(metric: AggregateMetric): MetricSql {
  const { aggregate, of } = aggregateOf(metric);
  const definition = `${aggregate}.v1`;
  return {
    definition,
    isCount: COUNTS.includes(aggregate),
    of: { events: () => expressionOf(aggregate, of) },
  };
}

/** Numbers have four decimals: sums of halves and tenths come out the same in whatever order they are added. */
function expressionOf(aggregate: Aggregate, of: NumericDimension): Sql {
  const { number, isNumber } = numberIn(of);
  switch (aggregate) {
    case "sum":
      return toFourDecimals(sql`sumIf(${number}, ${isNumber})`);
    case "avg":
      return ofAny(isNumber, sql`avgIf(${number}, ${isNumber})`);
    case "min":
      return ofAny(isNumber, sql`minIf(${number}, ${isNumber})`);
    case "max":
      return ofAny(isNumber, sql`maxIf(${number}, ${isNumber})`);
    case "count_distinct":
      return distinct(of);
    default:
      return percentile(LEVELS[aggregate], number, isNumber);
  }
}

/** A property is whatever its text says, whether or not it is a number. */
function distinct(of: NumericDimension): Sql {
  const { column, only } = eventValue(of);
  return sql`uniqExactIf(${column}, ${only ?? sql`${column} != ''`})`;
}

const LEVELS = {
  ...{ p50: sql`0.5`, p75: sql`0.75`, p90: sql`0.9`, p95: sql`0.95`, p99: sql`0.99` },
} satisfies Partial<Record<Aggregate, Sql>>;

/** Exact, between its two neighbours in proportion, as spreadsheets have it (`PERCENTILE.INC`). */
const percentile = (level: Sql, number: Sql, isNumber: Sql): Sql =>
  ofAny(isNumber, sql`quantileExactInclusiveIf(${level})(${number}, ${isNumber})`);

/** Null where there is no number to tell it of. */
const ofAny = (isNumber: Sql, value: Sql): Sql =>
  sql`if(countIf(${isNumber}) = 0, NULL, ${toFourDecimals(value)})`;
