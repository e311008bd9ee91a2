import { describe, expect, test } from "vitest";
import type { GoalAnswer } from "../../../schema/definitions.ts";
import type { Money, QueryAnswer } from "../../../schema/query.ts";
import { answerOf } from "../../sample-answer.ts";
import { HOME } from "../../url.ts";
import { goalBody, NEW_GOAL } from "./goal-form.ts";
import { goalRows, goalsQuestion } from "./questions.ts";

const SITE = { id: "a", timezone: "UTC" };
const NOW_MS = Date.parse("2026-11-24T09:00:00Z");
const goal = (name: string): GoalAnswer => ({
  ...{ id: name, site_id: "a", name, event: name, page: null, scroll: null, props: {}, currency: null },
  created_at: "2026-11-01T00:00:00Z",
});
const MONEY: Money = { value: 12.5, currency: "EUR", short: "€12.5", long: "€12.50" };

describe("the question", () => {
  test("is of all goals under the page's filters, compared with the period before as far as it has come", () => {
    const filters: typeof HOME.filters = [["is", "visit:country", ["DE"]]];
    expect(goalsQuestion({ ...HOME, period: "7d", filters }, SITE, NOW_MS)).toMatchObject({
      dimensions: ["event:goal"],
      date_range: ["2026-11-18", "2026-11-24"],
      filters,
      compare: { mode: "custom", date_range: ["2026-11-11T00:00:00Z", "2026-11-17T09:00:59Z"] },
    });
  });

  test("is compared with the year before where the page is, and counts whom the page counts", () => {
    expect(
      goalsQuestion({ ...HOME, period: "7d", compare: "year", traffic: "bot" }, SITE, NOW_MS),
    ).toMatchObject({
      compare: { date_range: ["2025-11-18T00:00:00Z", "2025-11-24T09:00:59Z"] },
      traffic: ["bot"],
    });
  });

  test("compares with nothing when that is not wanted, or not there", () => {
    expect(goalsQuestion({ ...HOME, compare: "off" }, SITE, NOW_MS)).not.toHaveProperty("compare");
    expect(goalsQuestion({ ...HOME, period: "all" }, SITE, NOW_MS)).not.toHaveProperty("compare");
  });
});

describe("the rows", () => {
  // Asked for money, an answer has amounts beside numbers.
  const answer = answerOf({}) as QueryAnswer<number | Money | null>;
  answer.results = [
    {
      dimensions: ["Buy"],
      metrics: [4, 6, 40, MONEY, MONEY],
      comparison: { dimensions: ["Buy"], metrics: [2, 2, 20, null, null], change: [] },
    },
    { dimensions: ["Read"], metrics: [9, 12, 90, null, null] },
  ];

  test("are the goals, the most reached first, with those that nobody reached", () => {
    expect(goalRows([goal("Ask"), goal("Buy"), goal("Read")], answer)).toMatchObject([
      { goal: { name: "Read" }, visitors: 9, rate: 90, rateBefore: null, revenue: null },
      { goal: { name: "Buy" }, visitors: 4, events: 6, rate: 40, rateBefore: 20, revenue: MONEY },
      { goal: { name: "Ask" }, visitors: 0, events: 0, rate: 0 },
    ]);
  });

  test("have no rate before there is an answer", () => {
    expect(goalRows([goal("Buy")], null)[0]).toMatchObject({ visitors: null, rate: null });
  });
});

describe("a goal in the making", () => {
  test.each([
    [{ event: " Signup " }, { site_id: "a", event: "Signup" }],
    [
      { kind: "page", page: "thanks/*" },
      { site_id: "a", page: "/thanks/*" },
    ],
    [
      { kind: "scroll", scroll: 50 },
      { site_id: "a", scroll: 50 },
    ],
    [
      { kind: "scroll", scroll: 50, page: "/blog/**" },
      { site_id: "a", scroll: 50, page: "/blog/**" },
    ],
    [
      {
        event: "Buy",
        name: "Purchase",
        currency: "EUR",
        props: [
          ["plan", "pro"],
          ["", "x"],
        ],
      },
      { site_id: "a", name: "Purchase", event: "Buy", props: { plan: "pro" }, currency: "EUR" },
    ],
  ] as const)("%j is sent as %j", (said, body) => {
    // The table is read-only, a draft is not.
    expect(goalBody({ ...NEW_GOAL, ...(said as Partial<typeof NEW_GOAL>) }, "a")).toEqual(body);
  });

  test("is not sent while it says nothing", () => {
    expect(goalBody({ ...NEW_GOAL, event: " " }, "a")).toBeNull();
    expect(goalBody({ ...NEW_GOAL, kind: "page" }, "a")).toBeNull();
  });
});
