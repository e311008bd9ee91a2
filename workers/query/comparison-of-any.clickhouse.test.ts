/** I8 A comparison is the answer to the same question about the other range: over random questions, row by row. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { QueryInput } from "../../schema/query.ts";
import { SEED } from "../seed-for-tests.ts";
import { askerOf } from "./ask-for-tests.ts";
import { questionOf } from "./differential/questions-for-tests.ts";
import { GOALS, pick, randomOf, visitsOf } from "./differential/world-for-tests.ts";
import { metricFacts } from "./metrics.ts";
import { store } from "./visits-for-tests.ts";

const QUESTIONS = process.env.FOOTFALL_LONG ? 500 : 30;
const DATABASE = "query_comparison_of_any";
/** When the made-up week is over. */
const NOW = Date.parse("2026-04-10T00:00:00Z");

let database: Awaited<ReturnType<typeof freshDatabase>>;
const random = randomOf(SEED);
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, visitsOf(random, 250, "site1"));
});
afterAll(() => database.client.close());

const COMPARISONS: NonNullable<QueryInput["compare"]>[] = [
  { mode: "previous_period" },
  { mode: "previous_period", match_day_of_week: true },
  { mode: "year_over_year" },
  { mode: "custom", date_range: ["2026-03-27", "2026-03-29"] },
  { mode: "custom", date_range: ["2026-03-27T05:00:00Z", "2026-03-30T11:59:59Z"] },
];

test(`seed ${SEED}: ${QUESTIONS} random questions`, { timeout: 900_000 }, async () => {
  let compared = 0;
  for (let asked = 0; asked < QUESTIONS; ) {
    const { question, input } = questionOf(random, "site1");
    if (input.as_of !== undefined || question.dimensions.some((name) => name.startsWith("time"))) continue;
    const ask = askerOf(DATABASE, { timezone: question.zone, now: NOW, goals: GOALS });
    const answer = await ask({ ...input, compare: pick(random, COMPARISONS) });
    if ("status" in answer) continue;
    asked += 1;
    const date_range = answer.query.compare?.date_range;
    const { pagination: _, ...whole } = input;
    const other = await ask({ ...whole, date_range });
    if ("status" in other) throw new Error(JSON.stringify(other));
    const rows = new Map(other.results.map((row) => [JSON.stringify(row.dimensions), row.metrics]));
    const nothing = input.metrics.map((metric) => (metricFacts(metric).isCount ? 0 : null));
    for (const row of answer.results) {
      const expected = rows.get(JSON.stringify(row.dimensions)) ?? nothing;
      const told = `seed ${SEED} in ${question.zone}: ${JSON.stringify(answer.query)}`;
      expect(row.comparison?.metrics, told).toEqual(expected);
      compared += expected.some((value) => value !== null && value !== 0) ? 1 : 0;
    }
  }
  // Years before there is nothing; what is compared with days of the week there is.
  expect(compared).toBeGreaterThan(QUESTIONS / 5);
});
