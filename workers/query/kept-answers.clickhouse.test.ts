/** An answer is told again while it holds, and never when it does not: each way of changing it is tried. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { Filter, QueryInput } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import { SEED } from "../seed-for-tests.ts";
import { answerer } from "./answer.ts";
import { answerCache } from "./answer-cache.ts";
import { connect } from "./clickhouse.ts";
import type { Goal } from "./goals.ts";
import { marksReader } from "./marks.ts";
import type { Asking } from "./understand.ts";
import { store } from "./visits-for-tests.ts";

const DATABASE = "query_kept_answers";
const AN_HOUR_MS = 3_600_000;
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
});
afterAll(() => database.client.close());

let sites = 0;
let site = "";
beforeEach(async () => {
  site = `site${++sites}`;
  await visit(1, "DE");
});

/** One more visit of the site on 1 March 2026, at noon. */
const visit = (visitor: number, country: string) =>
  store(database.client, [
    { site, visitor, columns: { country }, events: [{ at: "2026-03-01T12:00:00Z", path: "/" }] },
  ]);

/** As a change leaves it, so long ago. */
const mark = (date: string, agoMs = 0) =>
  database.client.command({
    query:
      "INSERT INTO dirty_days SELECT {site:String}, {date:Date}, now64(3) - toIntervalMillisecond({ago:UInt32})",
    query_params: { site, date, ago: agoMs },
  });

const goal = (name: string, page: string): Goal => ({
  ...{ name, event: null, page, scroll: null, props: {}, currency: null },
});
const from = (country: string): Filter[] => [["is", "visit:country", [country]]];

interface World {
  timezone?: string;
  goals?: Goal[];
  segment?: Filter[];
  base?: Filter[];
  share?: string;
  now?: string;
  /** Nothing is kept: what is true. */
  isPlain?: boolean;
}

async function answerTo(change: Partial<QueryInput> = {}, world: World = {}) {
  const { timezone = "UTC", goals = [], segment = from("DE"), base = [], share = "" } = world;
  const access = {
    url: process.env.CLICKHOUSE_URL ?? "",
    username: "default",
    password: "",
    database: DATABASE,
  };
  const clickhouse = connect({ clickhouse: access });
  const { signal } = new AbortController();
  const asking: Asking = {
    ...{ clickhouse, base, signal },
    siteFor: async (id) => ({ id, timezone, week_start: "monday" }) as SiteConfig,
    words: { goals: async () => goals, segments: async () => [{ id: "s1", filters: segment }] },
    now: Date.parse(world.now ?? "2026-03-09T00:00:00Z"),
    ...(world.isPlain !== true && {
      keeping: {
        cache: answerCache(undefined, () => undefined),
        marksOf: marksReader(clickhouse, signal, Date.now),
        scope: [DATABASE, share],
      },
    }),
  };
  const question = {
    site_id: site,
    metrics: ["visitors"],
    date_range: ["2026-03-01", "2026-03-02"],
    ...change,
  };
  const answer = await answerer(asking)(question);
  if ("status" in answer) throw new Error(JSON.stringify(answer));
  return answer;
}

async function ask(change: Partial<QueryInput> = {}, world: World = {}) {
  const { results, meta } = await answerTo(change, world);
  const { cached, rows_read, data_revision } = meta;
  return { visitors: results[0]?.metrics[0], cached, rows_read, data_revision };
}

