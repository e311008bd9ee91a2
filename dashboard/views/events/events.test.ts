import { expect, test } from "vitest";
import type { ListedEvent } from "../../../schema/explore.ts";
import { HOME } from "../../url.ts";
import { explorerQuestions, keysOf } from "./questions.ts";

const SITE = { id: "a", timezone: "UTC" };
const NOW_MS = Date.parse("2026-11-24T09:00:00Z");
const filters: typeof HOME.filters = [["is", "visit:country", ["DE"]]];
const ask = (looking: { event: string; prop: string }) =>
  explorerQuestions({ ...HOME, period: "7d", filters }, SITE, NOW_MS, { ...looking, rows: 25 });

test("the list of events is that of the page, whatever event is open", () => {
  expect(ask({ event: "Signup", prop: "" }).names).toEqual(ask({ event: "", prop: "" }).names);
  expect(ask({ event: "", prop: "" }).names).toMatchObject({ dimensions: ["event:name"], filters });
});

test("an open event is asked over time, and its property by value and in numbers", () => {
  const { over, values, numbers } = ask({ event: "Signup", prop: "plan" });
  const ofEvent = [...filters, ["is", "event:name", ["Signup"]]];
  expect(over).toMatchObject({ dimensions: ["time:day"], filters: ofEvent });
  expect(values).toMatchObject({ dimensions: ["event:props:plan"], filters: ofEvent });
  expect(numbers?.metrics).toContain("p95(event:props:plan)");
  expect(numbers?.filters).toEqual(ofEvent);
});

test("nothing is asked of a property that nobody opened", () => {
  expect(Object.keys(ask({ event: "Signup", prop: "" }))).toEqual(["names", "over"]);
});

test("keys are those that events carry, the most frequent first", () => {
  const events = [{ props: { plan: "pro", seats: "5" } }, { props: { plan: "free" } }, { props: {} }];
  // Only the properties of an event are read.
  expect(keysOf(events as unknown as ListedEvent[])).toEqual([
    { key: "plan", events: 2 },
    { key: "seats", events: 1 },
  ]);
});
