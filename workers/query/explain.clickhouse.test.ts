import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { Filter, QueryInput } from "../../schema/query.ts";
import {
  AGGREGATES,
  COMPARING_OPERATORS,
  CONVERSION_METRICS,
  ENGAGED_METRICS,
  EVENT_DETAIL_DIMENSIONS,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  METRICS,
  type Metric,
  MONEY_METRICS,
  PLACE_NAME_DIMENSIONS,
  SITE_DIMENSION,
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
const FILTERED = [
  ...[...EVENT_DIMENSIONS, ...EVENT_DETAIL_DIMENSIONS, PLAN],
  ...[...VISIT_DIMENSIONS, ...PLACE_NAME_DIMENSIONS, SITE_DIMENSION],
] as const;
const DIMENSIONS = [...FILTERED, ...TIME_DIMENSIONS];
/** One of each kind that a statement is put together differently for. */
const ONE_OF_EACH = [
  ...["event:page", "event:rule", "event:vital", PLAN, "visit:source", "visit:exit_page", "time:week"],
] as (typeof DIMENSIONS)[number][];
const VISIT_METRICS: readonly string[] = [
  ...["bounce_rate", "visit_duration", "views_per_visit", "exit_rate"],
  ...[...ENGAGED_METRICS, "engagement_time"],
];
let explained = 0;
const IS_LONG = Boolean(process.env.FOOTFALL_LONG);
/** An operator's condition is the same text whatever rows are grouped by, so one of them for each dimension tells most. */
const OPERATORS_EACH = IS_LONG ? FILTER_OPERATORS.length : 1;
/** Against hanging only. */
const TIMEOUT_MS = 240_000;
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
  explained++;
  return database.client
    .query({ query: `EXPLAIN ${query}`, query_params, format: "JSONEachRow" })
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
/** Turns through the items, a step at each call. */
function inTurn<Item>(items: readonly Item[]): () => Item {
  let next = 0;
  return () => {
    const item = items[next++ % items.length];
    if (item === undefined) throw new Error("Nothing to turn through.");
    return item;
  };
}

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
    return isOfVisits || !VISIT_METRICS.includes(metric);
  });
}

test.each([
  ["a name", "SELECT no_such_column FROM events"],
  ["a type", "SELECT visitor_id LIKE 'a%' FROM events"],
  ["a row's value beside an aggregate", "SELECT path, count() FROM events"],
])("a query is not explained when %s is wrong", async (_, query) => {
  const explaining = database.client.query({ query: `EXPLAIN ${query}`, format: "JSONEachRow" });
  await expect(explaining).rejects.toThrow();
});

describe("every question passes EXPLAIN", () => {
  test(
    "each metric alone by each kind of dimension, and without one",
    async () => {
      const changes = ASKED.flatMap((metric) => [
        ...(metricsFor([]).includes(metric) ? [{ metrics: [metric] }] : []),
        ...ONE_OF_EACH.filter((dimension) => metricsFor([dimension]).includes(metric)).map((dimension) => ({
          metrics: [metric],
          dimensions: [dimension],
        })),
      ]);
      expect(await explainAll(changes)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    "all metrics by each dimension under each operator, whose own dimensions take turns",
    async () => {
      const [operators, filtered] = [inTurn(FILTER_OPERATORS), inTurn(FILTERED)];
      const changes = DIMENSIONS.flatMap((dimension) =>
        Array.from({ length: OPERATORS_EACH }, () => {
          const operator = operators();
          const filters: Filter[] = [[operator, filtered(), ["a", "b"]]];
          return { metrics: metricsFor([dimension], filters), dimensions: [dimension], filters };
        }),
      );
      expect(await explainAll(changes)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test("each dimension's filters under all operators, minding case or not, of the row and of what was done", async () => {
    const minding = inTurn([true, false]);
    const changes = FILTERED.map((dimension) => {
      const filters = FILTER_OPERATORS.flatMap((operator): Filter[] => {
        const filter: Filter = [operator, dimension, ["a", "(none)"], { case_sensitive: minding() }];
        const done: Filter[] = dimension.startsWith("event:") ? [["has_not_done", filter]] : [];
        return [filter, ["not", filter], ...done];
      });
      return { filters: [["or", filters]] as Filter[] };
    });
    expect(await explainAll(changes)).toEqual([]);
  });

  test("numeric operators on properties and vitals", async () => {
    const changes = [PLAN, "event:vital_value"].flatMap((dimension) =>
      [...COMPARING_OPERATORS, "between"].map((operator) => ({
        filters: [[operator, dimension, operator === "between" ? [1, 2.5] : [-1]]] as Filter[],
      })),
    );
    expect(await explainAll(changes)).toEqual([]);
  });

  test(
    "two dimensions, an order, a page, all traffic, as_of",
    async () => {
      const second = inTurn(["event:page", "visit:source", "time:hour", "event:rule"] as const);
      const changes = DIMENSIONS.map((first) => [first, second()] as const)
        .filter(([a, b]) => a !== b && !(a.startsWith("time") && b.startsWith("time")))
        .map(([a, b]) => ({
          metrics: metricsFor([a, b]),
          dimensions: [a, b],
          order_by: [[b, "desc"]] as NonNullable<QueryInput["order_by"]>,
          pagination: { limit: 3, offset: 9 },
          traffic: "all" as const,
          as_of: "2026-03-05T00:00:00Z",
        }));
      expect(await explainAll(changes)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    "each dimension beside those of another range",
    async () => {
      const changes = DIMENSIONS.map((dimension) => ({
        metrics: metricsFor([dimension]).slice(0, 8),
        dimensions: [
          dimension,
          ...(dimension === "event:page" ? (["time:day"] as const) : (["event:page"] as const)),
        ],
        compare: { mode: "year_over_year" as const },
      }));
      expect(await explainAll([...changes, { compare: { mode: "previous_period" } }])).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    "each dimension by goals, under goals of each kind, and beside another range",
    async () => {
      const goals = inTurn<Filter[]>([
        [],
        ...GOALS.map(({ name }): Filter[] => [["is", "event:goal", [name]]]),
      ]);
      const changes = DIMENSIONS.map((dimension) => {
        const filters = goals();
        const dimensions = [dimension, "event:goal" as const];
        const metrics: Metric[] = ["visitors", ...CONVERSION_METRICS, ...MONEY_METRICS];
        return { metrics, dimensions, filters };
      });
      const compared = ONE_OF_EACH.map((dimension) => {
        const filters: Filter[] = [["is", "event:goal", ["Read"]]];
        const compare = { mode: "previous_period" as const };
        return { metrics: metricsFor([dimension], filters), dimensions: [dimension], filters, compare };
      });
      expect(await explainAll([...changes, ...compared])).toEqual([]);
    },
    TIMEOUT_MS,
  );

  const BASES: [string, Filter[]][] = [
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
  ];
  test.each(BASES)(
    "dimensions under a share of %s",
    async (name, base) => {
      const turn = BASES.findIndex(([one]) => one === name);
      const own = DIMENSIONS.filter((_, at) => IS_LONG || at % BASES.length === turn);
      const changes = own.map((dimension) => ({
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
    TIMEOUT_MS,
  );

  test("which were many", () => expect(explained).toBeGreaterThan(350));
});
