/**
 * The same random questions to the query worker's SQL in ClickHouse and to plain loops that share none of its code.
 * A failure prints the seed and the question; FOOTFALL_SEED repeats it.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../../schema/clickhouse/database-for-tests.ts";
import type { QueryInput } from "../../../schema/query.ts";
import type { SiteConfig } from "../../control/sites.ts";
import { answerer } from "../answer.ts";
import { connect } from "../clickhouse.ts";
import { type GivenVisit, store } from "../visits-for-tests.ts";
import { questionOf } from "./questions-for-tests.ts";
import { answerOf, type ReferenceEvent, type ReferenceVisit } from "./reference-for-tests.ts";
import { randomOf, visitsOf } from "./world-for-tests.ts";

const SEED = Number(process.env.FOOTFALL_SEED || Date.now() % 2 ** 31);
const IS_LONG = Boolean(process.env.FOOTFALL_LONG);
const QUESTIONS = IS_LONG ? 2_500 : 200;
const VISITS = 250;
const DATABASE = "query_differential";
const SITE = "site1";
/** Against hanging only. */
const TIMEOUT_MS = 900_000;

let database: Awaited<ReturnType<typeof freshDatabase>>;
const random = randomOf(SEED);
const visits = visitsOf(random, VISITS, SITE);

beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  // Another tenant with the same visitors must not be seen.
  await store(database.client, [...visits, ...visitsOf(random, 60, "site2")]);
});
afterAll(() => database.client.close());

/** The visits as the reference takes them: events in order of time. */
function referenceOf({ events, columns = {} }: GivenVisit, id: number): ReferenceVisit {
  const visit: ReferenceVisit = { id, attributes: {}, events: [], reports: [] };
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

function ask(input: QueryInput, timezone: string) {
  const answer = answerer({
    clickhouse: connect({
      clickhouse: {
        url: process.env.CLICKHOUSE_URL ?? "",
        username: "default",
        password: "",
        database: DATABASE,
      },
    }),
    // Of a site, answering needs the id and the zone.
    siteFor: async (id) => ({ id, timezone }) as SiteConfig,
    now: Date.parse("2026-04-10T00:00:00Z"),
    signal: new AbortController().signal,
  });
  return answer(input);
}

describe(`against a reference (seed ${SEED})`, () => {
  test(
    `I8 ${QUESTIONS} random questions have the same answers`,
    async () => {
      const reference = visits.map(referenceOf);
      let asked = 0;
      for (let tried = 0; asked < QUESTIONS; tried++) {
        if (tried > 20 * QUESTIONS) throw new Error("Hardly any question is taken.");
        const { question, input } = questionOf(random, SITE);
        const answer = await ask(input, question.zone);
        // What the worker refuses has its own tests.
        if ("status" in answer) {
          expect(answer.status, JSON.stringify(input)).toBe(422);
          continue;
        }
        asked += 1;
        expect(
          answer.results.map(({ dimensions, metrics }) => ({ dimensions, metrics })),
          `seed ${SEED}, question ${asked} in ${question.zone}: ${JSON.stringify(input)}`,
        ).toEqual(answerOf(question, reference));
      }
    },
    TIMEOUT_MS,
  );
});
