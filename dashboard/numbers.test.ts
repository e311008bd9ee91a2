import { expect, test } from "vitest";
import type { ChartMetric } from "./cards.ts";
import { changeOf, formatCount, formatDuration, formatInFull, formatMetric } from "./numbers.ts";

/** Numbers and units are held together by spaces that do not break. */
const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

test.each([
  [0, "0"],
  [999, "999"],
  [24_816, "24,816"],
  [999_999, "999,999"],
  [1_234_567, "1.23M"],
])("the count %d reads %s", (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0, "0s"],
  [48.4, "48s"],
  [59.6, "1m 00s"],
  [134, "2m 14s"],
  [3_780, "1h 03m"],
])("%d seconds read %s", (seconds, text) => {
  expect(plain(formatDuration(seconds))).toBe(text);
});

test.each<[ChartMetric, number | null, string]>([
  ["bounce_rate", 41, "41 %"],
  ["views_per_visit", 3.1, "3.10"],
  ["visit_duration", 134, "2m 14s"],
  ["visitors", null, "–"],
])("%s of %s reads %s", (metric, value, text) => {
  expect(plain(formatMetric(metric, value))).toBe(text);
});

test("a title has every digit that the number leaves out", () => {
  expect(formatInFull("visitors", 1_234_567)).toBe("1,234,567");
});

test.each<[ChartMetric, number | null, number | null, string | undefined, string | undefined]>([
  ["visitors", 1_124, 1_000, "+12.4 %", "better"],
  ["visitors", 1_000, 1_124, "−11.0 %", "worse"],
  ["visitors", 3_000, 1_000, "+200 %", "better"],
  ["visitors", 8_580, 26, "×330", "better"],
  ["visitors", 100_001, 100_000, "0.0 %", "same"],
  ["visitors", 5, 0, undefined, undefined],
  ["visitors", null, 5, undefined, undefined],
  ["bounce_rate", 41, 44, "−3 pts", "better"],
  ["bounce_rate", 44, 41, "+3 pts", "worse"],
  ["visit_duration", 134, 125, "+9s", "better"],
  ["visit_duration", 60, 125, "−1m 05s", "worse"],
])("%s from %s compared with %s is %s, %s", (metric, current, previous, text, meaning) => {
  const change = changeOf(metric, current, previous);
  expect([plain(change?.text), change?.meaning]).toEqual([text, meaning]);
});
