/** What a period means now: the ranges to ask for, the period before, and the interval that suits it. Pure. */
import type { QueryInput } from "../schema/query.ts";
import type { Comparison, CustomPeriod, Interval, Period } from "./url.ts";
import {
  addDays,
  addMinutes,
  addMonths,
  countDays,
  dayIn,
  instantOf,
  isoInstant,
  utc,
  wallClock,
} from "./zone.ts";

export type DateRange = QueryInput["date_range"];

export interface ResolvedPeriod {
  range: DateRange;
  /** The period that it is compared with; null when there is none. */
  previous: DateRange | null;
  /** The same, only as far as the period has come by now: what a fair comparison of sums needs. */
  previousSoFar: DateRange | null;
  interval: Interval | "auto";
  /** Whether events that happen now fall into it. */
  isCurrent: boolean;
  /** Both ends as days or wall clocks; null for all time. */
  bounds: CustomPeriod | null;
}

/** What spreads an answer over time, at an interval. */
export const timeDimension = (interval: Interval | "auto") =>
  interval === "auto" ? ("time" as const) : (`time:${interval}` as const);

export function resolvePeriod(
  period: Period,
  zone: string,
  nowMs: number,
  compare: Comparison = "previous",
): ResolvedPeriod {
  if (period === "all") {
    return {
      range: "all",
      previous: null,
      previousSoFar: null,
      interval: "auto",
      isCurrent: true,
      bounds: null,
    };
  }
  const bounds = boundsOf(period, zone, nowMs);
  const before = compare === "year" ? yearBefore(bounds) : boundsBefore(period, bounds);
  const now = wallClock(nowMs, zone);
  const isCurrent = bounds.from <= now && now.slice(0, bounds.to.length) <= bounds.to;
  return {
    range: rangeOf(bounds, zone),
    previous: compare === "off" ? null : rangeOf(before, zone),
    previousSoFar:
      compare === "off" ? null : rangeOf(isCurrent ? asFarAs(now, bounds, before) : before, zone),
    interval: intervalFor(period, bounds),
    isCurrent,
    bounds,
  };
}

/** The next or previous period of the same length, as a custom one. */
export function shiftPeriod(period: Period, zone: string, nowMs: number, steps: 1 | -1): Period {
  if (period === "all") return period;
  const bounds = boundsOf(period, zone, nowMs);
  if (steps === -1) return boundsBefore(period, bounds);
  const later = shift(bounds, lengthOf(bounds));
  return later.from > wallClock(nowMs, zone) ? period : later;
}

function boundsOf(period: Exclude<Period, "all">, zone: string, nowMs: number): CustomPeriod {
  if (typeof period === "object") return period;
  const today = dayIn(nowMs, zone);
  const monthStart = `${today.slice(0, 7)}-01`;
  switch (period) {
    case "day":
      return { from: today, to: today };
    case "24h": {
      const hour = `${wallClock(nowMs, zone).slice(0, 13)}:00`;
      return { from: addMinutes(hour, -23 * 60), to: addMinutes(hour, 59) };
    }
    case "7d":
      return { from: addDays(today, -6), to: today };
    case "30d":
      return { from: addDays(today, -29), to: today };
    case "month":
      return { from: monthStart, to: today };
    case "12mo":
      return { from: addMonths(monthStart, -11), to: today };
  }
}

/** Calendar periods are compared with calendar periods, all others with what lies right before them. */
function boundsBefore(period: Exclude<Period, "all">, bounds: CustomPeriod): CustomPeriod {
  const months = period === "month" ? 1 : period === "12mo" ? 12 : 0;
  return months === 0
    ? shift(bounds, -lengthOf(bounds))
    : { from: addMonths(bounds.from, -months), to: addMonths(bounds.to, -months) };
}

/** The same dates, or wall clocks of the same dates, a year before. */
const yearBefore = ({ from, to }: CustomPeriod): CustomPeriod => {
  const before = (at: string) => addMonths(at.slice(0, 10), -12) + at.slice(10);
  return { from: before(from), to: before(to) };
};

const isDays = (bounds: CustomPeriod): boolean => bounds.from.length === 10;

/** In days for days, else in minutes. */
const lengthOf = ({ from, to }: CustomPeriod): number =>
  from.length === 10 ? countDays(from, to) : (utc(to) - utc(from)) / 60_000 + 1;

function shift(bounds: CustomPeriod, by: number): CustomPeriod {
  const add = isDays(bounds) ? addDays : addMinutes;
  return { from: add(bounds.from, by), to: add(bounds.to, by) };
}

/** The period before, cut where `now` stands in this one. Wall clocks, so that a change of clocks does not skew it. */
function asFarAs(now: string, bounds: CustomPeriod, before: CustomPeriod): CustomPeriod {
  if (!isDays(bounds)) {
    const elapsed = (utc(now) - utc(bounds.from)) / 60_000;
    return { from: before.from, to: addMinutes(before.from, elapsed) };
  }
  const daysLeft = countDays(now.slice(0, 10), bounds.to) - 1;
  const cut = addDays(before.to, -daysLeft);
  return { from: `${before.from}T00:00`, to: `${cut}${now.slice(10)}` };
}

/** Wall clocks become instants; the last minute belongs to the range. */
function rangeOf({ from, to }: CustomPeriod, zone: string): DateRange {
  if (from.length === 10) return [from, to];
  return [isoInstant(instantOf(from, zone)), isoInstant(instantOf(to, zone) + 59_000)];
}

function intervalFor(period: Period, bounds: CustomPeriod): Interval {
  if (period === "12mo") return "month";
  const hours = isDays(bounds) ? lengthOf(bounds) * 24 : lengthOf(bounds) / 60;
  if (hours <= 3) return "minute";
  if (hours <= 3 * 24) return "hour";
  if (hours <= 92 * 24) return "day";
  return hours <= 400 * 24 ? "week" : "month";
}

/** Intervals that give between two and about 400 points. */
export function intervalsFor(bounds: CustomPeriod | null): Interval[] {
  if (bounds === null) return ["day", "week", "month"];
  const hours = isDays(bounds) ? lengthOf(bounds) * 24 : lengthOf(bounds) / 60;
  const fits: [Interval, number][] = [
    ["minute", 1 / 60],
    ["hour", 1],
    ["day", 24],
    ["week", 7 * 24],
    ["month", 30 * 24],
  ];
  return fits.filter(([, size]) => hours / size >= 2 && hours / size <= 750).map(([interval]) => interval);
}

/** The interval that was asked for, where the period can be cut so finely; an address may ask for anything. */
export const suitedInterval = (
  asked: Interval | null,
  { bounds, interval }: Pick<ResolvedPeriod, "bounds" | "interval">,
): Interval | "auto" => (asked !== null && intervalsFor(bounds).includes(asked) ? asked : interval);

/** Whether a range begins on an earlier day than `day`, both on the zone's clock. */
export function beginsBefore(range: DateRange | null, day: string, zone: string): boolean {
  if (range === null || typeof range === "string") return false;
  const [from] = range;
  return (from.length === 10 ? from : dayIn(Date.parse(from), zone)) < day;
}
