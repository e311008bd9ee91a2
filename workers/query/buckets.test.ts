import { describe, expect, test } from "vitest";
import type { WeekStart } from "../../schema/words.ts";
import { bucketLabel, bucketOf, bucketsOf, type Interval } from "./buckets.ts";
import { resolveRange } from "./range.ts";
import { localDay, QUARTER_MS, wallMs } from "./zone.ts";

function labels(
  interval: Interval,
  first: string,
  last: string,
  zone: string,
  weekStart: WeekStart = "monday",
): string[] {
  const range = resolveRange([first, last], zone, 0, null);
  return bucketsOf(interval, range, { zone, weekStart }).map((bucket) =>
    bucketLabel(interval, bucket, localDay(zone, range.from)),
  );
}

test("weeks begin on Monday, and the first one is named for the first day", () => {
  expect(labels("time:week", "2020-12-20", "2021-01-07", "UTC")).toEqual([
    "2020-12-20",
    "2020-12-21",
    "2020-12-28",
    "2021-01-04",
  ]);
});

test("or on Sunday, where the site says so", () => {
  expect(labels("time:week", "2020-12-19", "2021-01-03", "UTC", "sunday")).toEqual([
    "2020-12-19",
    "2020-12-20",
    "2020-12-27",
    "2021-01-03",
  ]);
});

test("months are named for their first day", () => {
  expect(labels("time:month", "2020-12-15", "2021-02-01", "UTC")).toEqual([
    "2020-12-01",
    "2021-01-01",
    "2021-02-01",
  ]);
});

test("a minute range has its minutes", () => {
  expect(labels("time:minute", "2021-01-01T00:00:30Z", "2021-01-01T00:02:00Z", "Asia/Kathmandu")).toEqual([
    "2021-01-01 05:45:00",
    "2021-01-01 05:46:00",
    "2021-01-01 05:47:00",
  ]);
});

describe("hours on a day when clocks change", () => {
  test.each([
    ["Europe/Berlin", "2026-03-29", 23, "02"],
    ["Europe/Berlin", "2026-10-25", 24, null],
    ["America/Santiago", "2022-09-11", 23, "00"],
    ["Australia/Lord_Howe", "2026-10-04", 24, null],
    ["Asia/Kathmandu", "2026-11-24", 24, null],
  ])("%s on %s: %d labels, each once, in order", (zone, day, count, missing) => {
    const found = labels("time:hour", day, day, zone);
    expect(found).toHaveLength(count);
    expect(found).toEqual([...new Set(found)].sort());
    if (missing !== null) expect(found).not.toContain(`${day} ${missing}:00:00`);
  });
});

test.each(["Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"])(
  "every quarter of an hour of a year in %s falls into a bucket that is listed",
  (zone) => {
    const range = resolveRange(["2023-01-01", "2023-12-31"], zone, 0, null);
    for (const interval of ["time:hour", "time:day", "time:week", "time:month"] as const) {
      const listed = new Set(bucketsOf(interval, range, { zone, weekStart: "monday" }));
      const met = new Set<number>();
      for (let at = range.from; at < range.to; at += QUARTER_MS)
        met.add(bucketOf(interval, wallMs(zone, at), "monday"));
      expect(met).toEqual(listed);
    }
  },
  // Against hanging only.
  60_000,
);
