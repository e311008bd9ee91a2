import { describe, expect, test } from "vitest";
import type { QueryAnswer } from "../schema/query.ts";
import { HEADLINE_METRICS } from "./cards.ts";
import { answerOf } from "./sample-answer.ts";
import { alignSeries, chartColumns, intervalOf, periodOfBuckets } from "./series.ts";

const over = (labels: string[], rows: [string, number | null][], partial: string[] = []): QueryAnswer =>
  answerOf({
    results: rows.map(([label, value]) => ({
      dimensions: [label],
      metrics: [value, 0, 0, value, value, value],
    })),
    meta: { time_labels: labels, partial_time_labels: partial },
  });
const align = (
  metric: (typeof HEADLINE_METRICS)[number],
  current: QueryAnswer,
  previous: QueryAnswer | null = null,
) => alignSeries(HEADLINE_METRICS, metric, current, previous);

describe("both periods stand side by side", () => {
  test("bucket by bucket from their beginnings, the shorter one filled up", () => {
    const february = over(
      ["2026-02-01", "2026-02-02"],
      [
        ["2026-02-01", 5],
        ["2026-02-02", 6],
      ],
    );
    const january = over(
      ["2026-01-01", "2026-01-02", "2026-01-03"],
      [
        ["2026-01-01", 1],
        ["2026-01-03", 3],
      ],
    );
    expect(align("visitors", february, january)).toEqual({
      labels: ["2026-02-01", "2026-02-02"],
      previousLabels: ["2026-01-01", "2026-01-02", "2026-01-03"],
      current: [5, 6, null],
      previous: [1, 0, 3],
      partialFrom: 2,
    });
  });

  test("a bucket without rows is zero for a count, and nothing for a mean", () => {
    const answer = over(["2026-02-01", "2026-02-02"], [["2026-02-02", 4]]);
    expect(align("visitors", answer).current).toEqual([0, 4]);
    expect(align("bounce_rate", answer).current).toEqual([null, 4]);
  });

  test("what lies after the unfinished bucket has not happened", () => {
    const hours = ["2026-02-01 00:00:00", "2026-02-01 01:00:00", "2026-02-01 02:00:00"];
    const series = align("visits", over(hours, [], ["2026-02-01 01:00:00"]));
    expect(series.labels[1]).toBe("2026-02-01T01:00");
    expect(series.current).toEqual([0, 0, null]);
    expect(series.partialFrom).toBe(1);
  });
});

describe("the chart's columns", () => {
  const labels = ["2026-02-01", "2026-02-02", "2026-02-03"];
  const rows: [string, number][] = [
    ["2026-02-01", 1],
    ["2026-02-02", 2],
    ["2026-02-03", 3],
  ];

  test("the way to the unfinished bucket is a line of its own, joined to the other", () => {
    const series = align("visitors", over(labels, rows, ["2026-02-03"]));
    expect(chartColumns(series).slice(2)).toEqual([
      [1, 2, null],
      [null, 2, 3],
    ]);
  });

  test("a finished period has no such line", () => {
    expect(chartColumns(align("visitors", over(labels, rows)))).toEqual([
      [0, 1, 2],
      [null, null, null],
      [1, 2, 3],
      [null, null, null],
    ]);
  });
});

test.each([
  [["2026-02-01T10:00", "2026-02-01T10:01"], "minute"],
  [["2026-02-01T10:00", "2026-02-01T11:00"], "hour"],
  [["2026-02-01", "2026-02-02"], "day"],
  [["2026-02-01", "2026-02-08"], "week"],
  [["2026-02-01", "2026-03-01"], "month"],
  [["2026-02-01"], "day"],
])("%j are told by their distance: %s", (labels, interval) => {
  expect(intervalOf(labels)).toBe(interval);
});

describe("zooming to buckets gives the period that they cover", () => {
  test.each([
    [["2026-02-01T10:00", "2026-02-01T11:00"], "hour", { from: "2026-02-01T10:00", to: "2026-02-01T11:59" }],
    [["2026-02-01", "2026-02-02"], "day", { from: "2026-02-01", to: "2026-02-02" }],
    [["2026-02-02", "2026-02-09"], "week", { from: "2026-02-02", to: "2026-02-15" }],
    [["2026-01-01", "2026-02-01"], "month", { from: "2026-01-01", to: "2026-02-28" }],
  ] as const)("%j by %s", (labels, interval, period) => {
    expect(periodOfBuckets(labels, 0, 1, interval)).toEqual(period);
  });

  test("a first week that the range cuts short ends where the next one begins", () => {
    const weeks = ["2026-02-05", "2026-02-09"];
    expect(periodOfBuckets(weeks, 0, 0, "week")).toEqual({ from: "2026-02-05", to: "2026-02-08" });
  });
});
