/** From a named range, days or instants to the instants they mean in a zone. Pure. */
import type { Query } from "../../schema/query.ts";
import { DAY_MS, dateOf, dayNumber, HOUR_MS, localDay, startOfDay, startOfMonth } from "./zone.ts";

/** All instants with `from` ≤ t < `to`, ms since 1970. */
export interface Range {
  from: number;
  to: number;
}

/**
 * What `date_range` means at `now` (ms). Ranges of n days or months end before the current one, which is not over, as
 * in Plausible; `day`, `month` and `year` are the current ones. `firstEvent` (ms, null for an empty site) begins `all`.
 */
export function resolveRange(
  range: Query["date_range"],
  zone: string,
  now: number,
  firstEvent: number | null,
): Range {
  if (typeof range !== "string") return explicitRange(range, zone);
  if (range === "24h") return { from: now - DAY_MS, to: now };
  const today = localDay(zone, now);
  const [first, last] = days(range, today, firstEvent === null ? today : localDay(zone, firstEvent));
  return fromDays(zone, first, last);
}

/** First and last day, both included, as days since 1970. */
function days(
  range: Exclude<Query["date_range"], string[]>,
  today: number,
  firstDay: number,
): [number, number] {
  switch (range) {
    case "24h":
    case "day":
      return [today, today];
    case "7d":
    case "28d":
    case "30d":
    case "91d":
      return [today - Number.parseInt(range, 10), today - 1];
    case "month":
      return [startOfMonth(today), startOfMonth(today, 1) - 1];
    case "6mo":
    case "12mo":
      return [startOfMonth(today, -Number.parseInt(range, 10)), startOfMonth(today) - 1];
    case "year":
      return [
        dayNumber(`${dateOf(today).slice(0, 4)}-01-01`),
        dayNumber(`${dateOf(today).slice(0, 4)}-12-31`),
      ];
    case "all":
      return [Math.min(firstDay, today), today];
  }
}

const isDate = (text: string): boolean => text.length === 10;

/** Days include both ends; instants include the whole second at which they end. */
export function explicitRange([first, last]: readonly [string, string], zone: string): Range {
  if (isDate(first)) return fromDays(zone, dayNumber(first), dayNumber(last));
  const end = Date.parse(last);
  return { from: Date.parse(first), to: end % 1_000 === 0 ? end + 1_000 : end + 1 };
}

/** Both days included, as days since 1970. */
export const fromDays = (zone: string, first: number, last: number): Range => ({
  from: startOfDay(zone, first),
  to: startOfDay(zone, last + 1),
});

/** The interval that `time` stands for: about 30 to 50 points. */
export function suitableInterval({ from, to }: Range): "time:hour" | "time:day" | "time:week" | "time:month" {
  const hours = (to - from) / HOUR_MS;
  // A change of clocks adds an hour, not a day.
  const days = Math.round(hours / 24);
  if (hours <= 49) return "time:hour";
  if (days <= 41) return "time:day";
  return days <= 53 * 7 ? "time:week" : "time:month";
}
