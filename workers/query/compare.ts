/** What an answer is compared with: the earlier range, and how a number changed. Pure. */
import type { Query } from "../../schema/query.ts";
import { type Metric, VITAL_METRICS } from "../../schema/words.ts";
import { explicitRange, fromDays, type Range } from "./range.ts";
import { DAY_MS, localDay, startOfDay } from "./zone.ts";

/**
 * The range that `range` is compared with. A range that is not over is compared with as many days as have begun
 * (`now`, ms). Days stay days: where clocks change, the compared range has an hour more or less.
 */
export function comparedRange(
  range: Range,
  compare: NonNullable<Query["compare"]>,
  zone: string,
  now: number,
): Range {
  if (compare.mode === "custom") return explicitRange(given(compare), zone);
  const whole = wholeDays(range, zone, now);
  if (whole === null) return earlierInstants(range, compare, zone);
  const [first, last] = whole;
  const length = last - first + 1;
  const back = compare.mode === "previous_period" ? length : daysToYearBefore(first);
  const shift = compare.match_day_of_week ? wholeWeeks(back) : back;
  return fromDays(zone, first - shift, last - shift);
}

function given({ date_range }: NonNullable<Query["compare"]>): [string, string] {
  if (date_range === undefined) throw new Error("parse.ts lets no custom comparison be without its range.");
  return date_range;
}

/** First and last day of a range that begins and ends with days, cut at today; null for any other. */
function wholeDays({ from, to }: Range, zone: string, now: number): [number, number] | null {
  const [first, last] = [localDay(zone, from), localDay(zone, to - 1)];
  if (startOfDay(zone, first) !== from || startOfDay(zone, last + 1) !== to) return null;
  const today = localDay(zone, now);
  return [first, today < first ? last : Math.min(last, today)];
}

/** Instants go back by the length of the range, or by whole days on the wall clock. */
function earlierInstants(
  { from, to }: Range,
  { mode, match_day_of_week }: NonNullable<Query["compare"]>,
  zone: string,
): Range {
  if (mode === "previous_period" && !match_day_of_week) return { from: from - (to - from), to: from };
  const back =
    mode === "previous_period" ? Math.ceil((to - from) / DAY_MS) : daysToYearBefore(localDay(zone, from));
  const shift = match_day_of_week ? wholeWeeks(back) : back;
  const earlier = (instant: number) => {
    const day = localDay(zone, instant);
    return startOfDay(zone, day - shift) + (instant - startOfDay(zone, day));
  };
  return { from: earlier(from), to: earlier(to) };
}

/** To the same date a year before; 29 February to the 28th. */
function daysToYearBefore(day: number): number {
  const before = new Date(day * DAY_MS);
  const date = before.getUTCDate();
  before.setUTCFullYear(before.getUTCFullYear() - 1);
  // 29 February has become 1 March.
  if (before.getUTCDate() !== date) before.setUTCDate(0);
  return day - before.getTime() / DAY_MS;
}

/** The nearest whole weeks, at least one: so that Mondays are compared with Mondays. */
function wholeWeeks(days: number): number {
  return Math.max(1, Math.round(days / 7)) * 7;
}

/** Points where the metric is itself a rate of visits or visitors; percent of the old number everywhere else. */
const IN_POINTS: readonly Metric[] = [
  ...(["bounce_rate", "conversion_rate", "group_conversion_rate", "engagement_rate", "exit_rate"] as const),
  ...VITAL_METRICS,
];

/** How much `metric` grew from `before` to `now`, whole percent or points of two decimals; null where one of them is not defined. */
export function changeOf(metric: Metric, before: number | null, now: number | null): number | null {
  if (before === null || now === null) return null;
  if (IN_POINTS.includes(metric)) return Math.round((now - before) * 100) / 100;
  if (before === 0) return now === 0 ? 0 : 100;
  return Math.round(((now - before) / before) * 100);
}
