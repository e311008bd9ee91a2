import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { Filter, QueryInput } from "../../schema/query.ts";
import { AGGREGATES } from "../../schema/words.ts";
import { askerOf, question, rowsOf } from "./ask-for-tests.ts";
import { type GivenEvent, type GivenVisit, store } from "./visits-for-tests.ts";

const DATABASE = "query_numbers";
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, [...SHOP, ...MEASURED, ...BROKEN]);
});
afterAll(() => database.client.close());

const ask = askerOf(DATABASE);
const rows = (change: Partial<QueryInput>) => rowsOf(ask(question(change)));

const bought = (minute: number, price?: string): GivenEvent => ({
  at: new Date(Date.parse("2026-03-01T10:00:00Z") + minute * 60_000).toISOString(),
  name: "Bought",
  ...(price !== undefined && { props: { price } }),
});

/** Prices 10, 20, 20.5 and 100.25, one that is a word, and an event without any. */
const SHOP: GivenVisit[] = [
  { visitor: 1, columns: { country: "DE" }, events: [bought(0, "10"), bought(1, "20"), bought(2, "free")] },
  { visitor: 2, columns: { country: "US" }, events: [bought(3, "100.25"), bought(4), bought(5, "20.5")] },
  // Another tenant's price.
  { site: "site2", visitor: 1, events: [bought(0, "9999")] },
];

describe("aggregates of a property", () => {
  const of = (price: string) => AGGREGATES.map((aggregate) => `${aggregate}(event:props:${price})` as const);

  test("are of its numbers alone; distinct values are of its texts", async () => {
    // Of 10, 20, 20.5, 100.25: p75 is a quarter of the way from 20.5 to 100.25, p90 seven tenths, and so on.
    expect(await rows({ metrics: of("price") })).toEqual([
      [150.75, 37.6875, 10, 100.25, 20.25, 40.4375, 76.325, 88.2875, 97.8575, 5],
    ]);
  });

  test("of nothing: sums and counts are 0, all else is null", async () => {
    expect(await rows({ metrics: of("nothing") })).toEqual([
      [0, null, null, null, null, null, null, null, null, 0],
    ]);
  });

  test("stand beside other metrics, are ordered by, and are told by what visits are", async () => {
    expect(
      await rows({
        metrics: ["visits", "bounce_rate", "sum(event:props:price)"],
        dimensions: ["visit:country"],
        order_by: [["sum(event:props:price)", "asc"]],
      }),
    ).toEqual([
      ["DE", 1, 0, 30],
      ["US", 1, 0, 120.75],
    ]);
  });

  test("are compared, and named in the answer's definitions", async () => {
    const answer = await ask(
      question({
        metrics: ["max(event:props:price)"],
        date_range: ["2026-03-01", "2026-03-01"],
        compare: { mode: "previous_period" },
      }),
    );
    expect(answer).toMatchObject({
      results: [{ metrics: [100.25], comparison: { metrics: [null], change: [null] } }],
      meta: { definitions: { "max(event:props:price)": "max.v1" } },
    });
  });

  test("a key may hold brackets and quotes", async () => {
    expect(await rows({ metrics: ["sum(event:props:a)') OR 1 = 1 --)"] })).toEqual([[0]]);
  });
});

