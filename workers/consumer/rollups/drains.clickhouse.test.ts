/**
 * Random traffic through a real shard's drains into a real server, the cron's sums of it, and questions answered twice:
 * from sums where they hold, and without. Late events make days dirty between the two turns of the cron.
 */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../../schema/clickhouse/database-for-tests.ts";
import type { SiteId } from "../../../schema/ids.ts";
import type { QueryInput } from "../../../schema/query.ts";
import type { SiteConfig } from "../../control/sites.ts";
import { answerer } from "../../query/answer.ts";
import { connect } from "../../query/clickhouse.ts";
import { SEED } from "../../seed-for-tests.ts";
import { entry, event, START_MS, World } from "../outbox/world/world.ts";
import { type ClickHouseSink, createClickHouseSink } from "../sinks/clickhouse.ts";
import { rollUpSite } from "./index.ts";

const RUNS = process.env.FOOTFALL_LONG ? 60 : 2;
const DATABASE = "rollups_of_drains";
const DAYS = 3;
const DAY_MS = 86_400_000;
const STEP_MS = 10 * 60_000;
const STEPS = (DAYS * DAY_MS) / STEP_MS;
/** Against hanging only. */
const TIMEOUT_MS = 900_000;

const { url, client } = await freshDatabase(DATABASE);
const access = { url, user: "default", password: "", database: DATABASE };
afterAll(() => client.close());

const signs = fc.array(
  fc.record({
    visitor: fc.integer({ min: 1, max: 6 }),
    step: fc.nat(STEPS),
    name: fc.constantFrom("pageview", "pageview", "engagement", "signup"),
    path: fc.constantFrom("/", "/a", "/b"),
    /** Told only when the first sums are made. */
    isLate: fc.boolean(),
  }),
  { minLength: 20, maxLength: 80, size: "max" },
);
const way = fc.record({ signs, zone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu") });
type Sign = (typeof way extends fc.Arbitrary<infer Value> ? Value : never)["signs"][number];

/** Each run's shard has the same name: the server would take its batches for those of a run before. */
function sinkOf(site: SiteId): ClickHouseSink {
  const sink = createClickHouseSink(access);
  const own = (token?: string) => (token === undefined ? undefined : `${site} ${token}`);
  return { ...sink, insert: (table, body, token) => sink.insert(table, body, own(token)) };
}

async function storedEvents(site: SiteId): Promise<number> {
  const query = "SELECT toUInt32(count()) AS n FROM events WHERE site = {site:String}";
  const result = await client.query({ query, query_params: { site }, format: "JSONEachRow" });
  return (await result.json<{ n: number }>())[0]?.n ?? 0;
}

let runs = 0;
const seen = { fromSums: 0, dirty: 0 };

async function tell(world: World, site: SiteId, told: readonly Sign[]): Promise<void> {
  for (const { visitor, step, name, path } of told.toSorted((a, b) => a.step - b.step)) {
    const at = START_MS + step * STEP_MS;
    world.now = Math.max(world.now, at);
    const facts = { country: visitor % 2 ? "DE" : "FR", traffic: visitor === 6 ? "bot" : "human" } as const;
    const made = { ...event({ site, visitor, at, name }), ...facts, path };
    world.ingest(entry([made], { received_at: world.now }));
  }
  await world.heal();
}

const stamp = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

/** The server's clock cannot be moved, but its marks can: runs hold only when marks are older than they. */
async function tenMinutesPass(): Promise<void> {
  const result = await client.query({
    query: "SELECT site, date, toUnixTimestamp64Milli(at) AS ms FROM dirty_days",
    format: "JSONEachRow",
  });
  const marks = await result.json<{ site: string; date: string; ms: string }>();
  await client.command({ query: "TRUNCATE TABLE dirty_days" });
  const values = marks.map(({ site, date, ms }) => ({ site, date, at: stamp(Number(ms) - 600_000) }));
  await client.insert({ table: "dirty_days", values, format: "JSONEachRow" });
}

/** Nothing is lost with them: the next turn makes them again, of what is there then. */
async function forgetSums(): Promise<void> {
  for (const table of ["rollups", "rollup_runs"]) await client.command({ query: `TRUNCATE TABLE ${table}` });
}

const cron = (site: SiteId, zone: string) =>
  rollUpSite({ clickhouse: access, zoneOf: async () => zone, now: () => Date.now() }, site, zone, 100);

function ask(input: QueryInput, zone: string, minRolledEvents: number) {
  const clickhouse = { url, username: "default", password: "", database: DATABASE };
  return answerer({
    clickhouse: connect({ clickhouse }),
    // Of a site, answering needs the id and the zone.
    siteFor: async (id) => ({ id, timezone: zone }) as SiteConfig,
    ...{ minRolledEvents, now: START_MS + 30 * DAY_MS, signal: new AbortController().signal },
  })(input);
}

const METRICS = ["visitors", "visits", "pageviews", "events", "bounce_rate", "visit_duration"] as const;
const DIMENSIONS = [[], ["time:day"], ["visit:country"], ["event:page"], ["visit:entry_page"]] as const;
const RANGE = [START_MS - DAY_MS, START_MS + (DAYS + 1) * DAY_MS].map((ms) =>
  new Date(ms).toISOString().slice(0, 10),
);

/** Six people are few enough for a sketch to know each: every number has to be the same. */
async function expectSame(site: SiteId, zone: string): Promise<number> {
  let fromSums = 0;
  for (const dimensions of DIMENSIONS) {
    const [from = "", to = ""] = RANGE;
    const input: QueryInput = {
      site_id: site,
      metrics: [...METRICS],
      dimensions: [...dimensions],
      date_range: [from, to],
    };
    const [rolled, exact] = [await ask(input, zone, 0), await ask(input, zone, Number.POSITIVE_INFINITY)];
    if ("status" in rolled || "status" in exact) throw new Error("A question was refused.");
    expect(exact.meta.uniques.method).toBe("exact");
    expect(rolled.results, `${dimensions} in ${zone}`).toEqual(exact.results);
    if (rolled.meta.uniques.method === "estimate") fromSums++;
  }
  return fromSums;
}

test(`what a shard drained is answered alike from sums and without, seed ${SEED}`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const property = fc.asyncProperty(way, async ({ signs, zone }) => {
    const site = `site${++runs}` as SiteId;
    const world = new World({ sink: sinkOf(site) });
    await tell(
      world,
      site,
      signs.filter(({ isLate }) => !isLate),
    );
    await tenMinutesPass();
    await cron(site, zone);
    seen.fromSums += await expectSame(site, zone);
    await tell(
      world,
      site,
      signs.filter(({ isLate }) => isLate),
    );
    expect(await storedEvents(site)).toBe(signs.length);
    const stale = await expectSame(site, zone);
    if (stale < DIMENSIONS.length) seen.dirty++;
    await tenMinutesPass();
    await forgetSums();
    await cron(site, zone);
    seen.fromSums += await expectSame(site, zone);
  });
  await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
  expect(seen.fromSums).toBeGreaterThan(RUNS * DIMENSIONS.length);
  expect(seen.dirty).toBeGreaterThan(0);
});
