import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { Filter, MetricValue, QueryAnswer, QueryInput } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import { answerer } from "./answer.ts";
import { bucketLabel, bucketOf } from "./buckets.ts";
import { connect } from "./clickhouse.ts";
import type { Refusal } from "./refusal.ts";
import { type GivenVisit, store } from "./visits-for-tests.ts";
import { QUARTER_MS, wallMs } from "./zone.ts";

const DATABASE = "query_answers";
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, [...VISITS, ...EDGES, ...CLOCKS, ...SHOP, ...READING]);
});
afterAll(() => database.client.close());

const google = { source: "Google", channel: "Organic Search", country: "DE", browser: "Firefox" };
const direct = { source: "", country: "", browser: "Chrome" };

/** Two days of one site, written down so that every number below can be counted by hand. */
const VISITS: GivenVisit[] = [
  // Over midnight: cookieless, so its events of the second day carry that day's hash.
  {
    visitor: 1,
    columns: { ...google, other_visitor_ids: [101] },
    events: [
      { at: "2026-03-01T23:50:00Z", path: "/" },
      { at: "2026-03-02T00:10:00Z", path: "/docs", visitor: 101 },
    ],
  },
  // The same person again on the second day.
  { visitor: 101, columns: google, events: [{ at: "2026-03-02T12:00:00Z", path: "/docs" }] },
  // One pageview and one interactive event: no bounce. Ends 100 s later.
  {
    visitor: 2,
    columns: direct,
    events: [
      { at: "2026-03-01T10:00:00Z", path: "/" },
      { at: "2026-03-01T10:01:40Z", path: "/", name: "Signup" },
      { at: "2026-03-01T10:05:00Z", path: "/", name: "engagement" },
    ],
  },
  // A custom event alone: a visit without an entry page.
  {
    visitor: 3,
    columns: { ...direct, utm_campaign: "spring" },
    events: [{ at: "2026-03-01T11:00:00Z", path: "/pay", name: "Paid" }],
  },
  // An event that does not end a bounce.
  {
    visitor: 4,
    columns: direct,
    events: [
      { at: "2026-03-01T09:55:00Z", path: "/docs" },
      { at: "2026-03-01T10:25:00Z", path: "/docs", name: "seen", interactive: false },
    ],
  },
  // Engagement only: provisional, and nowhere in the numbers.
  { visitor: 5, columns: direct, events: [{ at: "2026-03-01T08:00:00Z", path: "/", name: "engagement" }] },
  // A robot, and another tenant.
  { visitor: 6, columns: { ...direct, traffic: "bot" }, events: [{ at: "2026-03-01T08:00:00Z", path: "/" }] },
  { site: "site2", visitor: 2, columns: google, events: [{ at: "2026-03-01T10:00:00Z", path: "/secret" }] },
];

/** A site whose events carry properties: two that say `pro`, one that says `free`, one that says nothing. */
const SHOP: GivenVisit[] = [
  {
    site: "shop",
    visitor: 1,
    columns: google,
    events: [
      { at: "2026-03-01T10:00:00Z", props: { plan: "pro" } },
      { at: "2026-03-01T10:01:00Z", name: "Bought", props: { plan: "pro", seats: "5" } },
    ],
  },
  {
    site: "shop",
    visitor: 2,
    events: [{ at: "2026-03-01T11:00:00Z", name: "Bought", props: { plan: "free" } }],
  },
  { site: "shop", visitor: 3, events: [{ at: "2026-03-01T12:00:00Z" }] },
];

