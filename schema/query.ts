/**
 * What may be asked of `POST /v1/query` and what comes back: the shape and the words of Plausible's
 * Stats API v2, extended only by optional keys.
 */
import { z } from "zod";
import { MAX_KEY_BYTES, MAX_QUERIED_SITES, MAX_QUERY_ROWS } from "./limits.ts";
import {
  AGGREGATES,
  BEHAVIOURS,
  COMPARING_OPERATORS,
  COMPARISONS,
  EVENT_DETAIL_DIMENSIONS,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  type FilterOperator,
  GOAL_DIMENSION,
  type GoalDimension,
  METRICS,
  type Metric,
  NAMED_RANGES,
  type NumericDimension,
  type NumericOperator,
  PLACE_NAME_DIMENSIONS,
  PROP_PREFIX,
  type PropDimension,
  RANGE_OPERATOR,
  SEGMENT_FILTER,
  SITE_DIMENSION,
  TIME_DIMENSIONS,
  TRAFFIC_CLASSES,
  VISIT_DIMENSIONS,
  VITAL_VALUE,
} from "./words.ts";

/** Of any key: an event's properties are its site's own words. */
const propDimension = z.templateLiteral([PROP_PREFIX, z.string().min(1).max(MAX_KEY_BYTES)]);
const numericDimension = z.union([z.literal(VITAL_VALUE), propDimension]);
export const metric = z.union([
  z.enum(METRICS),
  z.templateLiteral([z.enum(AGGREGATES), "(", numericDimension, ")"]),
]);
const FILTERED = [
  ...EVENT_DIMENSIONS,
  ...EVENT_DETAIL_DIMENSIONS,
  GOAL_DIMENSION,
  ...VISIT_DIMENSIONS,
  ...PLACE_NAME_DIMENSIONS,
  SITE_DIMENSION,
] as const;
export const dimension = z.union([z.enum([...FILTERED, ...TIME_DIMENSIONS]), propDimension]);
export const filterDimension = z.union([z.enum(FILTERED), propDimension]);

const modifiers = z.strictObject({ case_sensitive: z.boolean().optional() });
const clauses = z.array(z.string()).min(1).max(1_000);
const operator = z.enum(FILTER_OPERATORS);

/** `[operator, dimension, [value, …], {case_sensitive}?]`; any of the values suffices. */
export const predicate = z.union([
  z.tuple([operator, filterDimension, clauses]),
  z.tuple([operator, filterDimension, clauses, modifiers]),
]);

/** `[operator, dimension, [number]]` or `["between", dimension, [from, to]]`; what is no number passes none of them. */
const numericPredicate = z.union([
  z.tuple([z.enum(COMPARING_OPERATORS), numericDimension, z.tuple([z.number()])]),
  z.tuple([z.literal(RANGE_OPERATOR), numericDimension, z.tuple([z.number(), z.number()])]),
]);

export type FilterDimension = z.infer<typeof filterDimension>;
type Modifiers = z.infer<typeof modifiers>;
/** Over the closed vocabulary, unless said otherwise: `Predicate<FilterDimension>` may be of any property or goal too. */
export type Predicate<
  Name extends FilterDimension = Exclude<FilterDimension, PropDimension | GoalDimension>,
> = [FilterOperator, Name, string[]] | [FilterOperator, Name, string[], Modifiers];
type Tree<Leaf> =
  | Leaf
  | ["and" | "or", Tree<Leaf>[]]
  | ["not", Tree<Leaf>]
  | [(typeof BEHAVIOURS)[number], Tree<Leaf>];
export type NumericPredicate = [NumericOperator, NumericDimension, number[]];
type Condition = Predicate<FilterDimension> | NumericPredicate;
export type Filter = Tree<Condition>;
/** Stands for filters that were saved; any of the ids suffices. */
export type SegmentFilter = ["is", typeof SEGMENT_FILTER, (string | number)[]];
/** A filter as it is asked: segments are put in where they stand, before anything is decided. */
export type AskedFilter = Tree<Condition | SegmentFilter>;

const segment = z.tuple([
  z.literal("is"),
  z.literal(SEGMENT_FILTER),
  z
    .array(z.union([z.string().min(1).max(100), z.number().int()]))
    .min(1)
    .max(100),
]);

function treeOf<Leaf>(leaf: z.ZodType<Leaf>): z.ZodType<Tree<Leaf>> {
  const tree: z.ZodType<Tree<Leaf>> = z.lazy(() =>
    z.union([
      leaf,
      z.tuple([z.enum(["and", "or"]), z.array(tree).min(1)]),
      z.tuple([z.literal("not"), tree]),
      z.tuple([z.enum(BEHAVIOURS), tree]),
    ]),
  );
  return tree;
}

/** What a segment is made of: it cannot hold another. */
const condition = z.union([predicate, numericPredicate]);
export const filter: z.ZodType<Filter> = treeOf(condition);
export const askedFilter: z.ZodType<AskedFilter> = treeOf(z.union([condition, segment]));

