import { describe, expect, test } from "vitest";
import type { Filter, QueryInput } from "../../schema/query.ts";
import { ALL, google, VISITS } from "./answers-world-for-tests.ts";
import { askingOf, rowsIn } from "./ask-for-tests.ts";
import type { GivenVisit } from "./visits-for-tests.ts";

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

const { ask } = askingOf("query_answers_breakdowns", [...VISITS, ...SHOP]);

describe("by dimension", () => {
  test("by source: visits, and the ids that their events carry", async () => {
    const metrics = ["visitors", "visits", "pageviews", "percentage", "bounce_rate"] as const;
    expect(rowsIn(await ask({ metrics: [...metrics], dimensions: ["visit:source"] }))).toEqual([
      ["Direct / None", 3, 3, 2, 60, 67],
      ["Google", 2, 2, 3, 40, 50],
    ]);
  });

  test("by page: views and visitors of anyone, rates of those who entered there, null where nobody did", async () => {
    expect(rowsIn(await ask({ metrics: [...ALL], dimensions: ["event:page"] }))).toEqual([
      ["/", 2, 2, 2, 3, 0, 650, 1.5],
      ["/docs", 2, 3, 3, 4, 100, 900, 1],
      ["/pay", 1, 1, 0, 1, null, null, null],
    ]);
  });

  test("by event name, and by entry page without the visit that has none", async () => {
    expect(rowsIn(await ask({ metrics: ["events", "visits"], dimensions: ["event:name"] }))).toEqual([
      ["pageview", 5, 4],
      ["Paid", 1, 1],
      ["Signup", 1, 1],
      ["seen", 1, 1],
    ]);
    expect(rowsIn(await ask({ metrics: ["visits"], dimensions: ["visit:entry_page"] }))).toEqual([
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
    expect(rowsIn(answer)).toEqual([
      ["Chrome", "/docs", 1],
      ["Firefox", "/docs", 1],
    ]);
    expect(answer.meta.total_rows).toBe(5);
  });
});

describe("properties", () => {
  const shop = (change: Partial<QueryInput>) => ask({ site_id: "shop", ...change });

  test("are dimensions, and events without one have their row", async () => {
    const metrics: QueryInput["metrics"] = ["visitors", "visits", "events"];
    expect(rowsIn(await shop({ metrics, dimensions: ["event:props:plan"] }))).toEqual([
      ["(none)", 1, 1, 1],
      ["free", 1, 1, 1],
      ["pro", 1, 1, 2],
    ]);
    expect(rowsIn(await shop({ metrics, dimensions: ["visit:source", "event:props:seats"] }))).toEqual([
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
    expect(rowsIn(await shop({ metrics, filters }))).toEqual([numbers]);
  });
});
