import { expect, test } from "vitest";
import type { Query } from "../../schema/query.ts";
import { resolveRange, suitableInterval } from "./range.ts";
import { isoInZone } from "./zone.ts";

const NOW = Date.parse("2026-11-24T22:30:00Z");
const FIRST = Date.parse("2026-09-30T23:30:00Z");

test.each<[Query["date_range"], string, string, string]>([
  ["day", "UTC", "2026-11-24T00:00:00+00:00", "2026-11-24T23:59:59+00:00"],
  // It is Wednesday there already.
  ["day", "Europe/Helsinki", "2026-11-25T00:00:00+02:00", "2026-11-25T23:59:59+02:00"],
  ["24h", "UTC", "2026-11-23T22:30:00+00:00", "2026-11-24T22:29:59+00:00"],
  ["7d", "UTC", "2026-11-17T00:00:00+00:00", "2026-11-23T23:59:59+00:00"],
  ["28d", "Asia/Tokyo", "2026-10-28T00:00:00+09:00", "2026-11-24T23:59:59+09:00"],
  // Over the end of summer time.
  ["30d", "Europe/Berlin", "2026-10-25T00:00:00+02:00", "2026-11-23T23:59:59+01:00"],
  ["91d", "UTC", "2026-08-25T00:00:00+00:00", "2026-11-23T23:59:59+00:00"],
  ["month", "UTC", "2026-11-01T00:00:00+00:00", "2026-11-30T23:59:59+00:00"],
  ["6mo", "UTC", "2026-05-01T00:00:00+00:00", "2026-10-31T23:59:59+00:00"],
  ["12mo", "UTC", "2025-11-01T00:00:00+00:00", "2026-10-31T23:59:59+00:00"],
  ["year", "UTC", "2026-01-01T00:00:00+00:00", "2026-12-31T23:59:59+00:00"],
  ["all", "Europe/Berlin", "2026-10-01T00:00:00+02:00", "2026-11-24T23:59:59+01:00"],
  [["2026-03-29", "2026-03-29"], "Europe/Berlin", "2026-03-29T00:00:00+01:00", "2026-03-29T23:59:59+02:00"],
  [
    ["2026-01-01T10:00:00Z", "2026-01-01T10:59:59Z"],
    "UTC",
    "2026-01-01T10:00:00+00:00",
    "2026-01-01T10:59:59+00:00",
  ],
])("%j in %s is %s to %s", (range, zone, first, last) => {
  const { from, to } = resolveRange(range, zone, NOW, FIRST);
  expect([isoInZone(zone, from), isoInZone(zone, to - 1)]).toEqual([first, last]);
  expect(to % 1_000).toBe(0);
});

test("an instant with milliseconds ends after that millisecond", () => {
  const { to } = resolveRange(["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.500Z"], "UTC", NOW, null);
  expect(to).toBe(Date.parse("2026-01-01T00:00:00.501Z"));
});

test("`all` of an empty site is today", () => {
  expect(resolveRange("all", "UTC", NOW, null)).toEqual(resolveRange("day", "UTC", NOW, null));
});

test.each([
  [["2026-10-25", "2026-10-25"], "time:hour"],
  [["2026-10-24", "2026-10-25"], "time:hour"],
  [["2026-10-24", "2026-10-26"], "time:day"],
  [["2026-10-01", "2026-11-10"], "time:day"],
  [["2026-10-01", "2026-11-11"], "time:week"],
  [["2025-10-01", "2026-10-01"], "time:week"],
  [["2024-10-01", "2026-10-01"], "time:month"],
] as const)("`time` over %j is %s", ([first, last], interval) => {
  expect(suitableInterval(resolveRange([first, last], "Europe/Berlin", NOW, null))).toBe(interval);
});