/** A site whose pages were read: twice with reports, once without, and once by a visit of reports alone. */
const READING: GivenVisit[] = [
  {
    site: "reading",
    visitor: 1,
    columns: google,
    events: [
      { at: "2026-03-01T10:00:00Z", path: "/a" },
      { at: "2026-03-01T10:01:00Z", path: "/a", name: "engagement", engagement: { ms: 30_000, scroll: 40 } },
      { at: "2026-03-01T10:02:00Z", path: "/a", name: "engagement", engagement: { ms: 15_000, scroll: 80 } },
      { at: "2026-03-01T10:03:00Z", path: "/b" },
      { at: "2026-03-01T10:04:00Z", path: "/b", name: "engagement", engagement: { ms: 5_000, scroll: 100 } },
    ],
  },
  {
    site: "reading",
    visitor: 2,
    events: [
      { at: "2026-03-01T11:00:00Z", path: "/a" },
      { at: "2026-03-01T11:01:00Z", path: "/a", name: "engagement", engagement: { ms: 15_001, scroll: 61 } },
    ],
  },
  { site: "reading", visitor: 3, events: [{ at: "2026-03-01T12:00:00Z", path: "/a" }] },
  {
    site: "reading",
    visitor: 4,
    events: [
      { at: "2026-03-01T10:00:00Z", path: "/a", name: "engagement", engagement: { ms: 9_999, scroll: 9 } },
    ],
  },
];

/** Visits over two midnights of UTC, cookieless: the second day's events carry another hash. One stays for weeks. */
const EDGES: GivenVisit[] = [
  {
    site: "edges",
    visitor: 1,
    columns: { ...google, other_visitor_ids: [101] },
    events: [
      { at: "2026-03-01T23:20:00Z" },
      { at: "2026-03-02T00:05:00Z", visitor: 101 },
      { at: "2026-03-02T00:20:00Z", visitor: 101, name: "Signup" },
    ],
  },
  {
    site: "edges",
    visitor: 2,
    columns: google,
    events: [{ at: "2026-03-02T10:00:00Z" }, { at: "2026-03-02T10:05:00Z" }],
  },
  {
    site: "edges",
    visitor: 3,
    columns: { ...direct, other_visitor_ids: [103] },
    events: [{ at: "2026-03-02T23:50:00Z" }, { at: "2026-03-03T00:10:00Z", visitor: 103 }],
  },
  {
    site: "watch",
    visitor: 1,
    events: [{ at: "2026-03-01T10:00:00Z" }, { at: "2026-03-20T10:00:00Z" }, { at: "2026-03-21T10:00:00Z" }],
  },
];

/** A quarter of an hour apart, around changes of clocks. */
const CLOCKS: GivenVisit[] = Array.from({ length: 4 * 60 }, (_, index) => ({
  site: "clocks",
  visitor: index,
  events: [{ at: new Date(Date.parse("2026-10-03T00:00:00Z") + index * QUARTER_MS).toISOString() }],
}));

async function ask(change: Partial<QueryInput>, zone = "UTC"): Promise<QueryAnswer<MetricValue>> {
  const answer = await askOrRefuse(change, zone);
  if ("status" in answer) throw new Error(answer.error.message);
  return answer;
}

function askOrRefuse(
  change: Partial<QueryInput>,
  timezone = "UTC",
): Promise<QueryAnswer<MetricValue> | Refusal> {
  const url = process.env.CLICKHOUSE_URL ?? "";
  const config = { url, username: "default", password: "", database: DATABASE };
  const answer = answerer({
    clickhouse: connect({ clickhouse: config }),
    // Of a site, answering needs the id and the zone.
    siteFor: async (id) => ({ id, timezone }) as SiteConfig,
    now: Date.parse("2026-03-02T18:00:00Z"),
    signal: new AbortController().signal,
  });
  return answer({
    site_id: "site1",
    metrics: ["visitors"],
    date_range: ["2026-03-01", "2026-03-02"],
    ...change,
  });
}

const rowsOf = ({ results }: QueryAnswer<MetricValue>) =>
  results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
const ALL = [
  "visitors",
  "visits",
  "pageviews",
  "events",
  "bounce_rate",
  "visit_duration",
  "views_per_visit",
] as const;

