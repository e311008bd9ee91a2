/**
 * I6 Whatever is asked, the answer is right or a refusal with a code: never a failure of the server, never a row of
 * another site, and never a change.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import { askerOf, question } from "./ask-for-tests.ts";
import type { Goal } from "./goals.ts";
import { type GivenVisit, store } from "./visits-for-tests.ts";

const DATABASE = "query_hostile";
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, VISITS);
});
afterAll(() => database.client.close());

const TEXTS = [
  "' OR 1 = 1 --",
  "') OR (site = 'other') --",
  "\\' OR 1 = 1 --",
  "\\",
  "{p0:String}",
  '") UNION ALL SELECT path FROM events --',
  "/* */ FORMAT TSV",
  "\t\n\r\u0000\u001f",
  "__proto__",
  "NULL",
  "𝕊𝕢𝕝 ‮ 日本",
  "a".repeat(20_000),
  ...(process.env.FOOTFALL_LONG
    ? [
        "'; DROP TABLE events; --",
        "\\\\') --",
        "{site:Identifier}",
        "`; SELECT 1 --",
        "%' LIKE '%",
        "constructor",
      ]
    : []),
];

/** Half of a character: JSON can say it, and nothing that is stored has it. */
const LONE = "\ud800";
const foundOf = (text: string) => (text === LONE ? 0 : 1);

/** A page, a property and a source of each text, and another tenant's secret. */
const VISITS: GivenVisit[] = [
  ...TEXTS.map(
    (text, visitor): GivenVisit => ({
      visitor,
      columns: { source: text },
      events: [{ at: "2026-03-01T10:00:00Z", path: text, props: { [text]: text } }],
    }),
  ),
  {
    site: "other",
    visitor: 1,
    columns: { source: "secret" },
    events: [{ at: "2026-03-01T10:00:00Z", path: "/secret" }],
  },
];

const NO_GOAL = { event: null, page: null, scroll: null, props: {}, currency: null };
const goals: Goal[] = TEXTS.map((text) => ({ ...NO_GOAL, name: text, event: text, props: { [text]: text } }));
const ask = askerOf(DATABASE, { goals });

/** An answer of the own site's rows, or a refusal that has a code and is the asker's to change. */
async function expectSound(input: unknown, asker = ask): Promise<unknown[][] | null> {
  const answer = await asker(input);
  expect(JSON.stringify(answer)).not.toContain("/secret");
  if (!("status" in answer))
    return answer.results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
  expect(answer.error.code).toMatch(/^[a-z_]+$/);
  expect([403, 422]).toContain(answer.status);
  return null;
}

afterAll(async () => {
  const rows = await database.client.query({
    query: "SELECT count() AS n FROM events",
    format: "JSONEachRow",
  });
  expect(await rows.json()).toEqual([{ n: VISITS.length }]);
});

