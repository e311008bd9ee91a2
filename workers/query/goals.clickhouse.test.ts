import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { Filter, MetricValue, QueryAnswer, QueryInput } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import { answerer } from "./answer.ts";
import { connect } from "./clickhouse.ts";
import type { Goal } from "./goals.ts";
import type { Refusal } from "./refusal.ts";
import { type GivenVisit, store } from "./visits-for-tests.ts";

const DATABASE = "query_goals";
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, VISITS);
});
afterAll(() => database.client.close());

const NO_GOAL = { event: null, page: null, scroll: null, props: {}, currency: null };
const GOALS: Goal[] = [
  { ...NO_GOAL, name: "Bought", event: "Bought", currency: "EUR" },
  { ...NO_GOAL, name: "Bought pro", event: "Bought", props: { plan: "pro" }, currency: "EUR" },
  { ...NO_GOAL, name: "Donated", event: "Donated", currency: "USD" },
  { ...NO_GOAL, name: "Visit /docs/*", page: "/docs/*" },
  { ...NO_GOAL, name: "Visit **intro", page: "**intro" },
  { ...NO_GOAL, name: "Read /docs/intro", page: "/docs/intro", scroll: 75 },
];

const day = "2026-03-01T";
const euros = (amount: number, order_id = "") => ({ amount, currency: "EUR", order_id });
/** Four visitors of one day and one of the day before; all that follows is counted by hand from these lines. */
const VISITS: GivenVisit[] = [
  {
    visitor: 1,
    columns: { source: "Google" },
    events: [
      { at: `${day}10:00:00Z`, path: "/" },
      { at: `${day}10:01:00Z`, path: "/docs/intro" },
      {
        at: `${day}10:02:00Z`,
        path: "/docs/intro",
        name: "engagement",
        engagement: { ms: 9_000, scroll: 80 },
      },
      {
        at: `${day}10:03:00Z`,
        path: "/buy",
        name: "Bought",
        props: { plan: "pro" },
        revenue: euros(10.5, "a"),
      },
      // The same order once more, a refund of it, and one without an order's id.
      {
        at: `${day}10:03:01Z`,
        path: "/buy",
        name: "Bought",
        props: { plan: "pro" },
        revenue: euros(10.5, "a"),
      },
      {
        at: `${day}10:04:00Z`,
        path: "/buy",
        name: "Bought",
        props: { plan: "pro" },
        revenue: euros(-0.5, "a"),
      },
      { at: `${day}10:05:00Z`, path: "/buy", name: "Bought", revenue: euros(2) },
      { at: `${day}10:06:00Z`, path: "/buy", name: "Bought", revenue: { amount: 99, currency: "CHF" } },
    ],
  },
  {
    visitor: 2,
    columns: { source: "Google" },
    events: [
      { at: `${day}11:00:00Z`, path: "/docs/guide" },
      {
        at: `${day}11:01:00Z`,
        path: "/docs/intro",
        name: "engagement",
        engagement: { ms: 9_000, scroll: 74 },
      },
      { at: `${day}11:02:00Z`, path: "/docs/guide/deep/intro" },
    ],
  },
  {
    visitor: 3,
    columns: { source: "" },
    events: [
      { at: `${day}12:00:00Z`, path: "/" },
      { at: `${day}12:01:00Z`, path: "/", name: "Donated", revenue: { amount: 5, currency: "USD" } },
    ],
  },
  { visitor: 4, columns: { source: "" }, events: [{ at: `${day}13:00:00Z`, path: "/buy" }] },
  // A report alone is no visit, however deep.
  {
    visitor: 5,
    events: [
      { at: `${day}14:00:00Z`, path: "/docs/intro", name: "engagement", engagement: { ms: 1, scroll: 99 } },
    ],
  },
  {
    visitor: 6,
    columns: { source: "Google" },
    events: [{ at: "2026-02-28T10:00:00Z", name: "Bought", revenue: euros(4) }],
  },
  { site: "other", visitor: 7, events: [{ at: `${day}10:00:00Z`, name: "Bought", revenue: euros(1_000) }] },
];

