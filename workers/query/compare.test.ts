import { describe, expect, test } from "vitest";
import type { Query } from "../../schema/query.ts";
import type { Metric } from "../../schema/words.ts";
import { changeOf, comparedRange } from "./compare.ts";
import { resolveRange } from "./range.ts";
import { isoInZone } from "./zone.ts";

const NOW = Date.parse("2026-11-24T12:00:00Z");

function compared(date_range: Query["date_range"], compare: NonNullable<Query["compare"]>, zone = "UTC") {
  const range = comparedRange(resolveRange(date_range, zone, NOW, null), compare, zone, NOW);
  return [isoInZone(zone, range.from), isoInZone(zone, range.to - 1)].map((time) => time.slice(0, 19));
}

const days = (first: string, last: string) => [`${first}T00:00:00`, `${last}T23:59:59`];

describe("the compared range", () => {
  test.each<[string, Query["date_range"], NonNullable<Query["compare"]>, string[]]>([
    ["7 days", "7d", { mode: "previous_period" }, days("2026-11-10", "2026-11-16")],
    ["today with the whole day before", "day", { mode: "previous_period" }, days("2026-11-23", "2026-11-23")],
    // 24 of 30 days have begun.
    ["a month that is not over", "month", { mode: "previous_period" }, days("2026-10-08", "2026-10-31")],
    ["a year before", "7d", { mode: "year_over_year" }, days("2025-11-17", "2025-11-23")],
    [
      "29 February with the 28th",
      ["2024-02-29", "2024-03-01"],
      { mode: "year_over_year" },
      days("2023-02-28", "2023-03-01"),
    ],
    // Tuesday 17 November 2026 with Tuesday 18 November 2025.
    [
      "a year before, from the same weekday",
      "7d",
      { mode: "year_over_year", match_day_of_week: true },
      days("2025-11-18", "2025-11-24"),
    ],
    [
      "30 days, from the same weekday",
      "30d",
      { mode: "previous_period", match_day_of_week: true },
      days("2026-09-27", "2026-10-26"),
    ],
    [
      "a day with the same weekday, never with itself",
      "day",
      { mode: "previous_period", match_day_of_week: true },
      days("2026-11-17", "2026-11-17"),
    ],
    [
      "days of one's own",
      "7d",
      { mode: "custom", date_range: ["2026-01-01", "2026-01-02"] },
      days("2026-01-01", "2026-01-02"),
    ],
    [
      "24 hours with those before",
      "24h",
      { mode: "previous_period" },
      ["2026-11-22T12:00:00", "2026-11-23T11:59:59"],
    ],
    [
      "24 hours a year before",
      "24h",
      { mode: "year_over_year" },
      ["2025-11-23T12:00:00", "2025-11-24T11:59:59"],
    ],
    [
      "24 hours a week before",
      "24h",
      { mode: "previous_period", match_day_of_week: true },
      ["2026-11-16T12:00:00", "2026-11-17T11:59:59"],
    ],
    [
      "a range that is to come, whole",
      ["2027-01-01", "2027-01-02"],
      { mode: "previous_period" },
      days("2026-12-30", "2026-12-31"),
    ],
  ])("%s", (_, range, compare, expected) => expect(compared(range, compare)).toEqual(expected));

  test("days stay days where clocks change between the two", () => {
    const range: Query["date_range"] = ["2026-10-25", "2026-10-31"];
    expect(compared(range, { mode: "previous_period" }, "Europe/Berlin")).toEqual(
      days("2026-10-18", "2026-10-24"),
    );
  });
});

test.each<[Metric, number | null, number | null, number | null]>([
  ["visitors", 1, 3, 200],
  ["visitors", 3, 2, -33],
  ["visitors", 0, 7, 100],
  ["visitors", 0, 0, 0],
  ["percentage", 12.5, 50, 300],
  ["bounce_rate", 40, 50, 10],
  ["bounce_rate", null, 50, null],
  ["visit_duration", 10, null, null],
])("%s from %j to %j is %j", (metric, before, now, change) =>
  expect(changeOf(metric, before, now)).toBe(change),
);