describe.each([...TEXTS, LONE].map((text) => ({ name: JSON.stringify(text).slice(0, 40), text })))(
  "$name",
  ({ text }) => {
    test("as a value of a filter it is found, and nothing else", async () => {
      for (const dimension of ["event:page", "visit:source", `event:props:${text}`])
        for (const operator of ["is", "contains"]) {
          const rows = await expectSound(question({ filters: [[operator, dimension, [text]]] as never }));
          // Shorter texts may be parts of longer ones.
          if (rows !== null && operator === "is") expect(rows).toEqual([[foundOf(text)]]);
          if (rows !== null && operator === "contains")
            expect(rows[0]?.[0]).toBeGreaterThanOrEqual(foundOf(text));
        }
    });

    test("as a property it is a dimension, and what it holds is counted", async () => {
      const rows = await expectSound(question({ dimensions: [`event:props:${text}`] }));
      if (rows !== null && text !== LONE) expect(rows).toContainEqual([text, 1]);
      const metrics = [`count_distinct(event:props:${text})`];
      const counted = await expectSound(question({ metrics: metrics as never }));
      if (counted !== null) expect(counted).toEqual([[foundOf(text)]]);
    });

    test.each<[string, (text: string) => object]>([
      ["a site", (site_id) => ({ site_id })],
      ["one of several sites", (site) => ({ site_id: [site, "nobody"] })],
      ["a metric", (metric) => ({ metrics: [metric] })],
      ["an aggregate", (metric) => ({ metrics: [`${metric}(event:props:a)`] })],
      ["a dimension", (dimension) => ({ dimensions: [dimension] })],
      ["a dimension of events", (dimension) => ({ dimensions: [`event:${dimension}`] })],
      ["an operator", (operator) => ({ filters: [[operator, "event:page", ["a"]]] })],
      ["a pattern", (pattern) => ({ filters: [["matches", "event:page", [pattern]]] })],
      ["a pattern that is not", (pattern) => ({ filters: [["matches_not", "visit:source", [pattern]]] })],
      ["any case", (value) => ({ filters: [["is", "event:page", [value], { case_sensitive: false }]] })],
      ["a goal", (goal) => ({ filters: [["is", "event:goal", [goal]]] })],
      [
        "a part of a goal",
        (goal) => ({ filters: [["contains", "event:goal", [goal]]], dimensions: ["event:goal"] }),
      ],
      ["a rule", (rule) => ({ filters: [["is_not", "event:rule", [rule]]] })],
      ["what was done", (page) => ({ filters: [["has_done", ["contains", "event:page", [page]]]] })],
      ["a segment", (segment) => ({ filters: [["is", "segment", [segment]]] })],
      ["a number", (number) => ({ filters: [[">", "event:props:a", [number]]] })],
      ["an order", (by) => ({ order_by: [[by, "desc"]] })],
      ["a direction", (direction) => ({ order_by: [["visitors", direction]] })],
      ["a range", (date_range) => ({ date_range })],
      ["the end of a range", (end) => ({ date_range: ["2026-03-01", end] })],
      ["a moment", (as_of) => ({ as_of })],
      ["a comparison", (mode) => ({ compare: { mode } })],
      ["a class of traffic", (traffic) => ({ traffic: [traffic] })],
      ["a key", (key) => ({ [key]: 1 })],
    ])("as %s", async (_, change) => {
      await expectSound({ ...question({}), ...change(text) });
    });
  },
);

describe("patterns that explode elsewhere", () => {
  test.each([
    ["nested repetition", "(a+)+$"],
    ["many choices", `^(${"a|".repeat(2_000)}b)*$`],
    ["a look ahead, which RE2 has not", "(?=a)a"],
    ["a reference back, which RE2 has not", "(a)\\1"],
    ["repetition of repetition", "((a{100}){100}){100}"],
    ["more than it may repeat", "a{100000}"],
    ["nothing closed", "[(("],
    ["no text at all", ""],
    ["the longest", ".*".repeat(5_000)],
  ])("%s", async (_, pattern) => {
    for (const dimension of ["event:page", "visit:source", "event:rule", "event:page_group"])
      await expectSound(question({ filters: [["matches", dimension, [pattern]]] as never }));
  });
});

describe("more of everything", () => {
  const pages = Array.from({ length: 1_000 }, (_, at) => `/${"x".repeat(800)}${at}`);

  test.each<[string, unknown]>([
    ["a thousand long values", ["is", "event:page", [...pages.slice(1), TEXTS[0]]]],
    ["which none of them are", ["not", ["is_not", "event:page", [...pages.slice(1), TEXTS[0]]]]],
    ["any case", ["is", "event:page", [...pages.slice(1), TEXTS[0]], { case_sensitive: false }]],
  ])("%s are looked through", async (_, filter) => {
    expect(await expectSound(question({ filters: [filter] as never }))).toEqual([[1]]);
  });

  test("more values than may be named are refused", async () => {
    expect(await expectSound(question({ filters: [["is", "event:page", [...pages, "a"]]] }))).toBeNull();
  });

  test("two hundred conditions are answered, one more is refused", async () => {
    const choices = (count: number) => [
      "or",
      Array.from({ length: count }, (_, at) => ["is", "event:page", [`/${at}`]]),
    ];
    expect(await expectSound(question({ filters: [choices(200)] as never }))).toEqual([[0]]);
    expect(await expectSound(question({ filters: [choices(201)] as never }))).toBeNull();
  });

  test.each(["not", "and", "or", "has_done"])(
    "`%s` in `%s`, as deep as may be and deeper",
    async (operator) => {
      for (const depth of [1, 5, 12, 13, 14, 27, 40, 5_000]) {
        let filter: unknown = ["is", "event:page", ["/"]];
        for (let at = 0; at < depth; at++)
          filter = [operator, operator === "and" || operator === "or" ? [filter] : filter];
        const rows = await expectSound(question({ filters: [filter] as never }));
        if (depth > 30) expect(rows).toBeNull();
      }
    },
  );

  test("all metrics and many dimensions at once", async () => {
    const dimensions = [
      "event:page",
      "event:name",
      "visit:source",
      "visit:country",
      "time:minute",
      "event:rule",
    ];
    await expectSound(
      question({ dimensions: dimensions as never, metrics: ["visitors", "percentage", "events"] }),
    );
  });
});