function askOrRefuse(change: Partial<QueryInput>): Promise<QueryAnswer<MetricValue> | Refusal> {
  const url = process.env.CLICKHOUSE_URL ?? "";
  const ask = answerer({
    clickhouse: connect({ clickhouse: { url, username: "default", password: "", database: DATABASE } }),
    // Of a site, answering needs the id and the zone.
    siteFor: async (id) => ({ id, timezone: "UTC" }) as SiteConfig,
    words: { goals: async () => GOALS, segments: async () => SEGMENTS },
    now: Date.parse("2026-03-02T18:00:00Z"),
    signal: new AbortController().signal,
  });
  return ask({
    site_id: "site1",
    metrics: ["visitors"],
    date_range: ["2026-03-01", "2026-03-01"],
    ...change,
  });
}

async function ask(change: Partial<QueryInput>) {
  const answer = await askOrRefuse(change);
  if ("status" in answer) throw new Error(JSON.stringify(answer.error));
  return answer;
}
const rows = async (change: Partial<QueryInput>) =>
  (await ask(change)).results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
const goal = (...names: string[]): Filter => ["is", "event:goal", names];

const SEGMENTS = [
  { id: "buyers", filters: [["has_done", goal("Bought")]] as Filter[] },
  {
    id: "7",
    filters: [
      ["is", "visit:source", ["Google"]],
      ["contains", "event:page", ["/docs"]],
    ] as Filter[],
  },
];

