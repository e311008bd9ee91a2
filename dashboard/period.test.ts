import { describe, expect, test } from "vitest";
import { beginsBefore, intervalsFor, resolvePeriod, shiftPeriod, suitedInterval } from "./period.ts";
import type { Period } from "./url.ts";

const ZONE = "Europe/Berlin";
/** A Tuesday, 10:20 in Berlin. */
const NOW = Date.parse("2026-11-24T09:20:40Z");

describe("a period becomes", () => {
  test.each<[Period, unknown, unknown, string]>([
    ["day", ["2026-11-24", "2026-11-24"], ["2026-11-23", "2026-11-23"], "hour"],
    ["7d", ["2026-11-18", "2026-11-24"], ["2026-11-11", "2026-11-17"], "day"],
    ["30d", ["2026-10-26", "2026-11-24"], ["2026-09-26", "2026-10-25"], "day"],
    ["month", ["2026-11-01", "2026-11-24"], ["2026-10-01", "2026-10-24"], "day"],
    ["12mo", ["2025-12-01", "2026-11-24"], ["2024-12-01", "2025-11-24"], "month"],
    [
      "24h",
      ["2026-11-23T10:00:00Z", "2026-11-24T09:59:59Z"],
      ["2026-11-22T10:00:00Z", "2026-11-23T09:59:59Z"],
      "hour",
    ],
    [
      { from: "2026-10-25T00:00", to: "2026-10-25T05:59" },
      ["2026-10-24T22:00:00Z", "2026-10-25T04:59:59Z"],
      ["2026-10-24T16:00:00Z", "2026-10-24T21:59:59Z"],
      "hour",
    ],
    [
      { from: "2025-01-01", to: "2025-12-31" },
      ["2025-01-01", "2025-12-31"],
      ["2024-01-02", "2024-12-31"],
      "week",
    ],
    ["all", "all", null, "auto"],
  ])("%j: the range, the one before, the interval", (period, range, previous, interval) => {
    expect(resolvePeriod(period, ZONE, NOW)).toMatchObject({ range, previous, interval });
  });

  test.each<[Period, unknown]>([
    ["day", ["2026-11-22T23:00:00Z", "2026-11-23T09:20:59Z"]],
    ["30d", ["2026-09-25T22:00:00Z", "2026-10-25T09:20:59Z"]],
    ["24h", ["2026-11-22T10:00:00Z", "2026-11-23T09:20:59Z"]],
    [{ from: "2026-11-20", to: "2026-11-29" }, ["2026-11-09T23:00:00Z", "2026-11-14T09:20:59Z"]],
    // It is over: all of the one before.
    [{ from: "2026-11-01", to: "2026-11-07" }, ["2026-10-25", "2026-10-31"]],
  ])("%j: compared only as far as it has come", (period, soFar) => {
    expect(resolvePeriod(period, ZONE, NOW).previousSoFar).toEqual(soFar);
  });

  test.each<[Period, boolean]>([
    ["day", true],
    ["all", true],
    [{ from: "2026-11-01", to: "2026-11-24" }, true],
    [{ from: "2026-11-01", to: "2026-11-23" }, false],
    [{ from: "2026-11-24T10:00", to: "2026-11-24T10:20" }, true],
    [{ from: "2026-11-24T10:00", to: "2026-11-24T10:19" }, false],
  ])("%j: current or over", (period, isCurrent) => {
    expect(resolvePeriod(period, ZONE, NOW).isCurrent).toBe(isCurrent);
  });
});

test("today is the site's day, not the viewer's", () => {
  const lateInBerlin = Date.parse("2026-11-24T23:30:00Z");
  expect(resolvePeriod("day", ZONE, lateInBerlin).range).toEqual(["2026-11-25", "2026-11-25"]);
});

test("earlier and later undo each other, and later ends at now", () => {
  const earlier = shiftPeriod("7d", ZONE, NOW, -1);
  expect(earlier).toEqual({ from: "2026-11-11", to: "2026-11-17" });
  expect(shiftPeriod(earlier, ZONE, NOW, 1)).toEqual({ from: "2026-11-18", to: "2026-11-24" });
  expect(shiftPeriod("7d", ZONE, NOW, 1)).toBe("7d");
});

test("intervals are offered that neither hide nor drown the line", () => {
  expect(intervalsFor({ from: "2026-11-24", to: "2026-11-24" })).toEqual(["hour"]);
  expect(intervalsFor({ from: "2026-10-26", to: "2026-11-24" })).toEqual(["hour", "day", "week"]);
  expect(intervalsFor(null)).toEqual(["day", "week", "month"]);
});

test.each([
  [["2026-10-01", "2026-10-31"], "2026-10-02", true],
  [["2026-10-01", "2026-10-31"], "2026-10-01", false],
  // 00:30 on the second, in Berlin
  [["2026-10-01T22:30:00Z", "2026-10-03T00:00:00Z"], "2026-10-02", false],
  [null, "2026-10-02", false],
] as const)("whether %j begins before %s: %j", (range, day, is) => {
  expect(beginsBefore(range === null ? null : [...range], day, "Europe/Berlin")).toBe(is);
});

test.each([
  ["minute", "all", "auto"],
  ["minute", "12mo", "month"],
  ["week", "12mo", "week"],
  ["hour", "7d", "hour"],
  [null, "7d", "day"],
] as const)("%s of %s is cut by %s", (asked, period, interval) => {
  expect(suitedInterval(asked, resolvePeriod(period, ZONE, NOW))).toBe(interval);
});
