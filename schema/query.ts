/**
 * What may be asked of `POST /v1/query` and what comes back: the shape and the words of Plausible's
 * Stats API v2, extended only by optional keys.
 */
import { z } from "zod";
import { MAX_KEY_BYTES, MAX_QUERY_ROWS } from "./limits.ts";
import {
  BEHAVIOURS,
  COMPARISONS,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  type FilterOperator,
  METRICS,
  NAMED_RANGES,
  PROP_PREFIX,
  type PropDimension,
  TIME_DIMENSIONS,
  TRAFFIC_CLASSES,
  VISIT_DIMENSIONS,
} from "./words.ts";

export const metric = z.enum(METRICS);
/** Of any key: an event's properties are its site's own words. */
const propDimension = z.templateLiteral([PROP_PREFIX, z.string().min(1).max(MAX_KEY_BYTES)]);
export const dimension = z.union([
  z.enum([...EVENT_DIMENSIONS, ...VISIT_DIMENSIONS, ...TIME_DIMENSIONS]),
  propDimension,
]);
export const filterDimension = z.union([z.enum([...EVENT_DIMENSIONS, ...VISIT_DIMENSIONS]), propDimension]);

const modifiers = z.strictObject({ case_sensitive: z.boolean().optional() });
const clauses = z.array(z.string()).min(1).max(1_000);
const operator = z.enum(FILTER_OPERATORS);

/** `[operator, dimension, [value, …], {case_sensitive}?]`; any of the values suffices. */
export const predicate = z.union([
  z.tuple([operator, filterDimension, clauses]),
  z.tuple([operator, filterDimension, clauses, modifiers]),
]);

export type FilterDimension = z.infer<typeof filterDimension>;
type Modifiers = z.infer<typeof modifiers>;
/** Over the closed vocabulary, unless said otherwise: `Predicate<FilterDimension>` may be of any property too. */
export type Predicate<Name extends FilterDimension = Exclude<FilterDimension, PropDimension>> =
  | [FilterOperator, Name, string[]]
  | [FilterOperator, Name, string[], Modifiers];
export type Behaviour = [(typeof BEHAVIOURS)[number], Filter];
export type Filter = Predicate<FilterDimension> | ["and" | "or", Filter[]] | ["not", Filter] | Behaviour;
export const filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    predicate,
    z.tuple([z.enum(["and", "or"]), z.array(filter).min(1)]),
    z.tuple([z.literal("not"), filter]),
    z.tuple([z.enum(BEHAVIOURS), filter]),
  ]),
);

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
  site_id: z.string().min(1),
  metrics: z.array(metric).min(1),
  date_range: dateRange,
  dimensions: z.array(dimension).default([]),
  filters: z.array(filter).default([]),
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
});

/** Several queries in one request; the answers stand in the same order. */
export const queries = z.strictObject({ queries: z.array(z.unknown()).min(1).max(50) });

export type QueryInput = z.input<typeof query>;
export type Query = z.output<typeof query>;

export interface ResultRow {
  dimensions: string[];
  /** null: no value is defined here (a rate of nothing). */
  metrics: (number | null)[];
  /** The row's own numbers in the compared range; null where that range has no bucket for this one. */
  comparison?: Comparison | null;
}

export interface Comparison {
  /** Those of the row, but for the time. */
  dimensions: string[];
  metrics: (number | null)[];
  /** Percent, whole; of `bounce_rate` points. */
  change: (number | null)[];
}

export interface QueryAnswer {
  results: ResultRow[];
  meta: {
    /** Every bucket of the range, also those without rows; asked for with `include.time_labels`. */
    time_labels?: string[];
    /** The last bucket is not over yet at `as_of`, or now. */
    partial_time_labels?: string[];
    /** The buckets of the compared range: the first belongs to the first of `time_labels`, and so on. */
    comparison_time_labels?: string[];
    total_rows?: number;
    /** Zone in which days and hours were cut. */
    timezone: string;
    /** Definition id per metric: the same computation in the API, the dashboard and the export. */
    definitions: Record<string, string>;
    /** Newest event of the site that any answer can see, ISO 8601; null for an empty site. */
    freshness: string | null;
    /** How distinct visitors were counted, and what they mean over several days. */
    uniques: { method: "exact"; identity: string };
    rows_read: number;
    bytes_read: number;
  };
  /** The query as it was understood: ranges resolved to instants, defaults filled in. */
  query: Omit<Query, "date_range" | "as_of"> & { date_range: [string, string]; as_of?: string };
}
