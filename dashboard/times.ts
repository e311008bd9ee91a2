/** Buckets, periods and ages as people read them. Pure: labels are wall clocks of the site's zone already. */
import { inLanguage, t } from "./messages/index.ts";
import type { CustomPeriod, Interval, Period } from "./url.ts";
import { utc } from "./zone.ts";

/** Labels are read as UTC and written as UTC, so that the viewer's zone never shifts them. */
const format = (options: Intl.DateTimeFormatOptions) =>
  inLanguage((language) => new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }));
const day = format({ month: "short", day: "numeric" });
const weekday = format({ weekday: "short", month: "short", day: "numeric" });
const dayOfYear = format({ year: "numeric", month: "short", day: "numeric" });
const month = format({ year: "numeric", month: "short" });
const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Short, for an axis; a day's first hour is that day. */
export function formatTick(label: string, interval: Interval, spansDays: boolean): string {
  if (interval === "month") return month().format(utc(label));
  if (interval === "day" || interval === "week") return day().format(utc(label));
  return spansDays && label.endsWith("T00:00") ? day().format(utc(label)) : clock().format(utc(label));
}

/** In full, for the read-out and the table. */
export function formatBucket(label: string, interval: Interval): string {
  switch (interval) {
    case "month":
      return month().format(utc(label));
    case "week":
      return t.chart.weekOf(day().format(utc(label)));
    case "day":
      return weekday().format(utc(label));
    default:
      return `${day().format(utc(label))}, ${clock().format(utc(label))}`;
  }
}

export const formatPeriod = (period: Period): string =>
  typeof period === "string" ? t.periods[period] : formatBounds(period);

function formatBounds({ from, to }: CustomPeriod): string {
  const [first, last] = [utc(from), utc(to)];
  if (from.length === 10)
    return from === to ? dayOfYear().format(first) : dayOfYear().formatRange(first, last);
  const start = `${day().format(first)}, ${clock().format(first)}`;
  return from.slice(0, 10) === to.slice(0, 10)
    ? `${start}–${clock().format(last)}`
    : `${start} – ${day().format(last)}, ${clock().format(last)}`;
}

const unitFormat = (unit: string) =>
  inLanguage((language) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }));
const seconds = unitFormat("second");
const minutes = unitFormat("minute");
const hours = unitFormat("hour");
const days = unitFormat("day");

/** `12 sec`, `3 min`, `5 hr`, `2 days`. */
export function formatAge(ageMs: number): string {
  const age = Math.max(0, Math.round(ageMs / 1000));
  if (age < 60) return seconds().format(age);
  if (age < 3600) return minutes().format(Math.floor(age / 60));
  if (age < 2 * 86_400) return hours().format(Math.floor(age / 3600));
  return days().format(Math.floor(age / 86_400));
}
