/** Questions to a database of a test, over the whole path from JSON to the answer. */
import { afterAll, beforeAll } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { MetricValue, QueryAnswer, QueryInput } from "../../schema/query.ts";
import type { WeekStart } from "../../schema/words.ts";
import type { SiteConfig } from "../control/sites.ts";
import { answerer } from "./answer.ts";
import { connect } from "./clickhouse.ts";
import type { Goal } from "./goals.ts";
import type { Refusal } from "./refusal.ts";
import { type GivenVisit, store } from "./visits-for-tests.ts";

export interface Circumstances {
  timezone?: string;
  weekStart?: WeekStart;
  /** ms. */
  now?: number;
  goals?: readonly Goal[];
}

/** An asker of the database: an answer, or a refusal. */
export const askerOf =
  (database: string, circumstances: Circumstances = {}) =>
  (input: unknown): Promise<QueryAnswer<MetricValue> | Refusal> => {
    const { timezone = "UTC", weekStart = "monday", now = NOW, goals = [] } = circumstances;
    return answerer({
      clickhouse: connect({
        clickhouse: {
          ...{ url: process.env.CLICKHOUSE_URL ?? "", username: "default", password: "", database },
        },
      }),
      // Of a site, answering needs the id and the calendar.
      siteFor: async (id) => ({ id, timezone, week_start: weekStart }) as SiteConfig,
      words: { goals: async () => goals, segments: async () => [] },
      now,
      signal: new AbortController().signal,
    })(input);
  };

/** Of the questions that say nothing else. */
const NOW = Date.parse("2026-03-02T13:00:00Z");

/** The rows of an answer, dimensions before metrics. */
export const rowsIn = ({ results }: QueryAnswer<MetricValue>) =>
  results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);

/** The same of one that is to come. Throws what was refused. */
export async function rowsOf(answering: Promise<QueryAnswer<MetricValue> | Refusal>) {
  const answer = await answering;
  if ("status" in answer) throw new Error(JSON.stringify(answer));
  return rowsIn(answer);
}

/** A question about the first two days of March 2026 at `site1`. */
export const question = (change: Partial<QueryInput>): QueryInput => ({
  ...{ site_id: "site1", metrics: ["visitors"], date_range: ["2026-03-01", "2026-03-02"] },
  ...change,
});

const EVENING = Date.parse("2026-03-02T18:00:00Z");

/** A database with these visits for the tests of a file, and what asks it, in the evening of its second day or at `now`. */
export function askingOf(database: string, visits: readonly GivenVisit[], now = EVENING) {
  let opened: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    opened = await freshDatabase(database);
    await store(opened.client, visits);
  });
  afterAll(() => opened.client.close());
  const askOrRefuse = (change: Partial<QueryInput>, timezone = "UTC") =>
    askerOf(database, { timezone, now })(question(change));
  const ask = async (change: Partial<QueryInput>, timezone?: string): Promise<QueryAnswer<MetricValue>> => {
    const answer = await askOrRefuse(change, timezone);
    if ("status" in answer) throw new Error(answer.error.message);
    return answer;
  };
  return { ask, askOrRefuse };
}
