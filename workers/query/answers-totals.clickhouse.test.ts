import { describe, expect, test } from "vitest";
import { ALL, VISITS } from "./answers-world-for-tests.ts";
import { askingOf, rowsIn } from "./ask-for-tests.ts";

const { ask } = askingOf("query_answers_totals", VISITS);

describe("totals", () => {
  test("of both days: robots, provisional visits, other tenants left out", async () => {
    // Visitors 1, 101, 2, 3, 4; visits of 1 (1,200 s), 101 (0), 2 (100), 3 (0), 4 (1,800): 3,100 / 5.
    // Bounces: 101, 3, 4. Pageviews 2 + 1 + 1 + 0 + 1.
    expect(rowsIn(await ask({ metrics: [...ALL] }))).toEqual([[5, 5, 5, 8, 60, 620, 1]]);
  });

  test("everybody, and robots alone", async () => {
    expect(rowsIn(await ask({ traffic: "all" }))).toEqual([[6]]);
    expect(rowsIn(await ask({ traffic: ["bot", "ai"] }))).toEqual([[1]]);
  });

  test("of nothing: counts are 0, rates are null", async () => {
    const metrics = [...ALL, "percentage"] as const;
    expect(rowsIn(await ask({ metrics: [...metrics], date_range: ["2020-01-01", "2020-01-01"] }))).toEqual([
      [0, 0, 0, 0, null, null, null, null],
    ]);
  });

  test("a site sees its own rows only", async () => {
    const pages = await ask({
      site_id: "site2",
      metrics: ["visitors", "visits"],
      dimensions: ["event:page"],
    });
    expect(rowsIn(pages)).toEqual([["/secret", 1, 1]]);
    expect(rowsIn(await ask({ site_id: "nobody", metrics: ["visitors", "visits"] }))).toEqual([[0, 0]]);
  });

  test("as_of before the range leaves nothing, not even a visit that runs into it", async () => {
    const question = {
      metrics: ["visitors", "visits"] as const,
      date_range: ["2026-03-02", "2026-03-02"] as [string, string],
      as_of: "2026-03-01T23:59:00Z",
    };
    expect(rowsIn(await ask({ ...question, metrics: [...question.metrics] }))).toEqual([[0, 0]]);
  });

  test("as_of leaves out what came after it", async () => {
    expect(rowsIn(await ask({ metrics: ["visitors", "events"], as_of: "2026-03-01T10:00:00Z" }))).toEqual([
      [2, 2],
    ]);
  });

  test("`all` begins with the first event, and freshness is the newest", async () => {
    const { query, meta } = await ask({
      date_range: "all",
      dimensions: ["time:day"],
      include: { time_labels: true },
    });
    expect(query.date_range[0]).toBe("2026-03-01T00:00:00+00:00");
    expect(meta).toMatchObject({
      time_labels: ["2026-03-01", "2026-03-02"],
      partial_time_labels: ["2026-03-02"],
      freshness: "2026-03-02T12:00:00.000Z",
    });
  });
});
