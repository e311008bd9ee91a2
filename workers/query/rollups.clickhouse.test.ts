/**
 * Random questions twice: from rollups where they hold, and without. The visits are those of the differential test, which
 * holds the exact answers to a reference. A failure prints the seed; FOOTFALL_SEED repeats it.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { SiteId } from "../../schema/ids.ts";
import type { QueryInput } from "../../schema/query.ts";
import { ROLLED_EVENT_DIMENSIONS, ROLLED_VISIT_DIMENSIONS } from "../../schema/rollups.ts";
import type { Dimension, Metric } from "../../schema/words.ts";
import { rollUpSite } from "../consumer/rollups/index.ts";
import type { SiteConfig } from "../control/sites.ts";
import { answerer } from "./answer.ts";
import { connect } from "./clickhouse.ts";
import {
  DAYS,
  FIRST_DAY,
  pick,
  type Random,
  randomOf,
  visitsOf,
  whole,
} from "./differential/world-for-tests.ts";
import { store } from "./visits-for-tests.ts";

const SEED = Number(process.env.FOOTFALL_SEED || Date.now() % 2 ** 31);
const QUESTIONS = process.env.FOOTFALL_LONG ? 1_000 : 40;
/** So few people that sketches still know each of them. */
const VISITS = 150;
const DATABASE = "query_rollups";
const SITE = "site1" as SiteId;
const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-04-10T00:00:00Z");
const ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu"];
/** Against hanging only. */
const TIMEOUT_MS = 600_000;

let database: Awaited<ReturnType<typeof freshDatabase>>;
const random = randomOf(SEED);

beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, [...visitsOf(random, VISITS, SITE), ...visitsOf(random, 60, "site2")]);
  await rollUp();
}, TIMEOUT_MS);
afterAll(() => database.client.close());

const day = (number: number) => new Date(Date.parse(FIRST_DAY) + number * DAY_MS).toISOString().slice(0, 10);

const command = (query: string, query_params: Record<string, unknown> = {}) =>
  database.client.command({ query, query_params });

/** As a shard marks it, `agoMs` before now. */
const markDay = (date: string, agoMs: number) =>
  command(
    "INSERT INTO dirty_days (site, date, at) SELECT {site:String}, {date:Date}, now64(3) - toIntervalMillisecond({ago:UInt64})",
    { site: SITE, date, ago: agoMs },
  );

/** Runs over all days in all zones, after marks of ten minutes ago. */
async function rollUp(): Promise<void> {
  await command("TRUNCATE TABLE dirty_days");
  for (let number = -1; number <= DAYS; number++) await markDay(day(number), 600_000);
  const deps = {
    clickhouse: { url: database.url, user: "default", password: "", database: DATABASE },
    zoneOf: async () => "UTC",
    now: () => Date.now(),
  };
  for (const zone of ZONES) await rollUpSite(deps, SITE, zone, 100);
}

function ask(input: QueryInput, zone: string, minRolledEvents: number) {
  const answer = answerer({
    clickhouse: connect({
      clickhouse: { url: database.url, username: "default", password: "", database: DATABASE },
    }),
    // Of a site, answering needs the id and the zone.
    siteFor: async (id) => ({ id, timezone: zone }) as SiteConfig,
    minRolledEvents,
    now: NOW,
    signal: new AbortController().signal,
  });
  return answer(input);
}

/** Both answers to a question. */
async function answersTo(input: QueryInput, zone = "UTC") {
  const [rolled, exact] = await Promise.all([
    ask(input, zone, 0),
    ask(input, zone, Number.POSITIVE_INFINITY),
  ]);
  if ("status" in exact) {
    // What the worker refuses has its own tests.
    expect(rolled).toEqual(exact);
    return null;
  }
  if ("status" in rolled) throw new Error(rolled.error.message);
  return { rolled, exact };
}

const METRICS: readonly Metric[] = [
  ...(["visitors", "percentage", "pageviews", "events", "visits"] as const),
  ...(["views_per_visit", "bounce_rate", "visit_duration"] as const),
];
const DIMENSIONS: readonly Dimension[] = [
  ...ROLLED_VISIT_DIMENSIONS,
  ...ROLLED_EVENT_DIMENSIONS,
  ...(["time:day", "time:week", "time:month"] as const),
];

function questionOf(random: Random): QueryInput {
  const first = whole(random, -1, DAYS - 2);
  const start = Date.parse(FIRST_DAY) + whole(random, 0, 30) * 3_600_000;
  return {
    site_id: SITE,
    metrics: [pick(random, METRICS), ...METRICS].filter(
      (name, at, all) => all.indexOf(name) === at && (at === 0 || random() < 0.3),
    ),
    dimensions: random() < 0.3 ? [] : [pick(random, DIMENSIONS)],
    date_range:
      random() < 0.7
        ? [day(first), day(whole(random, first, DAYS))]
        : [new Date(start).toISOString(), new Date(start + 5 * DAY_MS - 1_000).toISOString()],
    traffic: pick<NonNullable<QueryInput["traffic"]>>(random, [["human"], ["human"], "all", ["bot", "ai"]]),
    ...(random() < 0.2 && { compare: { mode: "previous_period" as const } }),
  };
}

describe(`from rollups and without (seed ${SEED})`, () => {
  test.each(["all days hold", "some days are dirty"])(
    `${QUESTIONS} random questions have the same answers when %s`,
    async (state) => {
      if (state === "some days are dirty") for (const number of [1, 4]) await markDay(day(number), 0);
      let fromRollups = 0;
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const [input, zone] = [questionOf(random), pick(random, ZONES)];
        const answers = await answersTo(input, zone);
        if (answers === null) continue;
        const { rolled, exact } = answers;
        if (rolled.meta.uniques.method === "estimate") fromRollups += 1;
        expect(exact.meta.uniques.method).toBe("exact");
        expect(rolled.results, `seed ${SEED} in ${zone}: ${JSON.stringify(input)}`).toEqual(exact.results);
      }
      expect(fromRollups).toBeGreaterThan(QUESTIONS / 4);
      await rollUp();
    },
    TIMEOUT_MS,
  );
});