describe("filters of numbers", () => {
  test.each<[string, Filter, number]>([
    ["above", [">", "event:props:price", [20]], 2],
    ["at or above", [">=", "event:props:price", [20]], 3],
    ["below", ["<", "event:props:price", [20]], 1],
    ["at or below", ["<=", "event:props:price", [20]], 2],
    ["between, both ends included", ["between", "event:props:price", [20, 20.5]], 2],
    ["between ends that are the wrong way round", ["between", "event:props:price", [30, 10]], 0],
    ["all numbers; words and events without the property pass none", [">", "event:props:price", [-1e308]], 4],
    ["the opposite, which words and events without it pass", ["not", [">", "event:props:price", [20]]], 4],
    [
      "either of two",
      [
        "or",
        [
          [">", "event:props:price", [50]],
          ["is", "event:props:price", ["free"]],
        ],
      ],
      2,
    ],
  ])("%s", async (_, filter, events) => {
    expect(await rows({ metrics: ["events"], filters: [filter] })).toEqual([[events]]);
  });

  test("what a visit has done", async () => {
    const dear: Filter = ["has_done", [">", "event:props:price", [100]]];
    expect(await rows({ metrics: ["visits"], dimensions: ["visit:country"], filters: [dear] })).toEqual([
      ["US", 1],
    ]);
  });

  test.each<[unknown, string, string]>([
    [[">", "event:page", [1]], "unknown_word", "filters[0][1]"],
    [[">", "event:props:price", ["1"]], "invalid", "filters[0][2][0]"],
    [[">", "event:props:price", [1, 2]], "invalid", "filters[0][2]"],
    [["between", "event:props:price", [1]], "invalid", "filters[0][2]"],
    [[">", "event:props:price", [1], { case_sensitive: false }], "unknown_word", "filters[0][0]"],
  ])("%j is refused", async (filter, code, path) => {
    expect(await ask(question({ filters: [filter as Filter] }))).toMatchObject({
      status: 422,
      error: { code, path },
    });
  });

  test("a metric that is almost a word says which was meant", async () => {
    expect(await ask(question({ metrics: ["median(event:props:price)" as "visitors"] }))).toMatchObject({
      status: 422,
      error: {
        code: "unknown_word",
        path: "metrics[0]",
        allowed: expect.arrayContaining(["p50(event:props:<key>)"]),
      },
    });
  });
});

const vital = (minute: number, path: string, metric: string, value: number, rating: string): GivenEvent => ({
  ...{ at: new Date(Date.parse("2026-03-01T10:00:00Z") + minute * 60_000).toISOString(), path },
  ...{ name: "web_vital", interactive: false },
  columns: { vital_metric: metric, vital_value: value, vital_rating: rating },
});
const LCP = [1_000, 2_000, 3_000, 5_000];

/** LCP of two pages from two devices, and shifts of 0.1, which no 32-bit number is. */
const MEASURED: GivenVisit[] = [
  {
    ...{ site: "measured", visitor: 1, columns: { device: "Mobile", country: "DE" } },
    events: [
      { at: "2026-03-01T09:59:00Z", path: "/a" },
      vital(1, "/a", "LCP", LCP[2] ?? 0, "needs-improvement"),
      vital(2, "/a", "LCP", LCP[3] ?? 0, "poor"),
      vital(3, "/a", "CLS", 0.1, "good"),
    ],
  },
  {
    ...{ site: "measured", visitor: 2, columns: { device: "Desktop", country: "US" } },
    events: [
      { at: "2026-03-01T09:59:00Z", path: "/b" },
      vital(1, "/b", "LCP", LCP[0] ?? 0, "good"),
      vital(2, "/b", "LCP", LCP[1] ?? 0, "good"),
      // Sent by a script that rates nothing.
      vital(3, "/b", "LCP", 2_500, ""),
    ],
  },
];