describe("goals", () => {
  test("are rows of their own, also where one event reaches several", async () => {
    const metrics: QueryInput["metrics"] = ["visitors", "events", "pageviews", "conversion_rate"];
    expect(await rows({ metrics, dimensions: ["event:goal"] })).toEqual([
      // Two visitors of four: 50 %.
      ["Visit **intro", 2, 2, 2, 50],
      ["Visit /docs/*", 2, 2, 2, 50],
      ["Bought", 1, 5, 0, 25],
      ["Bought pro", 1, 3, 0, 25],
      ["Donated", 1, 1, 0, 25],
      // Reports are no events: the goal has visitors, and nothing that could be counted beside them.
      ["Read /docs/intro", 1, 0, 0, 25],
    ]);
  });

  test("filter rows and visits, by name and by a part of it", async () => {
    const metrics: QueryInput["metrics"] = ["visitors", "visits", "events"];
    expect(await rows({ metrics, filters: [goal("Bought", "Donated")] })).toEqual([[2, 2, 6]]);
    expect(
      await rows({ metrics, filters: [["contains", "event:goal", ["visit"], { case_sensitive: false }]] }),
    ).toEqual([[2, 2, 3]]);
    expect(await rows({ metrics, filters: [goal("Read /docs/intro")] })).toEqual([[1, 1, 0]]);
    expect(await rows({ metrics, filters: [["not", goal("Visit **intro")]] })).toEqual([[4, 4, 10]]);
    expect(await rows({ filters: [["contains", "event:goal", ["nothing"]]] })).toEqual([[0]]);
    expect(
      await rows({ filters: [["has_done", goal("Read /docs/intro")]], dimensions: ["event:page"] }),
    ).toEqual([
      ["/", 1],
      ["/buy", 1],
      ["/docs/intro", 1],
    ]);
    expect(await rows({ filters: [["has_not_done", goal("Bought")]] })).toEqual([[3]]);
    expect(await rows({ dimensions: ["event:goal"], filters: [goal("Donated")] })).toEqual([["Donated", 1]]);
  });

  test("convert those who are asked about, goals and properties aside", async () => {
    const metrics: QueryInput["metrics"] = ["visitors", "conversion_rate", "group_conversion_rate"];
    expect(await rows({ metrics, dimensions: ["visit:source"], filters: [goal("Bought")] })).toEqual([
      ["Google", 1, 25, 50],
    ]);
    expect(await rows({ metrics, dimensions: ["event:page"], filters: [goal("Donated")] })).toEqual([
      ["/", 1, 25, 50],
    ]);
    expect(await rows({ metrics, filters: [goal("Bought"), ["is", "event:props:plan", ["pro"]]] })).toEqual([
      [1, 25, 25],
    ]);
    expect(await rows({ metrics, filters: [goal("Bought"), ["is", "visit:source", ["Google"]]] })).toEqual([
      [1, 50, 50],
    ]);
    expect(
      await rows({
        metrics,
        dimensions: ["event:goal", "visit:source"],
        filters: [goal("Donated", "Bought")],
      }),
    ).toEqual([
      ["Bought", "Google", 1, 25, 50],
      ["Donated", "Direct / None", 1, 25, 50],
    ]);
    expect(await rows({ metrics, dimensions: ["time:hour"], filters: [goal("Bought")] })).toEqual([
      ["2026-03-01 10:00:00", 1, 25, 100],
    ]);
    expect(await rows({ metrics, filters: [["contains", "event:goal", ["nothing"]]] })).toEqual([[0, 0, 0]]);
  });

  test("earn in their currency: an order once, its refund, and nothing that would have to be converted", async () => {
    const metrics: QueryInput["metrics"] = ["total_revenue", "average_revenue"];
    const { results, meta } = await ask({ metrics, filters: [goal("Bought")] });
    // 10.50 once, −0.50, and 2.00: three earnings.
    expect(results).toEqual([
      {
        dimensions: [],
        metrics: [
          { value: 12, currency: "EUR", short: "€12.0", long: "€12.00" },
          { value: 4, currency: "EUR", short: "€4.0", long: "€4.00" },
        ],
      },
    ]);
    expect(meta.metric_warnings?.total_revenue).toEqual({
      code: "revenue_in_other_currencies",
      warning: expect.stringContaining("CHF"),
    });
  });

  test("of several currencies are told apart by goal, and not added up without it", async () => {
    const metrics: QueryInput["metrics"] = ["total_revenue"];
    const filters = [goal("Donated", "Bought", "Visit /docs/*")];
    const byGoal = await ask({
      metrics,
      filters,
      dimensions: ["event:goal"],
      order_by: [["event:goal", "asc"]],
    });
    expect(byGoal.results.map(({ metrics: [money] }) => money)).toMatchObject(
      [{ value: 12, currency: "EUR" }, { value: 5, currency: "USD" }, null].map((money) => money ?? null),
    );
    const together = await ask({ metrics, filters });
    expect(together.results[0]?.metrics).toEqual([null]);
    expect(together.meta.metric_warnings?.total_revenue?.code).toBe("no_single_revenue_currency");
    expect((await ask({ metrics })).meta.metric_warnings?.total_revenue?.code).toBe(
      "no_revenue_goals_matching",
    );
  });

  test("compare with an earlier range, money too", async () => {
    const { results } = await ask({
      ...{ metrics: ["conversion_rate", "total_revenue"], filters: [goal("Bought")] },
      compare: { mode: "previous_period" },
    });
    expect(results[0]?.comparison).toMatchObject({ metrics: [100, { value: 4 }], change: [-75, 200] });
  });

  test.each<[string, Partial<QueryInput>, string]>([
    ["a goal that is not there", { filters: [goal("Bougt")] }, "unknown_goal"],
    ["another operator", { filters: [["matches", "event:goal", ["."]]] }, "goal_operator"],
    ["a rate of no goal", { metrics: ["conversion_rate"] }, "conversion_without_goal"],
    [
      "a rate of visits by goal",
      { metrics: ["bounce_rate"], dimensions: ["event:goal"] },
      "visit_metric_by_event",
    ],
    ["a segment that is not there", { filters: [["is", "segment", ["8"]]] }, "unknown_segment"],
  ])("%s is refused", async (_, change, code) => {
    const answer = await askOrRefuse(change);
    expect("status" in answer && [answer.status, answer.error.code]).toEqual([422, code]);
    if (code === "unknown_goal") expect(answer).toMatchObject({ error: { did_you_mean: "Bought" } });
  });
});

describe("segments", () => {
  test("stand for their filters, wherever a filter may stand", async () => {
    const of = (filters: QueryInput["filters"]) => rows({ filters: filters ?? [] });
    expect(await of([["is", "segment", ["buyers"]]])).toEqual([[1]]);
    expect(await of([["is", "segment", [7]]])).toEqual([[2]]);
    expect(await of([["is", "segment", [7, "buyers"]]])).toEqual([[2]]);
    expect(await of([["not", ["is", "segment", ["buyers"]]]])).toEqual([[3]]);
    const { query } = await ask({ filters: [["is", "segment", [7]]] });
    expect(query.filters).toEqual([["is", "segment", [7]]]);
  });
});
