/**
 * Time buckets by the wall clock. ClickHouse groups by a number that is cheap to compute; here are the same numbers,
 * and the labels they stand for. Where clocks go back, both passes of an hour fall into one bucket: it has one label,
 * and days keep all their events. Pure.
 */
import type { TimeDimension, WeekStart } from "../../schema/words.ts";
import type { Range } from "./range.ts";
import {
  DAY_MS,
  dateOf,
  HOUR_MS,
  localDay,
  MINUTE_MS,
  offsetMs,
  QUARTER_MS,
  startOfDay,
  startOfMonth,
  wallMs,
  weekday,
} from "./zone.ts";

export type Interval = Exclude<TimeDimension, "time">;
/** Buckets that are made of days. */
export type DayInterval = Exclude<Interval, "time:minute" | "time:hour">;

/** Which clock and calendar cut a time into buckets. */
export interface Calendar {
  /** IANA name. */
  zone: string;
  weekStart: WeekStart;
}

/** The bucket that holds a wall clock: days since 1970 for days, weeks and months; hours or minutes since 1970. */
export function bucketOf(interval: Interval, wall: number, weekStart: WeekStart): number {
  const day = Math.floor(wall / DAY_MS);
  switch (interval) {
    case "time:minute":
      return Math.floor(wall / MINUTE_MS);
    case "time:hour":
      return Math.floor(wall / HOUR_MS);
    case "time:day":
      return day;
    case "time:week":
      // The day after a Sunday is a Monday.
      return day - weekday(weekStart === "sunday" ? day + 1 : day);
    case "time:month":
      return startOfMonth(day);
  }
}

/** `2026-11-24 14:00:00` or `2026-11-24`. The first week of a range is named for the range's first day. */
export function bucketLabel(interval: Interval, bucket: number, firstDay: number): string {
  if (interval === "time:minute") return stamp(bucket * MINUTE_MS);
  if (interval === "time:hour") return stamp(bucket * HOUR_MS);
  return dateOf(interval === "time:week" ? Math.max(bucket, firstDay) : bucket);
}

const stamp = (wall: number): string => new Date(wall).toISOString().slice(0, 19).replace("T", " ");

/** Every bucket that the range touches, in order. */
export function bucketsOf(interval: Interval, range: Range, { zone, weekStart }: Calendar): number[] {
  const days = daysOf(range, zone);
  if (interval === "time:minute" || interval === "time:hour") {
    return unique(days.flatMap((day) => bucketsOfDay(interval, day, range, { zone, weekStart })));
  }
  return unique(days.map((day) => bucketOf(interval, day * DAY_MS, weekStart)));
}

function daysOf({ from, to }: Range, zone: string): number[] {
  const first = localDay(zone, from);
  const last = localDay(zone, to - 1);
  const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return from > LAST_DAY_LEFT_OUT
    ? days
    : days.filter((day) => startOfDay(zone, day) < startOfDay(zone, day + 1));
}

/** Samoa went from 29 to 31 December 2011; no zone has left out a day since, so nobody has to look. */
const LAST_DAY_LEFT_OUT = Date.UTC(2012, 0, 1);

/** Steps through a day of the zone; on a day when clocks change, in steps that no change can skip. */
function bucketsOfDay(
  interval: Interval,
  day: number,
  range: Range,
  { zone, weekStart }: Calendar,
): number[] {
  const start = startOfDay(zone, day);
  const end = startOfDay(zone, day + 1);
  const offset = offsetMs(zone, start);
  const isPlain = end - start === DAY_MS && offsetMs(zone, end - 1) === offset;
  const size = interval === "time:hour" ? (isPlain ? HOUR_MS : QUARTER_MS) : MINUTE_MS;
  const from = Math.max(start, range.from);
  const to = Math.min(end, range.to);
  const buckets: number[] = [];
  for (let at = from; at < to; at += size)
    buckets.push(bucketOf(interval, isPlain ? at + offset : wallMs(zone, at), weekStart));
  buckets.push(bucketOf(interval, wallMs(zone, to - 1), weekStart));
  return buckets;
}

const unique = (buckets: number[]): number[] => [...new Set(buckets)].sort((a, b) => a - b);

/** How many buckets at most, without computing them. */
export function countBuckets(interval: Interval, { from, to }: Range): number {
  const size = interval === "time:minute" ? MINUTE_MS : interval === "time:hour" ? HOUR_MS : DAY_MS;
  return Math.ceil((to - from) / size) + 1;
}
