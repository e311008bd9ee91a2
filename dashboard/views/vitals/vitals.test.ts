import { describe, expect, test } from "vitest";
import { HOME } from "../../url.ts";
import { parseVitalDimension, vitalsQuestions } from "./questions.ts";
import { parseVital, ratingOf, type Vital } from "./thresholds.ts";

const NOW_MS = Date.parse("2026-11-24T09:00:00Z");

test.each<[Vital, number | null, string | null]>([
  ["LCP", 2_500, "good"],
  ["LCP", 2_501, "middling"],
  ["LCP", 4_001, "poor"],
  ["INP", 200, "good"],
  ["CLS", 0.1, "good"],
  ["CLS", 0.25, "middling"],
  ["CLS", 0.26, "poor"],
  ["TTFB", null, null],
])("%s of %d is %s", (vital, value, rating) => {
  expect(ratingOf(vital, value)).toBe(rating);
});

describe("what is asked", () => {
  const filters: typeof HOME.filters = [["is", "visit:device", ["Mobile"]]];
  const questions = vitalsQuestions(
    { ...HOME, period: "7d", filters },
    { id: "a", timezone: "UTC" },
    NOW_MS,
    "INP",
    "visit:country",
    25,
  );

  test("is all vitals under the page's filters, and one of them over time and by what", () => {
    expect(Object.values(questions).map(({ dimensions, filters }) => [dimensions, filters])).toEqual([
      [["event:vital"], filters],
      [["time:day"], [...filters, ["is", "event:vital", ["INP"]]]],
      [["visit:country"], [...filters, ["is", "event:vital", ["INP"]]]],
    ]);
  });

  test("never mixes milliseconds and scores", () => {
    for (const { dimensions, filters } of Object.values(questions))
      expect(JSON.stringify([dimensions, filters])).toContain("event:vital");
  });
});

test("an address that says nothing of ours opens the first of each", () => {
  expect([parseVital("X"), parseVital(undefined), parseVitalDimension("visit:os")]).toEqual([
    "LCP",
    "LCP",
    "event:page",
  ]);
});
