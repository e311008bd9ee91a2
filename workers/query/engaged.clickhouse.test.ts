import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { QueryInput } from "../../schema/query.ts";
import { askerOf, question, rowsOf } from "./ask-for-tests.ts";
import type { Goal } from "./goals.ts";
import { type GivenVisit, store } from "./visits-for-tests.ts";

const DATABASE = "query_engaged";
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, VISITS);
});
afterAll(() => database.client.close());

/** Four pages; who left from where, and how long they looked, is written beside each visit. */
const VISITS: GivenVisit[] = [
  // Two pages, no time reported. Leaves from /b.
  {
    ...{ visitor: 1, columns: { country: "DE" } },
    events: [
      { at: "2026-03-01T10:00:00Z", path: "/a" },
      { at: "2026-03-01T10:01:00Z", path: "/b" },
      // After the last page: the exit stays where it was.
      { at: "2026-03-01T10:02:00Z", path: "/b", name: "click" },
    ],
  },
  // One page for ten seconds. Leaves from /a.
  {
    ...{ visitor: 2, columns: { country: "DE" } },
    events: [
      { at: "2026-03-01T11:00:00Z", path: "/a" },
      { at: "2026-03-01T11:00:20Z", path: "/a", name: "engagement", engagement: { ms: 10_000, scroll: 80 } },
    ],
  },
  // One page for a moment less.
  {
    ...{ visitor: 3, columns: { country: "US" } },
    events: [
      { at: "2026-03-01T12:00:00Z", path: "/a" },
      { at: "2026-03-01T12:00:20Z", path: "/a", name: "engagement", engagement: { ms: 9_999, scroll: 10 } },
    ],
  },
  // One page and what the site wants.
  {
    ...{ visitor: 4, columns: { country: "US" } },
    events: [
      { at: "2026-03-01T13:00:00Z", path: "/b" },
      { at: "2026-03-01T13:00:05Z", path: "/b", name: "Signup" },
    ],
  },
  // Over midnight: leaves from /a on the second day, having been there on the first.
  {
    ...{ visitor: 5, columns: { country: "US" } },
    events: [
      { at: "2026-03-01T23:50:00Z", path: "/a" },
      { at: "2026-03-02T00:10:00Z", path: "/a" },
    ],
  },
  // No page at all.
  { visitor: 6, events: [{ at: "2026-03-02T12:00:00Z", path: "/c", name: "ping", interactive: false }] },
];

const NO_GOAL = { event: null, page: null, scroll: null, props: {}, currency: null };
const GOALS: Goal[] = [
  { ...NO_GOAL, name: "Signup", event: "Signup" },
  { ...NO_GOAL, name: "Read", page: "/a", scroll: 75 },
];

const ask = (change: Partial<QueryInput>, goals: Goal[] = []) =>
  rowsOf(askerOf(DATABASE, { goals })(question(change)));

describe("engaged visits", () => {
  const metrics: QueryInput["metrics"] = ["engaged_visits", "engagement_rate", "engagement_time", "visits"];

  test("have two pages, ten seconds, or a goal", async () => {
    // Visits 1, 2, 5 of six; 19,999 ms over six visits.
    expect(await ask({ metrics })).toEqual([[3, 50, 3, 6]]);
    expect(await ask({ metrics }, GOALS)).toEqual([[4, 67, 3, 6]]);
    // Where no page and no time make it one, a depth of scrolling does.
    const short: QueryInput["filters"] = [["is", "visit:country", ["US"]]];
    const read: Goal = { ...NO_GOAL, name: "Glance", page: null, scroll: 10 };
    expect(await ask({ metrics: ["engaged_visits"], filters: short }, [read])).toEqual([[2]]);
  });

  test("by what visits are, and by the page where they entered", async () => {
    expect(await ask({ metrics, dimensions: ["visit:country"] }, GOALS)).toEqual([
      ["DE", 2, 100, 5, 2],
      ["US", 2, 67, 3, 3],
      ["(not set)", 0, 0, 0, 1],
    ]);
    expect(await ask({ metrics: ["visitors", "engaged_visits"], dimensions: ["event:page"] }, GOALS)).toEqual(
      [
        ["/a", 4, 3],
        ["/b", 2, 1],
        ["/c", 1, 0],
      ],
    );
  });

  test("of nothing: none, and no rate", async () => {
    expect(await ask({ metrics, date_range: ["2020-01-01", "2020-01-01"] })).toEqual([[0, null, null, 0]]);
  });
});

describe("the exit rate is the share of a page's views with which a visit ended", () => {
  test("in all, by page, by hour, by what visits are", async () => {
    // Seven views; five visits ended, each with one of them.
    expect(await ask({ metrics: ["exit_rate"] })).toEqual([[71.4]]);
    expect(await ask({ metrics: ["pageviews", "exit_rate"], dimensions: ["event:page"] })).toEqual([
      ["/a", 5, 60],
      ["/b", 2, 100],
      ["/c", 0, null],
    ]);
    expect(await ask({ metrics: ["exit_rate"], dimensions: ["visit:country"] })).toEqual([
      ["US", 75],
      ["DE", 66.7],
    ]);
    expect(
      await ask({
        metrics: ["exit_rate"],
        dimensions: ["time:hour"],
        filters: [["is", "event:page", ["/a"]]],
      }),
    ).toEqual([
      ["2026-03-01 10:00:00", 0],
      ["2026-03-01 11:00:00", 100],
      ["2026-03-01 12:00:00", 100],
      ["2026-03-01 23:00:00", 0],
      ["2026-03-02 00:00:00", 100],
    ]);
  });

  test("by exit page: the visits that left there, among all views of it", async () => {
    expect(await ask({ metrics: ["visits", "exit_rate"], dimensions: ["visit:exit_page"] })).toEqual([
      ["/a", 3, 60],
      ["/b", 2, 100],
    ]);
    expect(await ask({ metrics: ["exit_rate"], dimensions: ["visit:exit_page_hostname"] })).toEqual([
      ["site.test", 71.4],
    ]);
  });

  test("a visit that ends after the range has not left in it", async () => {
    const first: QueryInput["date_range"] = ["2026-03-01", "2026-03-01"];
    expect(await ask({ metrics: ["exit_rate"], date_range: first, dimensions: ["visit:exit_page"] })).toEqual(
      [
        ["/b", 100],
        ["/a", 50],
      ],
    );
  });
});

describe("places by name", () => {
  test("countries have names, and unknown codes stay", async () => {
    expect(await ask({ dimensions: ["visit:country_name"] })).toEqual([
      ["United States", 3],
      ["Germany", 2],
      ["(not set)", 1],
    ]);
    expect(
      await ask({ filters: [["contains", "visit:country_name", ["germ"], { case_sensitive: false }]] }),
    ).toEqual([[2]]);
  });
});
