import { expect, test } from "vitest";
import { answerOf } from "../../sample-answer.ts";
import { HOME } from "../../url.ts";
import { errorGroups, errorQuestions, errorsQuestions, lastSeenOf } from "./questions.ts";

const SITE = { id: "a", timezone: "UTC" };
const NOW_MS = Date.parse("2026-11-24T09:00:00Z");
const LABELS = ["2026-11-22", "2026-11-23", "2026-11-24"];

test("a group has its line and when it was last seen", () => {
  const groups = answerOf({
    results: [
      { dimensions: ["x is undefined"], metrics: [7, 3] },
      { dimensions: ["boom"], metrics: [1, 1] },
    ],
  });
  const when = answerOf({
    results: [
      { dimensions: ["x is undefined", "2026-11-22"], metrics: [5] },
      { dimensions: ["x is undefined", "2026-11-23"], metrics: [2] },
      { dimensions: ["something else", "2026-11-24"], metrics: [9] },
    ],
  });
  expect(errorGroups(groups, when, LABELS)).toEqual([
    { message: "x is undefined", events: 7, visitors: 3, line: [5, 2, 0], lastSeen: "2026-11-23" },
    { message: "boom", events: 1, visitors: 1, line: [0, 0, 0], lastSeen: null },
  ]);
  expect(errorGroups(undefined, when, LABELS)).toBeNull();
});

test("every question is of errors alone, under the page's filters", () => {
  const filters: typeof HOME.filters = [["is", "visit:browser", ["Firefox"]]];
  const address = { ...HOME, filters };
  const all = errorsQuestions(address, SITE, NOW_MS, 25);
  const one = errorQuestions(address, SITE, NOW_MS, "boom, again");
  for (const question of [...Object.values(all), ...Object.values(one)])
    expect(question.filters?.slice(0, 2)).toEqual([...filters, ["is", "event:name", ["error"]]]);
  for (const question of Object.values(one))
    expect(question.filters?.[2]).toEqual(["is", "event:error_message", ["boom, again"]]);
});

test("a message was last seen at the time of its newest event", () => {
  const error = (message: string) => ({ message, file: "", line: 0, column: 0, stack: "" });
  const events = [
    { at: "2026-11-24T10:05:00Z", error: error("boom") },
    { at: "2026-11-24T10:04:00Z", error: error("bang") },
    { at: "2026-11-24T10:03:00Z", error: error("boom") },
    { at: "2026-11-24T10:02:00Z", error: null },
  ];
  expect([...lastSeenOf(events)]).toEqual([
    ["boom", "2026-11-24T10:05:00Z"],
    ["bang", "2026-11-24T10:04:00Z"],
  ]);
});
