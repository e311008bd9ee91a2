import { expect, test } from "vitest";
import type { QueryInput } from "../../schema/query.ts";
import { parseQuery } from "./parse.ts";
import { comparedPlan, plan } from "./plan.ts";
import { toAnswer } from "./result.ts";

type Rows = Record<string, string | number | null>[];

function answered(change: Partial<QueryInput>, rows: Rows, earlier: Rows = []) {
  const parsed = parseQuery({
    site_id: "site1",
    metrics: ["visitors", "bounce_rate"],
    date_range: "day",
    ...change,
  });
  if (!parsed.ok) throw new Error(parsed.refusal.error.message);
  const facts = {
    site: "site1" as never,
    zone: "Asia/Kathmandu",
    now: Date.parse("2026-11-24T04:00:00Z"),
    firstEvent: null,
  };
  const main = plan(parsed.value, facts);
  const compared = comparedPlan(parsed.value, main);
  const table = (rows: Rows) => ({ rows, total: 9, rowsRead: 5, bytesRead: 50 });
  const before = compared && { plan: compared, table: table(earlier) };
  return toAnswer(parsed.value, main, table(rows), 0, before);
}

const HOUR = Date.parse("2026-11-24T09:00:00Z") / 3_600_000;

test("rows become dimensions and metrics in the order asked; a rate of nothing stays null", () => {
  const { results } = answered({ dimensions: ["visit:source", "time:hour"] }, [
    { v0: "Google", v1: HOUR, m0: 3, m1: null },
  ]);
  expect(results).toEqual([{ dimensions: ["Google", "2026-11-24 09:00:00"], metrics: [3, null] }]);
});

test("labels are those of the whole range, and the bucket of now is unfinished", () => {
  const { meta } = answered({ dimensions: ["time"], include: { time_labels: true, total_rows: true } }, []);
  expect(meta.time_labels).toHaveLength(24);
  expect(meta.partial_time_labels).toEqual(["2026-11-24 09:00:00"]);
  expect(meta.total_rows).toBe(9);
});

test("the answer says what was understood, and how it was counted", () => {
  const { meta, query } = answered({ as_of: "2026-11-24T03:00:00Z", dimensions: ["time"] }, []);
  expect(query).toMatchObject({
    date_range: ["2026-11-24T00:00:00+05:45", "2026-11-24T23:59:59+05:45"],
    as_of: "2026-11-24T03:00:00.000Z",
    dimensions: ["time:hour"],
    traffic: ["human"],
  });
  expect(meta).toMatchObject({
    timezone: "Asia/Kathmandu",
    definitions: { visitors: "visitors.v1", bounce_rate: "bounce_rate.v1" },
    freshness: "1970-01-01T00:00:00.000Z",
    uniques: { method: "exact" },
    rows_read: 5,
  });
});

const DAY = Date.parse("2026-11-24T00:00:00Z") / 86_400_000;

test("a row stands beside its own numbers of the compared range", () => {
  const { results, query } = answered(
    { dimensions: ["visit:source"], compare: { mode: "previous_period" } },
    [
      { v0: "Google", m0: 3, m1: 50 },
      { v0: "Bing", m0: 1, m1: 0 },
    ],
    [{ v0: "Google", m0: 2, m1: 60 }],
  );
  expect(results.map(({ comparison }) => comparison)).toEqual([
    { dimensions: ["Google"], metrics: [2, 60], change: [50, -10] },
    { dimensions: ["Bing"], metrics: [0, null], change: [100, null] },
  ]);
  expect(query.compare?.date_range).toEqual(["2026-11-23T00:00:00+05:45", "2026-11-23T23:59:59+05:45"]);
});

test("buckets are aligned by their place in the range, and a line has those of both", () => {
  const { results, meta } = answered(
    {
      date_range: ["2026-11-22", "2026-11-24"],
      dimensions: ["time:day"],
      include: { time_labels: true },
      compare: { mode: "custom", date_range: ["2026-11-01", "2026-11-02"] },
    },
    [
      { v0: DAY - 1, m0: 4, m1: 50 },
      { v0: DAY, m0: 5, m1: 50 },
    ],
    [{ v0: DAY - 23, m0: 8, m1: 10 }],
  );
  expect(results).toEqual([
    {
      ...{ dimensions: ["2026-11-22"], metrics: [0, null] },
      comparison: { dimensions: ["2026-11-01"], metrics: [8, 10], change: [-100, null] },
    },
    {
      ...{ dimensions: ["2026-11-23"], metrics: [4, 50] },
      comparison: { dimensions: ["2026-11-02"], metrics: [0, null], change: [100, null] },
    },
    { dimensions: ["2026-11-24"], metrics: [5, 50], comparison: null },
  ]);
  expect(meta.comparison_time_labels).toEqual(["2026-11-01", "2026-11-02"]);
});
