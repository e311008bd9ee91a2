import { expect, test } from "vitest";
import type { QueryInput } from "../../schema/query.ts";
import { parseQuery } from "./parse.ts";
import { plan } from "./plan.ts";
import { toAnswer } from "./result.ts";

function answered(change: Partial<QueryInput>, rows: Record<string, string | number | null>[]) {
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
  return toAnswer(parsed.value, plan(parsed.value, facts), { rows, total: 9, rowsRead: 5, bytesRead: 50 }, 0);
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
