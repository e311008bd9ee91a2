import { expect, test } from "vitest";
import { bucketsOf } from "./buckets.ts";
import { answerOf } from "./sample-answer.ts";

test("every bucket of the period has a place, those without a row what nothing is", () => {
  const answer = answerOf({
    results: [{ dimensions: ["2026-11-02 00:00:00"], metrics: [4, 2.5] }],
    meta: {
      time_labels: ["2026-11-01 00:00:00", "2026-11-02 00:00:00", "2026-11-03 00:00:00"],
      partial_time_labels: ["2026-11-03 00:00:00"],
    },
  });
  expect(bucketsOf(answer, [0, null])).toEqual({
    labels: ["2026-11-01T00:00", "2026-11-02T00:00", "2026-11-03T00:00"],
    columns: [
      [0, 4, 0],
      [null, 2.5, null],
    ],
    isUnfinished: true,
  });
});

test("nothing is known before there is an answer", () => {
  expect(bucketsOf(undefined, [0])).toBeNull();
});