describe("a range that is over", () => {
  test("is told again without being read", async () => {
    expect(await ask()).toMatchObject({ visitors: 1, cached: false, rows_read: expect.any(Number) });
    expect(await ask()).toEqual({ visitors: 1, cached: true, rows_read: 0, data_revision: null });
    // It is over whenever it is asked, and words that mean the same days are the same question.
    expect(await ask({}, { now: "2026-05-01T00:00:00Z" })).toMatchObject({ cached: true });
  });

  test("is read anew once its days are marked: by an event, a restore, an erasure", async () => {
    await ask();
    await visit(2, "FR");
    expect(await ask()).toMatchObject({ visitors: 1, cached: true });
    await mark("2026-03-01");
    const changed = await ask();
    expect(changed).toMatchObject({ visitors: 2, cached: false });
    expect(Math.abs(Date.parse(changed.data_revision ?? "") - Date.now())).toBeLessThan(60_000);
  });

  test("tells a share nothing of when rows outside its segment changed", async () => {
    await mark("2026-03-01", 3_600_000);
    expect((await ask()).data_revision).toEqual(expect.any(String));
    const world = { base: from("FR"), share: "s" };
    expect(await ask({}, world)).toMatchObject({ visitors: 0, cached: false, data_revision: null });
    expect(await ask({}, world)).toMatchObject({ cached: true, data_revision: null });
  });

  test("is not kept while its marks are young, because a change may be younger than its mark", async () => {
    await mark("2026-03-02", 80_000);
    expect(await ask()).toMatchObject({ cached: false });
    expect(await ask()).toMatchObject({ cached: false });
    await mark("2026-03-03", 0);
    await database.client.command({
      query: `ALTER TABLE dirty_days DELETE WHERE site = '${site}' AND date = '2026-03-02' SETTINGS mutations_sync = 1`,
    });
    await mark("2026-03-02", AN_HOUR_MS);
    expect(await ask()).toMatchObject({ cached: false });
    expect(await ask()).toMatchObject({ cached: true });
  });

  test("is read anew when the day before is marked, where a visit into it may have begun", async () => {
    await ask();
    await mark("2026-02-28");
    expect(await ask()).toMatchObject({ cached: false });
  });

  test("is read anew under a share when a day is marked from where its segment may be decided", async () => {
    const world = { share: "a", base: from("DE") };
    await ask({}, world);
    expect(await ask({}, world)).toMatchObject({ cached: true });
    await mark("2026-03-08");
    expect(await ask({}, world)).toMatchObject({ cached: false });
  });

  test.each<[string, Partial<QueryInput>, World, World]>([
    ["a goal", { dimensions: ["event:goal"] }, { goals: [goal("G", "/")] }, { goals: [goal("G", "/other")] }],
    ["a segment", { filters: [["is", "segment", ["s1"]]] }, { segment: from("DE") }, { segment: from("FR") }],
    ["a share's segment", {}, { share: "a", base: from("DE") }, { share: "a", base: from("FR") }],
    ["the share", {}, { share: "a" }, { share: "b" }],
    ["the zone", {}, { timezone: "UTC" }, { timezone: "Asia/Tokyo" }],
  ])("is asked anew when %s has changed", async (_, change, before, after) => {
    await ask(change, before);
    expect(await ask(change, before)).toMatchObject({ cached: true });
    expect(await ask(change, after)).toMatchObject({ cached: false });
    expect(await ask(change, before)).toMatchObject({ cached: true });
  });

  test.each<[string, Partial<QueryInput>]>([
    ["metrics", { metrics: ["visits"] }],
    ["dimensions", { dimensions: ["visit:country"] }],
    ["filters", { filters: from("FR") }],
    ["days", { date_range: ["2026-03-01", "2026-03-03"] }],
    ["traffic", { traffic: "all" }],
    ["the page of rows", { pagination: { limit: 1, offset: 1 } }],
    ["labels", { include: { time_labels: true } }],
    ["a comparison", { compare: { mode: "previous_period" } }],
    ["exactness", { exact: true }],
  ])("is another with other %s", async (_, change) => {
    await ask();
    expect(await ask(change)).toMatchObject({ cached: false });
  });

  test("belongs to its site, and to its list of sites", async () => {
    await ask();
    const first = site;
    site = `site${++sites}`;
    await visit(11, "DE");
    await visit(12, "DE");
    expect(await ask()).toMatchObject({ visitors: 2, cached: false });
    expect(await ask({ site_id: [first, site] })).toMatchObject({ visitors: 3, cached: false });
    expect(await ask({ site_id: [first, site] })).toMatchObject({ visitors: 3, cached: true });
    await mark("2026-03-01");
    expect(await ask({ site_id: [first, site] })).toMatchObject({ cached: false });
    expect(await ask({ site_id: first })).toMatchObject({ visitors: 1, cached: true });
  });
});

test("a range that is not over is read each time", async () => {
  const today = { now: "2026-03-01T18:00:00Z" };
  expect(await ask({ date_range: "day" }, today)).toMatchObject({ visitors: 1, cached: false });
  expect(await ask({ date_range: "day" }, today)).toMatchObject({ cached: false });
  expect(
    await ask(
      {
        compare: { mode: "custom", date_range: ["2026-03-01", "2026-03-02"] },
        date_range: ["2026-02-27", "2026-02-28"],
      },
      today,
    ),
  ).toMatchObject({ cached: false });
});

const QUESTIONS = process.env.FOOTFALL_LONG ? 300 : 15;
/** What a question and its world may differ in; each of the random ones differs in one of them from the one before. */
const PARTS: { change?: Partial<QueryInput>[]; world?: World[] }[] = [
  { change: [{ dimensions: [] }, { dimensions: ["visit:country"] }, { dimensions: ["time:hour"] }] },
  { change: [{ metrics: ["visitors"] }, { metrics: ["visitors", "visits"] }, { metrics: ["bounce_rate"] }] },
  { change: [{ date_range: ["2026-03-01", "2026-03-01"] }, { date_range: ["2026-02-28", "2026-03-01"] }] },
  { change: [{ filters: [] }, { filters: from("DE") }, { filters: [["is", "segment", ["s1"]]] }] },
  { change: [{ traffic: ["human"] }, { traffic: "all" }] },
  { change: [{}, { pagination: { limit: 1 } }, { include: { total_rows: true } }] },
  { change: [{}, { compare: { mode: "previous_period" } }, { compare: { mode: "year_over_year" } }] },
  { world: [{ timezone: "UTC" }, { timezone: "Pacific/Auckland" }] },
  { world: [{ segment: from("DE") }, { segment: from("FR") }] },
  { world: [{ base: [] }, { base: from("FR") }] },
];

test(`I4: of ${QUESTIONS} random questions (seed ${SEED}) none is told another's answer`, async () => {
  for (let visitor = 100; visitor < 130; visitor++) await visit(visitor, visitor % 3 ? "DE" : "FR");
  let state = SEED;
  const below = (bound: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  const chosen = PARTS.map(() => 0);
  const questions: { change: Partial<QueryInput>; world: World }[] = [];
  while (questions.length < QUESTIONS) {
    const at = below(PARTS.length);
    chosen[at] = below((PARTS[at]?.change ?? PARTS[at]?.world ?? []).length);
    const change = Object.assign({}, ...PARTS.map((part, index) => part.change?.[chosen[index] ?? 0]));
    questions.push({
      change,
      world: Object.assign({}, ...PARTS.map((part, index) => part.world?.[chosen[index] ?? 0])),
    });
  }
  for (const { change, world } of questions) await answerTo(change, world);
  for (const { change, world } of questions) {
    const [kept, plain] = [
      await answerTo(change, world),
      await answerTo(change, { ...world, isPlain: true }),
    ];
    expect(kept.meta).toMatchObject({ ...plain.meta, cached: true, rows_read: 0, bytes_read: 0 });
    expect({ ...kept, meta: null }, JSON.stringify({ change, world })).toEqual({ ...plain, meta: null });
  }
}, 600_000);
