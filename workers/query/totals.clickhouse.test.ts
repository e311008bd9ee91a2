/** I8 Rows never contradict totals: over random questions, what is said to add up does, and what cannot is not said to. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { QueryInput } from "../../schema/query.ts";
import type { Metric } from "../../schema/words.ts";
import { SEED } from "../seed-for-tests.ts";
import { askerOf } from "./ask-for-tests.ts";
import { questionOf } from "./differential/questions-for-tests.ts";
import { GOALS, randomOf, visitsOf } from "./differential/world-for-tests.ts";
import type { Goal } from "./goals.ts";
import { store } from "./visits-for-tests.ts";

const QUESTIONS = process.env.FOOTFALL_LONG ? 600 : 25;
const DATABASE = "query_totals";
/** When the made-up week is over: nothing is stored that lies ahead. */
const NOW = Date.parse("2026-04-10T00:00:00Z");

let database: Awaited<ReturnType<typeof freshDatabase>>;
const random = randomOf(SEED);
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, visitsOf(random, 250, "site1"));
});
afterAll(() => database.client.close());

const COUNTS: Metric[] = [
  "pageviews",
  "events",
  "visits",
  "engaged_visits",
  "visitors",
  "sum(event:props:plan)",
];
const RATED_BY_VISITS: Metric[] = COUNTS.filter((metric) => metric !== "engaged_visits");

/** Rows and meta; null where the question is refused. */
async function answerOf(input: QueryInput, timezone: string) {
  const answer = await askerOf(DATABASE, { timezone, now: NOW, goals: [...GOALS] })(input);
  return "status" in answer ? null : answer;
}

test(`seed ${SEED}: ${QUESTIONS} random questions`, { timeout: 900_000 }, async () => {
  const added = new Map<Metric, number>();
  for (let asked = 0; asked < QUESTIONS; ) {
    const { question, input } = questionOf(random, "site1");
    if (question.dimensions.length === 0) continue;
    const whole = { ...input, pagination: {}, order_by: undefined, metrics: COUNTS };
    const { order_by: _, ...asking } = whole;
    const rows =
      (await answerOf(asking, question.zone)) ??
      (await answerOf({ ...asking, metrics: RATED_BY_VISITS }, question.zone));
    if (rows === null) continue;
    asked += 1;
    const metrics = rows.query.metrics;
    const total = await answerOf({ ...asking, metrics, dimensions: [] }, question.zone);
    for (const metric of rows.meta.adds_up ?? []) {
      const at = metrics.indexOf(metric);
      const sum = rows.results.reduce((all, row) => all + Number(row.metrics[at]), 0);
      const told = `seed ${SEED}, ${metric} in ${question.zone}: ${JSON.stringify(asking)}`;
      expect(sum, told).toBeCloseTo(Number(total?.results[0]?.metrics[at]), 3);
      added.set(metric, (added.get(metric) ?? 0) + 1);
    }
  }
  for (const metric of ["pageviews", "events", "visits", "engaged_visits", "sum(event:props:plan)"] as const)
    expect(added.get(metric), metric).toBeGreaterThan(0);
});

const NO_GOAL = { page: null, scroll: null, props: {}, currency: null };
const goals: Goal[] = ["Signup", "click"].map((event) => ({ ...NO_GOAL, name: event, event }));

describe("an answer says what adds up", () => {
  test.each<[string, NonNullable<QueryInput["dimensions"]>, Metric[]]>([
    ["by page", ["event:page"], ["pageviews", "events", "sum(event:props:plan)"]],
    ["by hour", ["time:hour"], ["pageviews", "events", "sum(event:props:plan)"]],
    [
      "by source",
      ["visit:source"],
      ["pageviews", "events", "visits", "engaged_visits", "sum(event:props:plan)"],
    ],
    ["by site", ["visit:site"], COUNTS],
    ["by source and page", ["visit:source", "event:page"], ["pageviews", "events", "sum(event:props:plan)"]],
    ["by exit page, which some visits lack", ["visit:exit_page"], []],
    [
      "by property, which some events lack, and have a row for that",
      ["event:props:plan"],
      ["pageviews", "events", "sum(event:props:plan)"],
    ],
    ["by vital, which most events are not", ["event:vital"], []],
    ["by rule, of which an event may have several", ["event:rule"], []],
    ["by goal, of which an event may reach several", ["event:goal"], []],
  ])("%s", async (_, dimensions, expected) => {
    const isOfEvents = dimensions.some((name) => name.startsWith("event:") && name !== "event:page");
    const metrics = isOfEvents ? RATED_BY_VISITS : COUNTS;
    const answer = await askerOf(DATABASE, { goals, now: NOW })({
      ...{ site_id: "site1", date_range: ["2026-03-26", "2026-04-01"], metrics, dimensions },
    });
    expect(answer).toMatchObject({ meta: { adds_up: expected } });
  });

  test("not to sources under a filter of hosts, which are credited to one host", async () => {
    const answer = await askerOf(DATABASE, { now: NOW })({
      ...{ site_id: "site1", date_range: ["2026-03-26", "2026-04-01"], metrics: ["events"] },
      ...{ dimensions: ["visit:source"], filters: [["is", "event:hostname", ["site.test"]]] },
    });
    expect(answer).toMatchObject({ meta: { adds_up: [] } });
  });

  test("nothing where there is one row", async () => {
    const answer = await askerOf(DATABASE, { now: NOW })({
      ...{ site_id: "site1", date_range: ["2026-03-26", "2026-04-01"], metrics: ["events"] },
    });
    expect(answer).not.toHaveProperty("meta.adds_up");
  });
});