describe("totals", () => {
  test("of both days: robots, provisional visits, other tenants left out", async () => {
    // Visitors 1, 101, 2, 3, 4; visits of 1 (1,200 s), 101 (0), 2 (100), 3 (0), 4 (1,800): 3,100 / 5.
    // Bounces: 101, 3, 4. Pageviews 2 + 1 + 1 + 0 + 1.
    expect(rowsOf(await ask({ metrics: [...ALL] }))).toEqual([[5, 5, 5, 8, 60, 620, 1]]);
  });

  test("everybody, and robots alone", async () => {
    expect(rowsOf(await ask({ traffic: "all" }))).toEqual([[6]]);
    expect(rowsOf(await ask({ traffic: ["bot", "ai"] }))).toEqual([[1]]);
  });

  test("of nothing: counts are 0, rates are null", async () => {
    const metrics = [...ALL, "percentage"] as const;
    expect(rowsOf(await ask({ metrics: [...metrics], date_range: ["2020-01-01", "2020-01-01"] }))).toEqual([
      [0, 0, 0, 0, null, null, null, null],
    ]);
  });

  test("a site sees its own rows only", async () => {
    const pages = await ask({
      site_id: "site2",
      metrics: ["visitors", "visits"],
      dimensions: ["event:page"],
    });
    expect(rowsOf(pages)).toEqual([["/secret", 1, 1]]);
    expect(rowsOf(await ask({ site_id: "nobody", metrics: ["visitors", "visits"] }))).toEqual([[0, 0]]);
  });

  test("as_of before the range leaves nothing, not even a visit that runs into it", async () => {
    const question = {
      metrics: ["visitors", "visits"] as const,
      date_range: ["2026-03-02", "2026-03-02"] as [string, string],
      as_of: "2026-03-01T23:59:00Z",
    };
    expect(rowsOf(await ask({ ...question, metrics: [...question.metrics] }))).toEqual([[0, 0]]);
  });

  test("as_of leaves out what came after it", async () => {
    expect(rowsOf(await ask({ metrics: ["visitors", "events"], as_of: "2026-03-01T10:00:00Z" }))).toEqual([
      [2, 2],
    ]);
  });

  test("`all` begins with the first event, and freshness is the newest", async () => {
    const { query, meta } = await ask({
      date_range: "all",
      dimensions: ["time:day"],
      include: { time_labels: true },
    });
    expect(query.date_range[0]).toBe("2026-03-01T00:00:00+00:00");
    expect(meta).toMatchObject({
      time_labels: ["2026-03-01", "2026-03-02"],
      partial_time_labels: ["2026-03-02"],
      freshness: "2026-03-02T12:00:00.000Z",
    });
  });
});

describe("visits over an edge of the range", () => {
  const counts: QueryInput["metrics"] = ["visitors", "visits", "pageviews", "events"];
  const edge = (change: Partial<QueryInput>, zone?: string) =>
    ask({ site_id: "edges", metrics: counts, ...change }, zone).then(rowsOf);

  test("count in it what they did in it, in all and by what they are", async () => {
    // 2 March: the second half of visit 1, all of visit 2, the first half of visit 3.
    const date_range: QueryInput["date_range"] = ["2026-03-02", "2026-03-02"];
    expect(await edge({ date_range })).toEqual([[3, 3, 4, 5]]);
    expect(await edge({ date_range, dimensions: ["visit:source"] })).toEqual([
      ["Google", 2, 2, 3, 4],
      ["Direct / None", 1, 1, 1, 1],
    ]);
    expect(await edge({ date_range, filters: [["is", "visit:source", ["Google"]]] })).toEqual([[2, 2, 3, 4]]);
  });

  test("a visit's hash of the UTC day before the range is nobody in it", async () => {
    // In Kathmandu 2 March begins at 18:15 UTC: visit 1 has its hash of 1 March before and that of 2 March after it.
    const day: QueryInput["date_range"] = ["2026-03-01T23:30:00Z", "2026-03-02T03:00:00Z"];
    expect(await edge({ date_range: day }, "Asia/Kathmandu")).toEqual([[1, 1, 1, 2]]);
    const first: QueryInput["date_range"] = ["2026-03-01T20:00:00Z", "2026-03-01T23:59:59Z"];
    expect(await edge({ date_range: first }, "Asia/Kathmandu")).toEqual([[1, 1, 1, 1]]);
    expect(await edge({ date_range: ["2026-03-01", "2026-03-03"] })).toEqual([[5, 3, 6, 7]]);
  });

  test("a visit that is only there before and after it is a visit of nobody's", async () => {
    const date_range: QueryInput["date_range"] = ["2026-03-02T00:10:00Z", "2026-03-02T00:12:00Z"];
    const metrics: QueryInput["metrics"] = [...counts, "bounce_rate"];
    expect(await edge({ metrics, date_range, dimensions: ["visit:source"] })).toEqual([
      ["Google", 0, 1, 0, 0, 0],
    ]);
    expect(await edge({ metrics: ["visitors"], date_range, dimensions: ["visit:source"] })).toEqual([]);
  });

  test("one that began weeks before the range is told too", async () => {
    expect(await edge({ site_id: "watch", date_range: ["2026-03-20", "2026-03-20"] })).toEqual([
      [1, 1, 1, 1],
    ]);
  });
});

