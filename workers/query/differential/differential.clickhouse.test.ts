/**
 * The same random questions to the query worker's SQL in ClickHouse and to plain loops that share none of its code.
 * A failure prints the seed and the question; FOOTFALL_SEED repeats it.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../../schema/clickhouse/database-for-tests.ts";
import type { MetricValue, QueryInput } from "../../../schema/query.ts";
import type { SiteConfig } from "../../control/sites.ts";
import { SEED } from "../../seed-for-tests.ts";
import { answerer } from "../answer.ts";
import { connect } from "../clickhouse.ts";
import { type GivenVisit, store } from "../visits-for-tests.ts";
import { ASKED_WORDS, questionOf } from "./questions-for-tests.ts";
import { answerOf } from "./reference-for-tests.ts";
import type { Question, ReferenceEvent, ReferenceVisit } from "./reference-types-for-tests.ts";
import { GOALS, randomOf, visitsOf } from "./world-for-tests.ts";

const IS_LONG = Boolean(process.env.FOOTFALL_LONG);
const QUESTIONS = IS_LONG ? 2_500 : 200;
const VISITS = 250;
const DATABASE = "query_differential";
const SITE = "site1";
const OTHER = "site3";
/** Against hanging only. */
const TIMEOUT_MS = 900_000;

let database: Awaited<ReturnType<typeof freshDatabase>>;
const random = randomOf(SEED);
const visits = visitsOf(random, VISITS, SITE);
/** Of a site of the same owner; ids of visitors are made with their site's, so it shares none with the first. */
const others = visitsOf(random, 60, OTHER, 100_000);

beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  // Another tenant with the same visitors must not be seen.
  await store(database.client, [...visits, ...visitsOf(random, 60, "site2"), ...others]);
});
afterAll(() => database.client.close());

/** The visits as the reference takes them: events in order of time. */
function referenceOf({ site = "", events, columns = {} }: GivenVisit, id: number): ReferenceVisit {
  const visit: ReferenceVisit = { id, site, attributes: {}, events: [], reports: [] };
  for (const [name, value] of Object.entries(columns))
    if (typeof value === "string") visit.attributes[name] = value;
  const all = events
    .map(
      (event): ReferenceEvent => ({
        ms: Date.parse(event.at),
        name: event.name ?? "pageview",
        path: event.path ?? "/",
        hostname: event.hostname ?? "site.test",
        visitor: event.visitor ?? 0,
        isInteractive: event.interactive !== false,
        props: event.props ?? {},
        columns: event.columns ?? {},
        revenue: event.revenue,
        engagedMs: event.engagement?.ms ?? 0,
        scroll: event.engagement?.scroll ?? 255,
        visit,
      }),
    )
    .sort((a, b) => a.ms - b.ms);
  visit.events = all.filter(({ name }) => name !== "engagement");
  visit.reports = all.filter(({ name }) => name === "engagement");
  return visit;
}

/** The number in a value, or null. */
const amountIn = (value: MetricValue): number | null =>
  typeof value === "object" ? (value?.value ?? null) : value;

function ask(input: QueryInput, { zone, weekStart }: Question) {
  const answer = answerer({
    clickhouse: connect({
      clickhouse: {
        url: process.env.CLICKHOUSE_URL ?? "",
        username: "default",
        password: "",
        database: DATABASE,
      },
    }),
    // Of a site, answering needs the id and the calendar.
    siteFor: async (id) => ({ id, timezone: zone, week_start: weekStart }) as SiteConfig,
    words: { goals: async () => GOALS, segments: async () => [] },
    now: Date.parse("2026-04-10T00:00:00Z"),
    signal: new AbortController().signal,
  });
  return answer(input);
}

describe(`against a reference (seed ${SEED})`, () => {
  test(
    `I8 ${QUESTIONS} random questions have the same answers`,
    async () => {
      const reference = [...visits, ...others].map(referenceOf);
      let asked = 0;
      const met = new Set<string>();
      for (let tried = 0; asked < QUESTIONS; tried++) {
        if (tried > 20 * QUESTIONS) throw new Error("Hardly any question is taken.");
        const { question, input } = questionOf(random, SITE, [OTHER]);
        const answer = await ask(input, question);
        // What the worker refuses has its own tests.
        if ("status" in answer) {
          expect(answer.status, JSON.stringify(input)).toBe(422);
          continue;
        }
        asked += 1;
        const text = JSON.stringify([input.metrics, input.dimensions, input.filters, question.zone]);
        for (const word of ASKED_WORDS) if (text.includes(JSON.stringify(word))) met.add(word);
        expect(
          answer.results.map(({ dimensions, metrics }) => ({ dimensions, metrics: metrics.map(amountIn) })),
          `seed ${SEED}, question ${asked} in ${question.zone}: ${JSON.stringify(input)}`,
        ).toEqual(answerOf(question, reference));
      }
      const missed = ASKED_WORDS.filter((word) => !met.has(word));
      expect(missed.length, `never met: ${missed}`).toBeLessThan(IS_LONG ? 1 : ASKED_WORDS.length / 3);
    },
    TIMEOUT_MS,
  );
});
