/** Rows over time → the columns that the chart draws. Pure. */
import type { QueryAnswer } from "../schema/query.ts";
import type { ChartMetric } from "./cards.ts";
import type { CustomPeriod, Interval } from "./url.ts";
import { addDays, addMinutes, addMonths, utc } from "./zone.ts";

type Column = (number | null)[];

export interface Series {
  /** One entry a bucket: `2026-11-03`, or `2026-11-03T14:00`. */
  labels: string[];
  /** The bucket of the period before that stands at the same place. */
  previousLabels: string[];
  current: Column;
  previous: Column;
  /** Index of the first bucket that is not over; the length when all are. */
  partialFrom: number;
}

/** A text at a bucket: what happened then. */
export interface Mark {
  id: string;
  /** Place of the bucket. */
  at: number;
  text: string;
}

/** Means of nothing are undefined; counts of nothing are zero. */
const COUNTS: ReadonlySet<ChartMetric> = new Set(["visitors", "visits", "pageviews", "events"]);

/**
 * Puts both periods side by side, bucket by bucket from their beginnings. They may differ in length: the shorter
 * column is filled with null. Buckets after an unfinished one lie in the future and are null too.
 */
export function alignSeries(
  metrics: readonly ChartMetric[],
  metric: ChartMetric,
  current: QueryAnswer,
  previous: QueryAnswer | null,
): Series {
  const index = metrics.indexOf(metric);
  const fallback = COUNTS.has(metric) ? 0 : null;
  const labels = labelsOf(current);
  const previousLabels = previous === null ? [] : labelsOf(previous);
  const length = Math.max(labels.length, previousLabels.length);
  const partialFrom = partialIndex(current, labels);
  const values = columnOf(current, labels, index, fallback);
  return {
    labels,
    previousLabels,
    current: padTo(
      length,
      values.map((value, at) => (at > partialFrom ? null : value)),
    ),
    previous: padTo(length, previous === null ? [] : columnOf(previous, previousLabels, index, fallback)),
    partialFrom,
  };
}

/** `2026-11-03 14:00:00` and `2026-11-03T14:00:00` → `2026-11-03T14:00`. */
const bucketLabel = (text: string): string => text.slice(0, 16).replace(" ", "T");

function labelsOf(answer: QueryAnswer): string[] {
  const labels = answer.meta.time_labels ?? answer.results.map((row) => row.dimensions[0] ?? "");
  return labels.map(bucketLabel);
}

function columnOf(answer: QueryAnswer, labels: string[], index: number, fallback: number | null): Column {
  const byLabel = new Map(
    answer.results.map((row) => [bucketLabel(row.dimensions[0] ?? ""), row.metrics[index] ?? fallback]),
  );
  return labels.map((label) => byLabel.get(label) ?? fallback);
}

function partialIndex(answer: QueryAnswer, labels: string[]): number {
  const partial = new Set((answer.meta.partial_time_labels ?? []).map(bucketLabel));
  const last = labels.findLastIndex((label) => partial.has(label));
  return last === -1 ? labels.length : last;
}

const padTo = (length: number, column: Column): Column => [
  ...column,
  ...Array<null>(length - column.length).fill(null),
];

/** x, previous, finished, unfinished: the line to an unfinished bucket is a column of its own, since it is dotted. */
export function chartColumns({ current, previous, partialFrom }: Series): [number[], Column, Column, Column] {
  const isUnfinished = partialFrom < current.length;
  return [
    current.map((_, at) => at),
    previous,
    current.map((value, at) => (at < partialFrom ? value : null)),
    current.map((value, at) =>
      isUnfinished && (at === partialFrom || at === partialFrom - 1) ? value : null,
    ),
  ];
}

/** One line of an answer over time, for a picture too small to read: gaps of counts are zero. */
export function columnOfMetric(
  metrics: readonly ChartMetric[],
  metric: ChartMetric,
  answer: QueryAnswer,
): Column {
  const values = columnOf(answer, labelsOf(answer), metrics.indexOf(metric), COUNTS.has(metric) ? 0 : null);
  const partialFrom = partialIndex(answer, labelsOf(answer));
  return values.slice(0, Math.min(values.length, partialFrom + 1));
}

/** The bucket that holds a wall clock; -1 before the first. */
export const bucketAt = (labels: readonly string[], wall: string): number =>
  labels.findLastIndex((label) => label <= wall.slice(0, label.length));

/** How far apart the buckets stand, for an answer whose interval the server chose. */
export function intervalOf(labels: readonly string[]): Interval {
  const [first = "", second] = labels;
  if (second === undefined) return first.length > 10 ? "hour" : "day";
  const minutes = (utc(second) - utc(first)) / 60_000;
  if (minutes < 60) return "minute";
  if (minutes < 24 * 60) return "hour";
  if (minutes < 2 * 24 * 60) return "day";
  return minutes < 28 * 24 * 60 ? "week" : "month";
}

/** The period from the beginning of one bucket to the end of another, both given by their places. */
export function periodOfBuckets(
  labels: readonly string[],
  first: number,
  last: number,
  interval: Interval,
): CustomPeriod | null {
  const [from, to, next] = [labels[first], labels[last], labels[last + 1]];
  if (from === undefined || to === undefined) return null;
  if (interval === "minute") return { from, to };
  if (interval === "hour") return { from, to: addMinutes(to, 59) };
  return { from, to: next === undefined ? lastDayOf(to, interval) : addDays(next, -1) };
}

function lastDayOf(label: string, interval: "day" | "week" | "month"): string {
  if (interval === "day") return label;
  return interval === "week" ? addDays(label, 6) : addDays(addMonths(`${label.slice(0, 7)}-01`, 1), -1);
}
