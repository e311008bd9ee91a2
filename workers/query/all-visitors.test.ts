import { expect, test } from "vitest";
import type { SiteId } from "../../schema/ids.ts";
import type { QueryInput } from "../../schema/query.ts";
import { allVisitors, withoutShares, withShares } from "./all-visitors.ts";
import type { Answered } from "./clickhouse.ts";
import { parseQuery } from "./parse.ts";
import { type Plan, plan } from "./plan.ts";

function planned(change: Partial<QueryInput>): Plan {
  const parsed = parseQuery({
    site_id: "site1",
    metrics: ["visitors", "percentage"],
    date_range: ["2026-03-01", "2026-03-31"],
    ...change,
  });
  if (!parsed.ok) throw new Error(parsed.refusal.error.message);
  // The site is made up.
  return plan(parsed.value, { site: "site1" as SiteId, zone: "UTC", now: 0, firstEvent: null });
}

const byCountry = planned({ dimensions: ["visit:country"] });
const byPage = planned({ dimensions: ["event:page"] });
const headline = planned({ metrics: ["pageviews", "visitors"] });

const table = (rows: Record<string, number>[]): Answered<never> => ({
  ok: true,
  // Whoever asks says what the rows are.
  table: { rows: rows as never[], total: rows.length, rowsRead: 0, bytesRead: 0 },
});

test("what the headline tells is known to the rows of the same question, and to no other", async () => {
  const all = allVisitors();
  expect(all.of(byPage)).toBeUndefined();
  all.learn(headline, Promise.resolve(table([{ m0: 99, m1: 50 }])));
  all.learn(planned({ dimensions: ["time:day"] }), Promise.resolve(table([{ m0: 7 }])));
  expect(await all.of(byPage)).toEqual({ ok: true, visitors: 50 });
  expect(await all.of(byCountry)).toEqual({ ok: true, visitors: 50 });
  const filters: QueryInput["filters"] = [["is", "visit:country", ["DE"]]];
  expect(all.of(planned({ dimensions: ["event:page"], filters }))).toBeUndefined();
});

test("an estimate is known to rows that are estimated from the same days", async () => {
  const all = allVisitors();
  const run = {
    day: "2026-03-01",
    days: 1,
    computed_from: "2026-03-02 03:00:00.000",
    events: 9,
    left_out: [],
  };
  const rolled = (plan: Plan, computed_from = run.computed_from): Plan => ({
    ...plan,
    rolled: { pieces: [{ isFirst: true, bucket: 0, run: { ...run, computed_from } }], isEstimate: true },
  });
  all.learn(rolled(headline), Promise.resolve(table([{ m0: 99, m1: 50 }])));
  expect(await all.of(rolled(byPage))).toEqual({ ok: true, visitors: 50 });
  expect(all.of(byPage)).toBeUndefined();
  expect(all.of(rolled(byPage, "2026-03-02 04:00:00.000"))).toBeUndefined();
});

test("shares are told afterwards where rows have visitors for them, in the order of visitors", () => {
  expect(withoutShares(byCountry)?.metrics).toEqual(["visitors", "visitors"]);
  expect(withoutShares(headline)).toBeNull();
  expect(withoutShares(planned({}))).toBeNull();
  expect(
    withoutShares(planned({ dimensions: ["event:page"], order_by: [["percentage", "desc"]] })),
  ).toBeNull();
});

test.each([
  [1, 3, 33.3],
  [2, 3, 66.7],
  [1, 2_000, 0.1],
  [1, 2_001, 0],
  [3, 3, 100],
  [0, 3, null],
  [0, 0, null],
])("%i of %i is a share of %s", (part, whole, share) => {
  expect(withShares(byCountry, [{ v0: "DE", m0: part, m1: part }], whole)).toEqual([
    { v0: "DE", m0: part, m1: share },
  ]);
});
