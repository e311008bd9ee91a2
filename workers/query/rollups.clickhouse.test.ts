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
import { SEED } from "../seed-for-tests.ts";
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
import { SKETCH_ERROR } from "./rollups.ts";
import { store } from "./visits-for-tests.ts";

const QUESTIONS = process.env.FOOTFALL_LONG ? 1_000 : 25;
/** So few people that sketches still know each of them. */
const VISITS = 150;
const DATABASE = "query_rollups";
const SITE = "site1" as SiteId;
const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-04-10T00:00:00Z");
const ZONES = ["Europe/Berlin", "Asia/Kathmandu"];
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
const markDay = (date: string, agoMs: number, site = SITE) =>
  command(
    "INSERT INTO dirty_days (site, date, at) SELECT {site:String}, {date:Date}, now64(3) - toIntervalMillisecond({ago:UInt64})",
    { site, date, ago: agoMs },
  );

/** Runs over all days in all zones, after marks of ten minutes ago. */
async function rollUp(): Promise<void> {
  await command("TRUNCATE TABLE dirty_days");
  for (let number = -1; number <= DAYS; number++) await markDay(day(number), 600_000);
  await rollUpAll(SITE, ZONES);
}

async function rollUpAll(site: SiteId, zones: readonly string[]): Promise<void> {
  const deps = {
    clickhouse: { url: database.url, user: "default", password: "", database: DATABASE },
    zoneOf: async () => "UTC",
    now: () => Date.now(),
  };
  for (const zone of zones) await rollUpSite(deps, site, zone, 100);
}

/** An answerer of one request. */
function asker(zone: string, minRolledEvents: number) {
  return answerer({
    clickhouse: connect({
      clickhouse: { url: database.url, username: "default", password: "", database: DATABASE },
    }),
    // Of a site, answering needs the id and the zone.
    siteFor: async (id) => ({ id, timezone: zone }) as SiteConfig,
    minRolledEvents,
    now: NOW,
    signal: new AbortController().signal,
  });
}

const ask = (input: QueryInput, zone: string, minRolledEvents: number) => asker(zone, minRolledEvents)(input);

type Answer = Awaited<ReturnType<typeof ask>>;

/** Both answers to each question of one request; null: refused. */
async function answersToAll(inputs: readonly QueryInput[], zone: string) {
  const [rolled, exact] = [asker(zone, 0), asker(zone, Number.POSITIVE_INFINITY)];
  return Promise.all(
    inputs.map(async (input) => bothOf(...(await Promise.all([rolled(input), exact(input)])))),
  );
}

/** Both answers to a question. */
const answersTo = async (input: QueryInput, zone = "UTC") => (await answersToAll([input], zone))[0] ?? null;

function bothOf(rolled: Answer, exact: Answer) {
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
    metrics: [random() < 0.4 ? ("visitors" as const) : pick(random, METRICS), ...METRICS].filter(
      (name, at, all) => all.indexOf(name) === at && (at === 0 || random() < 0.3),
    ),
    // Of the pages of a card only the greatest are told apart.
    dimensions: random() < 0.3 ? [] : [random() < 0.3 ? "event:page" : pick(random, DIMENSIONS)],
    date_range:
      random() < 0.7
        ? [day(first), day(whole(random, first, DAYS))]
        : [new Date(start).toISOString(), new Date(start + 5 * DAY_MS - 1_000).toISOString()],
    traffic: pick<NonNullable<QueryInput["traffic"]>>(random, [["human"], ["human"], "all", ["bot", "ai"]]),
    ...(random() < 0.2 && { compare: { mode: "previous_period" as const } }),
    ...(random() < 0.5 && { pagination: { limit: whole(random, 1, 6), offset: whole(random, 0, 2) } }),
    include: { total_rows: true },
  };
}

/** Questions of one request: most often about the same range and traffic, as a page asks. */
function pageOf(random: Random): QueryInput[] {
  const all = Array.from({ length: whole(random, 1, 7) }, () => questionOf(random));
  const [{ date_range, traffic } = questionOf(random)] = all;
  return random() < 0.3 ? all : all.map((one) => ({ ...one, date_range, ...(traffic && { traffic }) }));
}

describe(`from rollups and without (seed ${SEED})`, () => {
  test.each(["all days hold", "some days are dirty"])(
    `${QUESTIONS} random questions have the same answers when %s`,
    async (state) => {
      if (state === "some days are dirty") for (const number of [1, 4]) await markDay(day(number), 0);
      let fromRollups = 0;
      for (let asked = 0; asked < QUESTIONS; ) {
        const [inputs, zone] = [pageOf(random), pick(random, ZONES)];
        asked += inputs.length;
        for (const [at, answers] of (await answersToAll(inputs, zone)).entries()) {
          if (answers === null) continue;
          const { rolled, exact } = answers;
          if (rolled.meta.uniques.method === "estimate") fromRollups += 1;
          expect(exact.meta.uniques.method).toBe("exact");
          const told = `seed ${SEED} in ${zone}, ${at} of ${JSON.stringify(inputs)}`;
          expect(rolled.results, told).toEqual(exact.results);
          expect(rolled.meta.total_rows, told).toBe(exact.meta.total_rows);
        }
      }
      expect(fromRollups).toBeGreaterThan(QUESTIONS / 4);
    },
    TIMEOUT_MS,
  );
});

