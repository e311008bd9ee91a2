import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { Filter, QueryInput } from "../../schema/query.ts";
import {
  AGGREGATES,
  COMPARING_OPERATORS,
  CONVERSION_METRICS,
  EVENT_DETAIL_DIMENSIONS,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  METRICS,
  type Metric,
  TIME_DIMENSIONS,
  VISIT_DIMENSIONS,
  VITAL_METRICS,
} from "../../schema/words.ts";
import { build, buildComparison, buildSiteFacts } from "./build.ts";
import { dimensionsOf } from "./filters.ts";
import type { Goal } from "./goals.ts";
import { parseQuery } from "./parse.ts";
import { comparedPlan, plan } from "./plan.ts";
import { render } from "./sql.ts";

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase("query_explain");
});
afterAll(() => database.client.close());

const PLAN = "event:props:plan";
const FILTERED = [...EVENT_DIMENSIONS, ...EVENT_DETAIL_DIMENSIONS, PLAN, ...VISIT_DIMENSIONS] as const;
const DIMENSIONS = [...FILTERED, ...TIME_DIMENSIONS];
const ONE_OF_EACH = [
  "event:page",
  "event:props:plan",
  "visit:source",
  "visit:exit_page",
  "time:day",
] as const;
const VISIT_RATES = ["bounce_rate", "visit_duration", "views_per_visit"];
let explained = 0;
/** Names and types are right when the tree of the query can be made; every so many it is planned as well, which takes several times as long. */
const PLANNED_EVERY = 5;
/** A statement is analyzed by one processor. */
const AT_ONCE = 2;

/** What ClickHouse says to the plan of this question: nothing, when all names and types are right. */
async function explain(change: Partial<QueryInput>, base: Filter[] = []): Promise<string | null> {
  const parsed = parseQuery({
    site_id: "site1",
    metrics: ["visitors"],
    date_range: ["2026-03-01", "2026-03-31"],
    ...change,
  });
  if (!parsed.ok) return parsed.refusal.error.message;
  const facts = {
    ...{ site: "site1" as never, zone: "Asia/Kathmandu", now: 0, firstEvent: null },
    ...{ goals: GOALS, base },
  };
  const main = plan(parsed.value, facts);
  const compared = comparedPlan(parsed.value, main);
  const { query, query_params } = render(compared ? buildComparison(main, compared) : build(main));
  const depth = explained++ % PLANNED_EVERY === 0 ? "PLAN" : "QUERY TREE";
  return database.client
    .query({ query: `EXPLAIN ${depth} ${query}`, query_params, format: "JSONEachRow" })
    .then(async (result) => void (await result.text()))
    .then(() => null)
    .catch((error: Error) => `${JSON.stringify(change)}: ${error.message}\n${query}`);
}

const explainAll = async (changes: Partial<QueryInput>[], base: Filter[] = []) => {
  const complaints: string[] = [];
  const waiting = changes.values();
  const askInTurn = async () => {
    for (const change of waiting)
      complaints.push(...[await explain(change, base)].filter((each) => each !== null));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askInTurn));
  return complaints;
};

const NO_GOAL = { event: null, page: null, scroll: null, props: {}, currency: null };
const GOALS: Goal[] = [
  { ...NO_GOAL, name: "Signup", event: "Signup", props: { plan: "pro" }, currency: "EUR" },
  { ...NO_GOAL, name: "Docs", page: "/docs/**" },
  { ...NO_GOAL, name: "Read", page: "/a", scroll: 75 },
];
const OF_ENTRIES = ["event:page", "event:page_group", "event:hostname"];
const isWithoutEntry = (name: string) => name.startsWith("event:") && !OF_ENTRIES.includes(name);
const PAGE_METRICS = ["scroll_depth", "time_on_page"];
const ASKED: readonly Metric[] = [
  ...METRICS,
  ...AGGREGATES.map((aggregate) => `${aggregate}(${PLAN})` as const),
  "p75(event:vital_value)",
];

const isPage = (name: string) => name === "event:page" || name === "event:page_group";
const isOfVital = (metric: string) =>
  (VITAL_METRICS as readonly string[]).includes(metric) || metric.includes("vital_value");

/** The metrics that can be told by these dimensions under these filters. */
function metricsFor(dimensions: readonly string[], filters: readonly Filter[] = []) {
  const mentioned = [...dimensions, ...filters.flatMap(dimensionsOf)];
  const isOfPages = mentioned.some(isPage) && !mentioned.some(isWithoutEntry);
  const isOfVisits = !dimensions.some(isWithoutEntry);
  return ASKED.filter((metric) => {
    if (isOfVital(metric)) return dimensions.includes("event:vital");
    if ((CONVERSION_METRICS as readonly string[]).includes(metric)) return mentioned.includes("event:goal");
    if (PAGE_METRICS.includes(metric)) return isOfPages;
    return isOfVisits || !VISIT_RATES.includes(metric);
  });
}

test.each([
  ["a name", "SELECT no_such_column FROM events"],
  ["a type", "SELECT visitor_id LIKE 'a%' FROM events"],
  ["a row's value beside an aggregate", "SELECT path, count() FROM events"],
])("the tree of a query cannot be made when %s is wrong", async (_, query) => {
  const explaining = database.client.query({ query: `EXPLAIN QUERY TREE ${query}`, format: "JSONEachRow" });
  await expect(explaining).rejects.toThrow();
});

