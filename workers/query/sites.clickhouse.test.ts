import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { SiteId } from "../../schema/ids.ts";
import type { QueryInput } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import { answerer } from "./answer.ts";
import { askerOf, question, rowsOf } from "./ask-for-tests.ts";
import { connect } from "./clickhouse.ts";
import type { Goal } from "./goals.ts";
import { refuse } from "./refusal.ts";
import { type GivenVisit, store } from "./visits-for-tests.ts";

const DATABASE = "query_sites";
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, VISITS);
});
afterAll(() => database.client.close());

/** Ids of visitors are made with their site's, so no two sites have one in common. */
const VISITS: GivenVisit[] = [
  {
    ...{ site: "shop", visitor: 11, columns: { source: "Google" } },
    events: [
      { at: "2026-03-01T10:00:00Z", path: "/" },
      {
        at: "2026-03-01T10:01:00Z",
        path: "/thanks",
        name: "Bought",
        revenue: { amount: 5, currency: "EUR" },
      },
    ],
  },
  { site: "shop", visitor: 12, events: [{ at: "2026-03-02T22:30:00Z", path: "/" }] },
  {
    ...{ site: "blog", visitor: 21, columns: { source: "Google" } },
    events: [{ at: "2026-03-02T10:00:00Z", path: "/" }],
  },
  // In the blog the same name is no goal.
  { site: "blog", visitor: 22, events: [{ at: "2026-03-01T09:00:00Z", path: "/", name: "Bought" }] },
  { site: "other", visitor: 31, events: [{ at: "2026-02-01T10:00:00Z", path: "/secret" }] },
];

const NO_GOAL = { event: null, page: null, scroll: null, props: {}, currency: null };
const GOALS: Record<string, Goal[]> = {
  shop: [{ ...NO_GOAL, name: "Done", event: "Bought", currency: "EUR" }],
  blog: [{ ...NO_GOAL, name: "Done", page: "/", currency: "USD" }],
};
const ZONES: Record<string, string> = { shop: "Asia/Kathmandu", blog: "UTC" };

/** Of somebody who may read the shop and the blog. */
const ask = (change: Partial<QueryInput>) =>
  answerer({
    clickhouse: connect({
      clickhouse: {
        ...{ url: process.env.CLICKHOUSE_URL ?? "", username: "default", password: "", database: DATABASE },
      },
    }),
    // Of a site, answering needs the id, the zone and the first day of its weeks.
    siteFor: async (id) =>
      id in ZONES
        ? ({ id, timezone: ZONES[id], week_start: "monday" } as SiteConfig)
        : refuse(403, "no_such_site", "No."),
    words: { goals: async (site: SiteId) => GOALS[site] ?? [], segments: async () => [] },
    now: Date.parse("2026-03-03T00:00:00Z"),
    signal: new AbortController().signal,
  })(question({ site_id: ["shop", "blog"], ...change }));

describe("several sites", () => {
  test("are told together: their visitors are added up", async () => {
    const metrics: QueryInput["metrics"] = ["visitors", "visits", "pageviews", "events", "bounce_rate"];
    // The shop's clocks count: its last visit is on 3 March in Kathmandu.
    expect(await rowsOf(ask({ metrics }))).toEqual([[3, 3, 2, 4, 67]]);
    expect(await rowsOf(ask({ metrics, site_id: ["blog", "shop"] }))).toEqual([[4, 4, 3, 5, 75]]);
    expect(await rowsOf(ask({ metrics, site_id: ["blog", "shop", "blog"] }))).toEqual([[4, 4, 3, 5, 75]]);
  });

  test("and each by itself, and by anything else", async () => {
    const site_id = ["blog", "shop"];
    const metrics: QueryInput["metrics"] = ["visitors", "percentage", "pageviews"];
    expect(await rowsOf(ask({ site_id, metrics, dimensions: ["visit:site"] }))).toEqual([
      ["blog", 2, 50, 1],
      ["shop", 2, 50, 2],
    ]);
    expect(await rowsOf(ask({ site_id, metrics, dimensions: ["event:page", "visit:site"] }))).toEqual([
      ["/", "blog", 2, 50, 1],
      ["/", "shop", 2, 50, 2],
      ["/thanks", "shop", 1, 25, 0],
    ]);
    expect(await rowsOf(ask({ site_id, metrics, filters: [["is", "visit:site", ["shop"]]] }))).toEqual([
      [2, 100, 2],
    ]);
    expect(await rowsOf(ask({ site_id: "shop", dimensions: ["visit:site"] }))).toEqual([["shop", 1]]);
  });

  test("the answer says so, in the first one's zone, since the first event of any", async () => {
    expect(await ask({ date_range: "all" })).toMatchObject({
      meta: {
        timezone: "Asia/Kathmandu",
        freshness: "2026-03-02T22:30:00.000Z",
        uniques: { method: "exact", identity: expect.stringContaining("counts once for each of them") },
      },
      query: {
        site_id: ["shop", "blog"],
        date_range: ["2026-03-01T00:00:00+05:45", "2026-03-03T23:59:59+05:45"],
      },
    });
  });

  test("goals of one name are each site's own, and money of different currencies is not told", async () => {
    const asked = ask({
      ...{ site_id: ["blog", "shop"], dimensions: ["event:goal"] },
      metrics: ["visitors", "events", "conversion_rate", "total_revenue"],
    });
    expect(await rowsOf(asked)).toEqual([["Done", 2, 2, 50, null]]);
    const filters: QueryInput["filters"] = [["is", "event:goal", ["Done"]]];
    expect(await rowsOf(ask({ filters, dimensions: ["visit:site"] }))).toEqual([
      ["blog", 1],
      ["shop", 1],
    ]);
  });

  test.each([
    ["one that may not be read", ["shop", "other"], 403, "no_such_site"],
    ["none", [], 422, "invalid"],
    ["more than a hundred", Array(101).fill("shop"), 422, "invalid"],
  ])("a list with %s is refused", async (_, site_id, status, code) => {
    expect(await ask({ site_id })).toMatchObject({ status, error: { code } });
  });

  test("compare with their own past", async () => {
    const asked = await ask({
      ...{ site_id: ["blog", "shop"], date_range: ["2026-03-02", "2026-03-02"] },
      compare: { mode: "previous_period" },
    });
    expect(asked).toMatchObject({ results: [{ metrics: [2], comparison: { metrics: [2], change: [0] } }] });
  });
});

test("a list of one is that one", async () => {
  expect(await rowsOf(askerOf(DATABASE)(question({ site_id: ["shop"] })))).toEqual([[2]]);
});
