/** Questions to a database of a test, over the whole path from JSON to the answer. */
import type { MetricValue, QueryAnswer, QueryInput } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import { answerer } from "./answer.ts";
import { connect } from "./clickhouse.ts";
import type { Goal } from "./goals.ts";
import type { Refusal } from "./refusal.ts";

export interface Circumstances {
  timezone?: string;
  /** ms. */
  now?: number;
  goals?: readonly Goal[];
}

/** An asker of the database: an answer, or a refusal. */
export const askerOf =
  (
    database: string,
    { timezone = "UTC", now = Date.parse("2026-03-02T13:00:00Z"), goals = [] }: Circumstances = {},
  ) =>
  (input: unknown): Promise<QueryAnswer<MetricValue> | Refusal> =>
    answerer({
      clickhouse: connect({
        clickhouse: {
          ...{ url: process.env.CLICKHOUSE_URL ?? "", username: "default", password: "", database },
        },
      }),
      // Of a site, answering needs the id and the zone.
      siteFor: async (id) => ({ id, timezone }) as SiteConfig,
      words: { goals: async () => goals, segments: async () => [] },
      now,
      signal: new AbortController().signal,
    })(input);

/** The rows of an answer, dimensions before metrics. Throws what was refused. */
export async function rowsOf(answering: Promise<QueryAnswer<MetricValue> | Refusal>) {
  const answer = await answering;
  if ("status" in answer) throw new Error(JSON.stringify(answer));
  return answer.results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
}

/** A question about the first two days of March 2026 at `site1`. */
export const question = (change: Partial<QueryInput>): QueryInput => ({
  ...{ site_id: "site1", metrics: ["visitors"], date_range: ["2026-03-01", "2026-03-02"] },
  ...change,
});