describe("web vitals", () => {
  const measured = (change: Partial<QueryInput>) => rows({ site_id: "measured", ...change });
  const metrics: QueryInput["metrics"] = [
    ...(["p75(event:vital_value)", "vital_good", "vital_needs_improvement", "vital_poor", "events"] as const),
  ];

  test("by vital: percentiles and shares of ratings; events that are no vitals have no row", async () => {
    expect(
      await measured({ metrics, dimensions: ["event:vital"], order_by: [["event:vital", "asc"]] }),
    ).toEqual([
      ["CLS", 0.1, 100, 0, 0, 1],
      ["LCP", 3_000, 50, 25, 25, 5],
    ]);
  });

  test.each<[string, QueryInput["dimensions"], unknown[][]]>([
    [
      "page",
      ["event:page"],
      [
        ["/a", 4_500],
        ["/b", 2_250],
      ],
    ],
    [
      "device",
      ["visit:device"],
      [
        ["Mobile", 4_500],
        ["Desktop", 2_250],
      ],
    ],
    [
      "country",
      ["visit:country"],
      [
        ["DE", 4_500],
        ["US", 2_250],
      ],
    ],
    ["hour", ["time:hour"], [["2026-03-01 10:00:00", 3_000]]],
  ])("of one vital by %s", async (_, dimensions, expected) => {
    const filters: Filter[] = [["is", "event:vital", ["LCP"]]];
    expect(await measured({ metrics: ["p75(event:vital_value)"], dimensions, filters })).toEqual(expected);
  });

  test("values are compared as they were measured", async () => {
    expect(await measured({ metrics: ["events"], filters: [["<=", "event:vital_value", [0.1]]] })).toEqual([
      [1],
    ]);
    expect(await measured({ metrics: ["events"], filters: [["is", "event:vital_value", ["0.1"]]] })).toEqual([
      [1],
    ]);
  });

  test.each<[string, Partial<QueryInput>]>([
    ["no vital", {}],
    ["two of them", { filters: [["is", "event:vital", ["LCP", "CLS"]]] }],
    ["all but one", { filters: [["is_not", "event:vital", ["LCP"]]] }],
  ])("milliseconds and scores are not mixed: %s is refused", async (_, change) => {
    for (const metric of ["avg(event:vital_value)", "vital_good"] as const)
      expect(await ask(question({ metrics: [metric], ...change }))).toMatchObject({
        error: { code: "vital_not_named", path: "metrics[0]" },
      });
  });
});

const failed = (minute: number, message: string, file: string, line: number): GivenEvent => ({
  ...{ at: new Date(Date.parse("2026-03-01T10:00:00Z") + minute * 60_000).toISOString() },
  ...{
    name: "error",
    interactive: false,
    columns: { error_message: message, error_file: file, error_line: line },
  },
});

const BROKEN: GivenVisit[] = [
  {
    ...{ site: "broken", visitor: 1 },
    events: [
      { at: "2026-03-01T09:59:00Z", columns: { rules: ["r1", "r2"] } },
      { ...failed(0, "x is undefined", "https://a.test/app.js", 7) },
      failed(1, "x is undefined", "https://a.test/app.js", 7),
    ],
  },
  {
    ...{ site: "broken", visitor: 2 },
    events: [
      { at: "2026-03-01T09:59:00Z", columns: { rules: ["r2"] } },
      failed(0, "x is undefined", "https://a.test/app.js", 7),
      failed(1, "Script error.", "", 0),
    ],
  },
];

describe("errors", () => {
  test("are told in groups, with how often and to how many they happened", async () => {
    expect(
      await rows({
        ...{ site_id: "broken", metrics: ["events", "visitors", "percentage"] },
        dimensions: ["event:error_message", "event:error_file", "event:error_line"],
      }),
    ).toEqual([
      ["x is undefined", "https://a.test/app.js", "7", 3, 2, 100],
      ["Script error.", "(none)", "0", 1, 1, 50],
    ]);
  });
});

describe("rules that marked events", () => {
  const broken = (change: Partial<QueryInput>) =>
    rows({ site_id: "broken", metrics: ["events", "visitors"], ...change });

  test("an event has a row for each of them, or that of none", async () => {
    expect(await broken({ dimensions: ["event:rule"] })).toEqual([
      ["(none)", 4, 2],
      ["r2", 2, 2],
      ["r1", 1, 1],
    ]);
  });

  test.each<[Filter, unknown[]]>([
    [
      ["is", "event:rule", ["r1"]],
      [1, 1],
    ],
    [
      ["is_not", "event:rule", ["r1"]],
      [5, 2],
    ],
    [
      ["is", "event:rule", ["(none)"]],
      [4, 2],
    ],
    [
      ["contains", "event:rule", ["R"], { case_sensitive: false }],
      [2, 2],
    ],
    [
      ["matches_not", "event:rule", ["^r[12]$"]],
      [4, 2],
    ],
  ])("%j", async (filter, expected) => {
    expect(await broken({ filters: [filter] })).toEqual([expected]);
  });
});
