/** An answer over time → a column a metric, with the buckets that the period has and the answer has no row for. Pure. */
import type { QueryAnswer } from "../schema/query.ts";

export interface Buckets {
  /** `2026-11-03` or `2026-11-03T14:00`. */
  labels: string[];
  /** In the order of the metrics. */
  columns: (number | null)[][];
  isUnfinished: boolean;
}

/** `2026-11-03 14:00:00` → `2026-11-03T14:00`. */
const labelOf = (text: string): string => text.slice(0, 16).replace(" ", "T");

/** `fallbacks`: what a bucket without a row has, a metric: 0 for counts, null for rates. */
export function bucketsOf(
  answer: QueryAnswer | undefined,
  fallbacks: readonly (number | null)[],
): Buckets | null {
  if (answer === undefined) return null;
  const labels = (answer.meta.time_labels ?? answer.results.map(({ dimensions }) => dimensions[0] ?? "")).map(
    labelOf,
  );
  const rows = new Map(
    answer.results.map(({ dimensions, metrics }) => [labelOf(dimensions[0] ?? ""), metrics]),
  );
  const [last = ""] = labels.slice(-1);
  return {
    labels,
    columns: fallbacks.map((fallback, at) => labels.map((label) => rows.get(label)?.[at] ?? fallback)),
    isUnfinished: (answer.meta.partial_time_labels ?? []).map(labelOf).includes(last),
  };
}
