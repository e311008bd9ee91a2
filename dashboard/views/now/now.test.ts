import { expect, test } from "vitest";
import { nowQuestions, parseSpan } from "./questions.ts";

const NOW_MS = Date.parse("2026-11-24T09:00:30Z");

test("bars are thirty whole minutes, this one last", () => {
  expect(nowQuestions({ id: "a", timezone: "UTC" }, NOW_MS, 5).bars?.date_range).toEqual([
    "2026-11-24T08:31:00Z",
    "2026-11-24T09:00:59Z",
  ]);
});

test("cards are of the span that is chosen, the numbers of both", () => {
  const questions = nowQuestions({ id: "a", timezone: "UTC" }, NOW_MS, 30);
  expect(questions["event:page"]?.date_range[0]).toBe("2026-11-24T08:30:30Z");
  expect(questions.five?.date_range[0]).toBe("2026-11-24T08:55:30Z");
  expect(questions.thirty?.date_range[0]).toBe("2026-11-24T08:30:30Z");
});

test("a span that is none is the short one", () => {
  expect([parseSpan("30"), parseSpan("7"), parseSpan(undefined)]).toEqual([30, 5, 5]);
});