describe("by dimension", () => {
  test("by source: visits, and the ids that their events carry", async () => {
    const metrics = ["visitors", "visits", "pageviews", "percentage", "bounce_rate"] as const;
    expect(rowsOf(await ask({ metrics: [...metrics], dimensions: ["visit:source"] }))).toEqual([
      ["Direct / None", 3, 3, 2, 60, 67],
      ["Google", 2, 2, 3, 40, 50],
    ]);
  });

  test("by page: views and visitors of anyone, rates of those who entered there, null where nobody did", async () => {
    expect(rowsOf(await ask({ metrics: [...ALL], dimensions: ["event:page"] }))).toEqual([
      ["/", 2, 2, 2, 3, 0, 650, 1.5],
      ["/docs", 2, 3, 3, 4, 100, 900, 1],
      ["/pay", 1, 1, 0, 1, null, null, null],
    ]);
  });

  test("by event name, and by entry page without the visit that has none", async () => {
    expect(rowsOf(await ask({ metrics: ["events", "visits"], dimensions: ["event:name"] }))).toEqual([
      ["pageview", 5, 4],
      ["Paid", 1, 1],
      ["Signup", 1, 1],
      ["seen", 1, 1],
    ]);
    expect(rowsOf(await ask({ metrics: ["visits"], dimensions: ["visit:entry_page"] }))).toEqual([
      ["/", 2],
      ["/docs", 2],
    ]);
  });

  test("two dimensions, ordered as asked, one page of them, and how many there are", async () => {
    const answer = await ask({
      metrics: ["visitors"],
      dimensions: ["visit:browser", "event:page"],
      order_by: [["event:page", "desc"]],
      include: { total_rows: true },
      pagination: { limit: 2, offset: 1 },
    });
    expect(rowsOf(answer)).toEqual([
      ["Chrome", "/docs", 1],
      ["Firefox", "/docs", 1],
    ]);
    expect(answer.meta.total_rows).toBe(5);
  });
});