describe("every question passes EXPLAIN", () => {
  test("each metric alone by each dimension, and without one", async () => {
    const changes = ASKED.flatMap((metric) => [
      ...(metricsFor([]).includes(metric) ? [{ metrics: [metric] }] : []),
      ...DIMENSIONS.filter((dimension) => metricsFor([dimension]).includes(metric)).map((dimension) => ({
        metrics: [metric],
        dimensions: [dimension],
      })),
    ]);
    expect(await explainAll(changes)).toEqual([]);
  });

  test("all metrics by each dimension, and under each operator on events, visits, and both", async () => {
    const filters = (operator: (typeof FILTER_OPERATORS)[number]): Filter[][] => [
      [[operator, "event:page", ["/a", "b"], { case_sensitive: false }]],
      [[operator, "visit:source", ["Direct / None", "x"]]],
      [[operator, "event:props:plan", ["(none)", "x"]]],
      [
        [
          "or",
          [
            [operator, "event:hostname", ["a"]],
            ["not", [operator, "visit:country", ["DE"]]],
            ["has_not_done", [operator, "event:name", ["Signup"]]],
          ],
        ],
      ],
    ];
    // An operator's condition is the same text whatever rows are grouped by: the other operators meet one of each kind.
    const dimensionsUnder = (operator: string) =>
      operator === FILTER_OPERATORS[0] ? DIMENSIONS : ONE_OF_EACH;
    const changes = FILTER_OPERATORS.flatMap((operator) =>
      filters(operator).flatMap((filter) =>
        dimensionsUnder(operator).map((dimension) => ({
          metrics: metricsFor([dimension], filter),
          dimensions: [dimension],
          filters: filter,
        })),
      ),
    );
    expect(await explainAll(changes)).toEqual([]);
  }, 240_000);

  test("each filter dimension under each operator, minding case and not", async () => {
    const changes = FILTERED.flatMap((dimension) =>
      FILTER_OPERATORS.flatMap((operator) =>
        [true, false].map((case_sensitive) => {
          const filters: Filter[] = [[operator, dimension, ["a", "b"], { case_sensitive }]];
          return { metrics: metricsFor([], filters), filters };
        }),
      ),
    );
    expect(await explainAll(changes)).toEqual([]);
  }, 240_000);

  test("numeric operators on properties and vitals", async () => {
    const changes = [PLAN, "event:vital_value"].flatMap((dimension) =>
      [...COMPARING_OPERATORS, "between"].map((operator) => ({
        filters: [[operator, dimension, operator === "between" ? [1, 2.5] : [-1]]] as Filter[],
      })),
    );
    expect(await explainAll(changes)).toEqual([]);
  });

  test("two dimensions, an order, a page, all traffic, as_of", async () => {
    const changes = DIMENSIONS.flatMap((first) =>
      (["event:page", "visit:source", "time:hour"] as const)
        .filter((second) => second !== first && !(first.startsWith("time") && second.startsWith("time")))
        .map((second) => ({
          metrics: metricsFor([first, second]),
          dimensions: [first, second],
          order_by: [[second, "desc"]] as NonNullable<QueryInput["order_by"]>,
          pagination: { limit: 3, offset: 9 },
          traffic: "all" as const,
          as_of: "2026-03-05T00:00:00Z",
        })),
    );
    expect(await explainAll(changes)).toEqual([]);
  }, 120_000);

  test("each dimension beside those of another range", async () => {
    const changes = DIMENSIONS.map((dimension) => ({
      metrics: metricsFor([dimension]),
      dimensions: [
        dimension,
        ...(dimension === "event:page" ? (["time:day"] as const) : (["event:page"] as const)),
      ],
      compare: { mode: "year_over_year" as const },
    }));
    expect(await explainAll([...changes, { compare: { mode: "previous_period" } }])).toEqual([]);
  }, 120_000);

  test("each dimension by goals, under goals of each kind, and beside another range", async () => {
    const goals: Filter[][] = [[], ...GOALS.map(({ name }): Filter[] => [["is", "event:goal", [name]]])];
    const changes = DIMENSIONS.flatMap((dimension) =>
      goals.flatMap((filters) => [
        ...(filters.length === 0
          ? []
          : [{ metrics: metricsFor([dimension], filters), dimensions: [dimension], filters }]),
        {
          ...{
            metrics: metricsFor([dimension, "event:goal"]),
            dimensions: [dimension, "event:goal" as const],
          },
          ...{ filters, compare: { mode: "previous_period" as const } },
        },
      ]),
    );
    expect(await explainAll(changes)).toEqual([]);
  }, 240_000);

  test.each<[string, Filter[]]>([
    ["visits", [["is", "visit:country", ["DE"]]]],
    ["events", [["contains", "event:page", ["/docs"]]]],
    [
      "both, goals and what visits have done",
      [
        [
          "or",
          [
            ["is", "event:goal", ["Read"]],
            ["not", ["matches", "visit:source", ["^G"]]],
          ],
        ],
        ["has_not_done", ["is", "event:goal", ["Signup"]]],
        ["is_not", "visit:browser", ["x"]],
      ],
    ],
  ])(
    "each dimension under a share of %s",
    async (_, base) => {
      const changes = DIMENSIONS.map((dimension) => ({
        metrics: metricsFor([dimension]),
        dimensions: [dimension],
        filters: [
          ["has_done", ["is", "event:name", ["Signup"]]],
          ["is", "visit:os", ["x"]],
        ] as Filter[],
      }));
      expect(await explainAll(changes, base)).toEqual([]);
      const { query, query_params } = render(buildSiteFacts({ site: "site1" as never, base, goals: GOALS }));
      const explained = database.client.query({ query: `EXPLAIN ${query}`, query_params });
      await expect(explained).resolves.toBeDefined();
    },
    120_000,
  );

  test("which were many", () => expect(explained).toBeGreaterThan(1_000));
});
