import { describe, expect, test } from "vitest";
import type { SiteId } from "../../schema/ids.ts";
import type { QueryInput } from "../../schema/query.ts";
import type { Answered } from "./clickhouse.ts";
import { parseQuery } from "./parse.ts";
import { type Plan, plan } from "./plan.ts";
import { refuse } from "./refusal.ts";
import { canBeTogether } from "./rolled-together.ts";
import { withRuns } from "./rollups.ts";
import type { PlanRow } from "./row.ts";
import { render, type Sql } from "./sql.ts";
import { gathering } from "./together.ts";

function planOf(change: Partial<QueryInput>, site = "a"): Plan {
  const parsed = parseQuery({
    site_id: site,
    metrics: ["visitors"],
    date_range: ["2026-03-02", "2026-03-04"],
    ...change,
  });
  if (!parsed.ok) throw new Error(parsed.refusal.error.message);
  const facts = { site: site as SiteId, zone: "UTC", now: Date.parse("2026-03-10"), firstEvent: null };
  const runs = ["02", "03"].map((day) => ({
    ...{ day: `2026-03-${day}`, days: 1, computed_from: "2026-03-05 00:00:00.000", events: 9, left_out: [] },
  }));
  return withRuns(plan(parsed.value, facts), runs, false, 0);
}

const headline = planOf({ metrics: ["visits", "bounce_rate"] });
const byCountry = planOf({ dimensions: ["visit:country"], pagination: { limit: 2, offset: 1 } });
const byDay = planOf({ dimensions: ["time:day"] });

/** A server that has these rows whatever is asked, and what it was asked. */
function server(rows: PlanRow[], answered?: Answered<PlanRow>) {
  const asked: Sql[] = [];
  const select = async (statement: Sql): Promise<Answered<PlanRow>> => {
    asked.push(statement);
    return answered ?? { ok: true, table: { rows, total: rows.length, rowsRead: 7, bytesRead: 8 } };
  };
  return { asked, ...gathering(select) };
}

const rowsOf = async (answer: Promise<Answered<PlanRow>> | null | undefined) => {
  const answered = await answer;
  return answered?.ok ? { rows: answered.table.rows, total: answered.table.total } : (answered ?? null);
};

describe("questions of one request", () => {
  test("are one statement once all have spoken, and each has its own rows", async () => {
    const { asked, enter } = server([
      ...[{ asks: 0, bucket: 0, v0: "", m0: 5, m1: 40, m2: 3, total: 1 }],
      ...[3, 2, 1].map((m2) => ({ asks: 1, bucket: 0, v0: `c${m2}`, m0: 0, m1: null, m2, total: 36 })),
      ...[{ asks: 2, bucket: 20_514, v0: "", m0: 0, m1: null, m2: 4, total: 1 }],
    ]);
    const [first, second] = [enter(), enter()];
    const [ofHeadline] = first.ask([headline]);
    expect(asked).toHaveLength(0);
    const [ofCountries, ofDays] = second.ask([byCountry, byDay]);
    expect(asked).toHaveLength(1);
    expect(await rowsOf(ofHeadline)).toEqual({ rows: [{ m0: 5, m1: 40 }], total: 1 });
    expect(await rowsOf(ofCountries)).toEqual({
      ...{ rows: [2, 1].map((m0) => ({ v0: `c${m0}`, m0 })), total: 36 },
    });
    expect(await rowsOf(ofDays)).toEqual({ rows: [{ v0: 20_514, m0: 4 }], total: 1 });
  });

  test("are not waited for when they end without a word, or ask nothing of rollups", () => {
    const { asked, enter } = server([]);
    const [first, second, third] = [enter(), enter(), enter()];
    first.ask([headline]);
    second.leave();
    expect(asked).toHaveLength(0);
    expect(third.ask([null, { ...headline, rolled: undefined } as never])).toEqual([null, null]);
    expect(asked).toHaveLength(1);
    for (const place of [first, second, third]) place.leave();
    expect(asked).toHaveLength(1);
  });

  test("of nothing at all: counts are 0, rates null", async () => {
    const [answer] = server([]).enter().ask([headline]);
    expect(await rowsOf(answer)).toEqual({ rows: [{ m0: 0, m1: null }], total: 1 });
  });

  test("fail together", async () => {
    const refusal = refuse(503, "clickhouse_away", "Gone.");
    const answers = server([], { ok: false, refusal }).enter().ask([headline, byDay]);
    for (const answer of answers) expect(await rowsOf(answer)).toEqual({ ok: false, refusal });
  });

  test("I4 of another site, or about other traffic, have a statement of their own", () => {
    const { asked, enter } = server([]);
    enter().ask([headline, planOf({}, "b"), planOf({ traffic: "all" })]);
    expect(asked).toHaveLength(3);
    for (const statement of asked) {
      const { query_params } = render(statement);
      const text = JSON.stringify(query_params);
      expect([text.includes('["a"]'), text.includes('["b"]')].filter(Boolean)).toHaveLength(1);
    }
  });
});

describe("asked alone", () => {
  test.each<[string, Partial<QueryInput>, boolean]>([
    ["by a metric, then by name", { dimensions: ["visit:country"], order_by: [["visitors", "asc"]] }, true],
    [
      "by name from the last",
      { dimensions: ["visit:country"], order_by: [["visit:country", "desc"]] },
      false,
    ],
    ["by time from the last", { dimensions: ["time:day"], order_by: [["time:day", "desc"]] }, true],
    [
      "shares that no other question tells",
      { metrics: ["percentage"], dimensions: ["visit:country"] },
      false,
    ],
    ["many rows", { dimensions: ["visit:country"], pagination: { limit: 1_001 } }, false],
  ])("%s: %j", (_, change, isTogether) => {
    const asked = planOf({ ...(change.dimensions && { pagination: { limit: 8 } }), ...change });
    expect(canBeTogether(asked)).toBe(isTogether);
  });
});