describe("filters", () => {
  test.each<[string, Filter[], (number | null)[]]>([
    ["visit is", [["is", "visit:source", ["Google"]]], [2, 2, 3, 50]],
    ["visit is its empty word", [["is", "visit:source", ["Direct / None"]]], [3, 3, 2, 67]],
    ["visit is a word that is stored too", [["is", "visit:channel", ["Direct"]]], [3, 3, 2, 67]],
    ["case", [["is", "visit:source", ["gOOGLE"], { case_sensitive: false }]], [2, 2, 3, 50]],
    ["contains a part of the empty word", [["contains", "visit:source", ["None"]]], [3, 3, 2, 67]],
    ["is_not keeps what is empty", [["is_not", "visit:utm_campaign", ["spring"]]], [4, 4, 5, 50]],
    ["matches", [["matches", "visit:browser", ["^Fire"]]], [2, 2, 3, 50]],
    ["page: who saw it; bounces of who entered there", [["is", "event:page", ["/docs"]]], [2, 3, 3, 100]],
    ["name: visits that contain it", [["is", "event:name", ["Signup"]]], [1, 1, 0, 0]],
    [
      "event and visit",
      [
        ["is", "event:page", ["/"]],
        ["is", "visit:country", ["DE"]],
      ],
      [1, 1, 1, 0],
    ],
    [
      "or across both",
      [
        [
          "or",
          [
            ["is", "event:page", ["/pay"]],
            ["is", "visit:country", ["DE"]],
          ],
        ],
      ],
      [3, 3, 3, 50],
    ],
    [
      "not",
      [
        [
          "not",
          [
            "or",
            [
              ["is", "event:page", ["/"]],
              ["is", "event:page", ["/pay"]],
            ],
          ],
        ],
      ],
      [2, 3, 3, 100],
    ],
    [
      "has_done: the whole of visits that hold it",
      [["has_done", ["is", "event:name", ["Signup"]]]],
      [1, 1, 1, 0],
    ],
    ["has_not_done", [["has_not_done", ["is", "event:page", ["/docs"]]]], [2, 2, 1, 50]],
    ["not has_done", [["not", ["has_done", ["is", "event:name", ["Signup"]]]]], [4, 4, 4, 75]],
    [
      "a page, in visits that saw another",
      [
        ["is", "event:page", ["/docs"]],
        ["has_done", ["is", "event:page", ["/"]]],
      ],
      [1, 1, 1, null],
    ],
    [
      "has_done or a visit's attribute",
      [
        [
          "or",
          [
            ["has_done", ["contains", "event:name", ["Pai"]]],
            ["is", "visit:country", ["DE"]],
          ],
        ],
      ],
      [3, 3, 3, 67],
    ],
  ])("%s", async (_, filters, numbers) => {
    const metrics: QueryInput["metrics"] = ["visitors", "visits", "pageviews", "bounce_rate"];
    expect(rowsOf(await ask({ metrics, filters }))).toEqual([numbers]);
  });

  test("rows never contradict totals: they add up where a visit has one value", async () => {
    for (const filters of [[], [["is", "event:page", ["/docs"]]]] as Filter[][]) {
      const [total] = rowsOf(await ask({ metrics: ["visitors", "visits", "pageviews"], filters }));
      const rows = await ask({
        metrics: ["visitors", "visits", "pageviews"],
        filters,
        dimensions: ["visit:source"],
      });
      const sums = [0, 1, 2].map((at) =>
        rows.results.reduce((sum, { metrics }) => sum + Number(metrics[at] ?? 0), 0),
      );
      expect(sums).toEqual(total);
    }
  });

  test("a list as long as it may be is answered, in all its places", async () => {
    const values = Array.from({ length: 1_000 }, (_, index) => `/${"é".repeat(40)}${index}`);
    const answer = await ask({
      metrics: [...ALL, "percentage"],
      dimensions: ["event:page"],
      filters: [
        ["is", "event:page", [...values.slice(1), "/"]],
        ["has_not_done", ["is", "event:page", values]],
      ],
      compare: { mode: "previous_period" },
    });
    expect(rowsOf(answer).map(([page, visitors]) => [page, visitors])).toEqual([["/", 2]]);
  });

  test("a pattern that is none is refused", async () => {
    expect(await askOrRefuse({ filters: [["matches", "event:page", ["("]]] })).toMatchObject({
      ...{ status: 422, error: { code: "invalid_pattern" } },
    });
  });
});