/** Two days `YYYY-MM-DD` (both included), or two instants with a zone. */
const explicitRange = z.union([
  z.tuple([z.iso.date(), z.iso.date()]),
  z.tuple([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true })]),
]);
export const dateRange = z.union([z.enum(NAMED_RANGES), explicitRange]);

/** `date_range` belongs to `custom`, `match_day_of_week` to the others. */
const comparison = z.strictObject({
  mode: z.enum(COMPARISONS),
  date_range: explicitRange.optional(),
  /** Whole weeks back, so that Mondays are compared with Mondays. */
  match_day_of_week: z.boolean().optional(),
});

export const query = z.strictObject({
  /** Of several: all their rows together, by the clocks of the first. */
  site_id: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(MAX_QUERIED_SITES)]),
  metrics: z.array(metric).min(1),
  date_range: dateRange,
  dimensions: z.array(dimension).default([]),
  filters: z.array(askedFilter).default([]),
  order_by: z.array(z.tuple([z.union([metric, dimension]), z.enum(["asc", "desc"])])).optional(),
  include: z
    .strictObject({ time_labels: z.boolean().optional(), total_rows: z.boolean().optional() })
    .default({}),
  pagination: z
    .strictObject({
      limit: z.number().int().min(1).max(MAX_QUERY_ROWS).default(MAX_QUERY_ROWS),
      offset: z.number().int().nonnegative().default(0),
    })
    .default({ limit: MAX_QUERY_ROWS, offset: 0 }),
  /** Ours: who to count. */
  traffic: z.union([z.literal("all"), z.array(z.enum(TRAFFIC_CLASSES)).min(1)]).default(["human"]),
  /** Ours: the same question about an earlier range, row by row. */
  compare: comparison.optional(),
  /** Ours: replaces now, and leaves out events after it. ms or ISO 8601. */
  as_of: z.union([z.number().int(), z.iso.datetime({ offset: true })]).optional(),
  /** Ours: distinct visitors are counted, however long it takes; else they may be estimated where there are many. */
  exact: z.boolean().optional(),
});

/** Several queries in one request; the answers stand in the same order. */
export const queries = z.strictObject({ queries: z.array(z.unknown()).min(1).max(50) });

export type QueryInput = z.input<typeof query>;
export type AskedQuery = z.output<typeof query>;
/** With its segments put in. */
export type Query = Omit<AskedQuery, "filters"> & { filters: Filter[] };

/** `total_revenue` and `average_revenue`, as Plausible writes them. */
export interface Money {
  /** In units of the currency, up to four decimals. */
  value: number;
  /** ISO 4217. */
  currency: string;
  /** `€1.2K`, `€1,234.50`: for people who read English. */
  short: string;
  long: string;
}
/** null: no value is defined here (a rate of nothing). */
export type MetricValue = number | Money | null;

/** A query that asks for no money has numbers only. */
export interface ResultRow<Value = number | null> {
  dimensions: string[];
  metrics: Value[];
  /** The row's own numbers in the compared range; null where that range has no bucket for this one. */
  comparison?: Comparison<Value> | null;
}

export interface Comparison<Value = number | null> {
  /** Those of the row, but for the time. */
  dimensions: string[];
  metrics: Value[];
  /** Percent, whole; points of what is itself a rate of visits or visitors. */
  change: (number | null)[];
}

/** `error` of an estimate: its standard error, as a part of the number. */
export type Uniques =
  | { method: "exact"; identity: string }
  | { method: "estimate"; error: number; identity: string };

export interface QueryAnswer<Value = number | null> {
  results: ResultRow<Value>[];
  meta: {
    /** Every bucket of the range, also those without rows; asked for with `include.time_labels`. */
    time_labels?: string[];
    /** The last bucket is not over yet at `as_of`, or now. */
    partial_time_labels?: string[];
    /** The buckets of the compared range: the first belongs to the first of `time_labels`, and so on. */
    comparison_time_labels?: string[];
    total_rows?: number;
    /** What a metric of this answer does not say, by metric. */
    metric_warnings?: Record<string, { code: string; warning: string }>;
    /** Zone in which days and hours were cut. */
    timezone: string;
    /** Definition id per metric: the same computation in the API, the dashboard and the export. */
    definitions: Record<string, string>;
    /** Newest event of the site that any answer can see, ISO 8601; null for an empty site. */
    freshness: string | null;
    /**
     * Metrics whose rows, all pages of them, add up to what the same question says without its dimensions; absent without
     * any. The others need not: a visitor sees several pages, and counts once in the total.
     */
    adds_up?: Metric[];
    /** How distinct visitors were counted, and what they mean over several days. */
    uniques: Uniques;
    /** Of /v1/query: whether the numbers were computed for an earlier request, and still hold. */
    cached?: boolean;
    /** When data of these days last changed, to a minute and a half, ISO 8601. */
    data_revision?: string | null;
    rows_read: number;
    bytes_read: number;
  };
  /** The query as it was understood: ranges resolved to instants, defaults filled in. */
  query: Omit<AskedQuery, "date_range" | "as_of"> & { date_range: [string, string]; as_of?: string };
}