describe("at the ends of time", () => {
  const SITE_ROWS = TEXTS.length;

  test.each<[unknown, number | null]>([
    [["0000-01-01", "0000-12-31"], 0],
    [["0001-01-01", "0001-01-01"], 0],
    [["0000-01-01", "9999-12-31"], SITE_ROWS],
    [["1969-12-31", "1970-01-01"], 0],
    [["1899-12-31", "1900-01-01"], 0],
    [["2149-06-05", "2149-06-08"], 0],
    [["2299-12-31", "2300-01-02"], 0],
    [["9999-12-31", "9999-12-31"], 0],
    [["2026-03-01", "9999-12-31"], SITE_ROWS],
    [["0000-01-01", "2026-03-01"], SITE_ROWS],
    [["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"], SITE_ROWS],
    [["0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"], SITE_ROWS],
    [["9999-12-31", "0000-01-01"], null],
    [["2026-02-30", "2026-03-01"], null],
    [["-000001-01-01", "2026-03-01"], null],
    [["10000-01-01", "10000-01-02"], null],
    [["2026-03-01T24:00:00Z", "2026-03-02T00:00:00Z"], null],
    [["2026-03-01", "2026-03-02T00:00:00Z"], null],
  ])("%j", async (date_range, visits) => {
    // Whatever the zone's clock makes of year 0, its first and last days hold nothing.
    for (const [dimensions, timezone] of [
      [[], "UTC"],
      [["visit:site"], "Asia/Kathmandu"],
      [[], "America/New_York"],
    ] as const) {
      const metrics = ["pageviews", "visits", "visitors", "bounce_rate", "engaged_visits"];
      const asker = askerOf(DATABASE, { timezone, goals: [] });
      const rows = await expectSound({ ...question({}), metrics, date_range, dimensions }, asker);
      if (visits === null) expect(rows).toBeNull();
      else if (dimensions.length > 0) expect(rows).toHaveLength(Math.sign(visits));
      else expect(rows?.[0]?.slice(0, 3)).toEqual([visits, visits, visits]);
    }
  });

  test.each(["time", "time:minute", "time:hour", "time:day", "time:week", "time:month"])(
    "by %s",
    async (dimension) => {
      for (const date_range of [
        ["0000-01-01", "0000-01-05"],
        ["0000-01-01", "9999-12-31"],
        ["9999-12-25", "9999-12-31"],
        ["2149-06-01", "2149-06-08"],
      ])
        await expectSound({
          ...question({}),
          date_range,
          dimensions: [dimension],
          include: { time_labels: true },
        });
    },
  );

  test.each([-8.64e15, 8.64e15, 9e15, 1e300, -1, 0, 1.5, "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])(
    "as of %j",
    async (as_of) => {
      for (const date_range of ["day", "24h", "7d", "12mo", "year", "all", ["2026-03-01", "2026-03-01"]])
        for (const compare of [
          undefined,
          { mode: "previous_period" },
          { mode: "year_over_year", match_day_of_week: true },
        ])
          await expectSound({ ...question({}), date_range, as_of, ...(compare && { compare }) });
    },
  );

  test("what lies before the first year is compared with", async () => {
    for (const mode of ["previous_period", "year_over_year"])
      for (const date_range of [
        ["0000-01-01", "0000-01-31"],
        ["0000-01-01", "9999-12-31"],
        ["0001-02-28", "0001-03-01"],
      ])
        await expectSound({ ...question({}), date_range, compare: { mode }, dimensions: ["time:month"] });
  });
});