/** Of the two days from the first one: 4,000 visitors of one event each, of whom a quarter come on both days. */
const CROWD_SITE = "crowd" as SiteId;
const CROWD = 4_000;
const CROWDED: QueryInput = {
  site_id: CROWD_SITE,
  metrics: ["visitors", "visits", "pageviews", "bounce_rate"],
  date_range: [day(0), day(1)],
};

async function storeCrowd(): Promise<void> {
  const of = (expression: string) =>
    `SELECT '${CROWD_SITE}' AS site, if(number < 2500, toDate('${day(0)}'), toDate('${day(1)}')) AS date,
      toDateTime64(date, 3, 'UTC') + 43200 AS at, cityHash64(number % ${CROWD}) AS visitor_id, number + 1 AS session_id, ${expression} FROM numbers(5000)`;
  await command(
    `INSERT INTO events (site, date, ts, visitor_id, session_id, name, is_pageview, path, traffic) SELECT site, date, at, visitor_id, session_id, 'pageview', 1, '/', 'human' FROM (${of("1")})`,
  );
  await command(
    `INSERT INTO sessions (site, start_date, start, visitor_id, session_id, version, events, pageviews, interactions, entry_page, traffic) SELECT site, date, at, visitor_id, session_id, 1, 1, 1, 1, '/', 'human' FROM (${of("1")})`,
  );
  for (const number of [0, 1]) await markDay(day(number), 600_000, CROWD_SITE);
  await rollUpAll(CROWD_SITE, ["UTC"]);
}

describe("many visitors", () => {
  beforeAll(storeCrowd, TIMEOUT_MS);

  test("are estimated within three times the error that the answer names, and all else is exact", async () => {
    const answers = await answersTo(CROWDED);
    if (answers === null) throw new Error("The question was refused.");
    const { rolled, exact } = answers;
    const { uniques } = rolled.meta;
    expect(uniques).toMatchObject({ method: "estimate", error: SKETCH_ERROR });
    expect(uniques.identity).toMatch(/^Estimated\./);
    const [[visitors, ...sums] = []] = rolled.results.map(({ metrics }) => metrics);
    expect(exact.results[0]?.metrics).toEqual([CROWD, ...sums]);
    expect(Math.abs(Number(visitors) - CROWD)).toBeLessThanOrEqual(3 * SKETCH_ERROR * CROWD);
  });

  test("are counted when the question says exact, and where days hold too few events", async () => {
    for (const [input, least] of [
      [{ ...CROWDED, exact: true }, 0],
      [CROWDED, 5_001],
    ] as const) {
      const answer = await ask(input, "UTC", least);
      if ("status" in answer) throw new Error(answer.error.message);
      expect(answer.meta.uniques.method).toBe("exact");
      expect(answer.results[0]?.metrics[0]).toBe(CROWD);
    }
  });

  test("are counted again once a day is marked; sums alone are exact and say so", async () => {
    const sums = await ask({ ...CROWDED, metrics: ["pageviews", "visits"] }, "UTC", 0);
    expect("status" in sums ? sums : sums.meta.uniques.method).toBe("exact");
    for (const number of [0, 1]) await markDay(day(number), 0, CROWD_SITE);
    const answer = await ask(CROWDED, "UTC", 0);
    expect("status" in answer ? answer : answer.meta.uniques.method).toBe("exact");
    expect("status" in answer ? answer : answer.results[0]?.metrics[0]).toBe(CROWD);
  });

  test("late events, erased rows and merged visits show at once, for their days are marked", async () => {
    await command("TRUNCATE TABLE dirty_days");
    for (const number of [0, 1]) await markDay(day(number), 600_000, CROWD_SITE);
    expect(await visitsOfCrowd()).toEqual([5_000, "estimate"]);
    await command(`DELETE FROM sessions WHERE site = '${CROWD_SITE}' AND session_id <= 100`);
    await markDay(day(0), 0, CROWD_SITE);
    expect(await visitsOfCrowd()).toEqual([4_900, "estimate"]);
    await command(`DELETE FROM sessions WHERE site = '${CROWD_SITE}' AND session_id > 4900`);
    await markDay(day(1), 0, CROWD_SITE);
    expect(await visitsOfCrowd()).toEqual([4_800, "exact"]);
  });

  test.each(["rollups", "rollup_runs", "dirty_days"])(
    "are counted when somebody has emptied or dropped %s",
    async (table) => {
      await command(`TRUNCATE TABLE ${table}`);
      if (table !== "dirty_days") expect((await visitsOfCrowd())[1]).toBe("exact");
      await command(`RENAME TABLE ${table} TO gone`);
      expect(await visitsOfCrowd()).toEqual([4_800, "exact"]);
      await command(`RENAME TABLE gone TO ${table}`);
    },
  );
});

async function visitsOfCrowd() {
  const answer = await ask({ ...CROWDED, metrics: ["visits", "visitors"] }, "UTC", 0);
  if ("status" in answer) throw new Error(answer.error.message);
  return [answer.results[0]?.metrics[0], answer.meta.uniques.method];
}