describe("properties", () => {
  const shop = (change: Partial<QueryInput>) => ask({ site_id: "shop", ...change });

  test("are dimensions, and events without one have their row", async () => {
    const metrics: QueryInput["metrics"] = ["visitors", "visits", "events"];
    expect(rowsOf(await shop({ metrics, dimensions: ["event:props:plan"] }))).toEqual([
      ["(none)", 1, 1, 1],
      ["free", 1, 1, 1],
      ["pro", 1, 1, 2],
    ]);
    expect(rowsOf(await shop({ metrics, dimensions: ["visit:source", "event:props:seats"] }))).toEqual([
      ["Direct / None", "(none)", 2, 2, 2],
      ["Google", "(none)", 1, 1, 1],
      ["Google", "5", 1, 1, 1],
    ]);
  });

  test.each<[string, Filter[], (number | null)[]]>([
    ["is", [["is", "event:props:plan", ["pro"]]], [1, 1, 1, 0]],
    ["is missing", [["is", "event:props:plan", ["(none)", "free"]]], [2, 2, 1, 100]],
    ["is_not keeps what is missing", [["is_not", "event:props:plan", ["pro"]]], [2, 2, 1, 100]],
    [
      "contains does not read the word for missing",
      [["contains", "event:props:plan", ["none"]]],
      [0, 0, 0, null],
    ],
    ["contains_not drops what is missing", [["contains_not", "event:props:plan", ["o"]]], [1, 1, 0, 100]],
    ["matches", [["matches", "event:props:plan", ["^(PRO|x)$"], { case_sensitive: false }]], [1, 1, 1, 0]],
    ["matches_not drops what is missing", [["matches_not", "event:props:plan", ["^f"]]], [1, 1, 1, 0]],
    ["not keeps it", [["not", ["matches", "event:props:plan", ["^f"]]]], [2, 2, 2, 50]],
    ["nothing of a key that no event has", [["contains", "event:props:'] OR 1 --", ["x"]]], [0, 0, 0, null]],
  ])("%s", async (_, filters, numbers) => {
    const metrics: QueryInput["metrics"] = ["visitors", "visits", "pageviews", "bounce_rate"];
    expect(rowsOf(await shop({ metrics, filters }))).toEqual([numbers]);
  });
});

describe("comparison", () => {
  const metrics: QueryInput["metrics"] = ["visitors", "visits", "percentage"];
  const compare: QueryInput["compare"] = { mode: "previous_period" };
  const compared = async (change: Partial<QueryInput>) => {
    const { results } = await ask({ date_range: ["2026-03-02", "2026-03-02"], metrics, compare, ...change });
    return results.map((row) => [
      ...row.dimensions,
      ...row.metrics,
      row.comparison?.metrics,
      row.comparison?.change,
    ]);
  };

  test("of the whole: the second day with the first", async () => {
    // 1 March: visitors 1, 2, 3, 4 in as many visits. 2 March: 101, in a visit from the day before and one of its own.
    expect(await compared({})).toEqual([[1, 2, 100, [4, 4, 100], [-75, -50, 0]]]);
  });

  test("by source: the page's rows, shares of the whole compared day", async () => {
    // 1 March: one of four from Google, three direct.
    expect(await compared({ dimensions: ["visit:source"] })).toEqual([
      ["Google", 1, 2, 100, [1, 1, 25], [0, 100, 300]],
    ]);
  });

  test("under a filter of events, by two dimensions, with an hour among them", async () => {
    const change: Partial<QueryInput> = {
      ...{ metrics: ["pageviews"], date_range: ["2026-03-01", "2026-03-01"] },
      filters: [["is", "event:page", ["/docs"]]],
      dimensions: ["event:page", "time:hour"],
      compare: { mode: "custom", date_range: ["2026-03-02", "2026-03-02"] },
    };
    // /docs at 09:55 on the first, and an event there at 10:25; at 00:10 and 12:00 on the second.
    expect(await compared(change)).toEqual([
      ["/docs", "2026-03-01 09:00:00", 1, [0], [100]],
      ["/docs", "2026-03-01 10:00:00", 0, [0], [0]],
    ]);
    const line = await compared({ ...change, dimensions: ["time:hour"] });
    expect(line).toEqual([
      ["2026-03-01 00:00:00", 0, [1], [-100]],
      ["2026-03-01 09:00:00", 1, [0], [100]],
      ["2026-03-01 10:00:00", 0, [0], [0]],
      ["2026-03-01 12:00:00", 0, [1], [-100]],
    ]);
  });
});

describe("scroll depth and time on page", () => {
  const metrics: QueryInput["metrics"] = ["visitors", "scroll_depth", "time_on_page"];
  const filters: Filter[] = [["is", "event:page", ["/a"]]];
  const read = async (change: Partial<QueryInput>) =>
    rowsOf(await ask({ site_id: "reading", metrics, ...change }));

  test("by page: the mean of each visit's deepest scroll, and of its engaged time", async () => {
    // /a: (80 + 61) / 2 = 70.5 and (45,000 + 15,001) / 2 ms.
    expect(await read({ dimensions: ["event:page"] })).toEqual([
      ["/a", 3, 71, 30],
      ["/b", 1, 100, 5],
    ]);
  });

  test("under a filter of pages: in all, by source, by hour; null where nothing was reported", async () => {
    expect(await read({ filters })).toEqual([[3, 71, 30]]);
    expect(await read({ filters, dimensions: ["visit:source"] })).toEqual([
      ["Direct / None", 2, 61, 15],
      ["Google", 1, 80, 45],
    ]);
    expect(await read({ filters, dimensions: ["time:hour"] })).toEqual([
      ["2026-03-01 10:00:00", 1, 80, 45],
      ["2026-03-01 11:00:00", 1, 61, 15],
      ["2026-03-01 12:00:00", 1, null, null],
    ]);
    expect(await read({ filters: [["is", "event:page", ["/c"]]] })).toEqual([[0, null, null]]);
    expect(await read({ filters: [...filters, ["is", "visit:country", ["DE"]]] })).toEqual([[1, 80, 45]]);
  });
});

describe("time", () => {
  test("a visit counts in every hour that it spans", async () => {
    const dimensions: QueryInput["dimensions"] = ["time:hour"];
    expect(
      rowsOf(
        await ask({ metrics: ["visits", "pageviews"], dimensions, date_range: ["2026-03-01", "2026-03-01"] }),
      ),
    ).toEqual([
      ["2026-03-01 09:00:00", 1, 1],
      ["2026-03-01 10:00:00", 2, 1],
      ["2026-03-01 11:00:00", 1, 0],
      ["2026-03-01 23:00:00", 1, 1],
    ]);
  });

  test("a day's number is the number of a range that is the day", async () => {
    const days = rowsOf(
      await ask({ metrics: ["visitors", "visits", "visit_duration"], dimensions: ["time:day"] }),
    );
    for (const [day, ...numbers] of days) {
      const range: QueryInput["date_range"] = [String(day), String(day)];
      expect(
        rowsOf(await ask({ metrics: ["visitors", "visits", "visit_duration"], date_range: range })),
      ).toEqual([numbers]);
    }
    expect(days).toHaveLength(2);
  });

  test.each([
    ["Australia/Lord_Howe", "2026-10-04"],
    ["Asia/Kathmandu", "2026-10-04"],
    ["America/Havana", "2026-10-04"],
    ["Europe/Berlin", "2026-10-04"],
  ])("ClickHouse and the labels agree on the hours of %s", async (zone, day) => {
    const dimensions: QueryInput["dimensions"] = ["time:hour"];
    const answer = await ask(
      { site_id: "clocks", metrics: ["events"], dimensions, date_range: [day, day] },
      zone,
    );
    const expected = new Map<string, number>();
    for (const { events } of CLOCKS) {
      const label = bucketLabel(
        "time:hour",
        bucketOf("time:hour", wallMs(zone, Date.parse(events[0]?.at ?? "")), "monday"),
        0,
      );
      if (label.startsWith(day)) expected.set(label, (expected.get(label) ?? 0) + 1);
    }
    expect(
      new Map(answer.results.map(({ dimensions: [label = ""], metrics }) => [label, metrics[0]])),
    ).toEqual(expected);
    expect(expected.size).toBeGreaterThan(22);
  });
});
