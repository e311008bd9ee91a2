import { describe, expect, test } from "vitest";
import type { QueryInput } from "../../schema/query.ts";
import { direct, google } from "./answers-world-for-tests.ts";
import { askerOf, askingOf, rowsIn, rowsOf } from "./ask-for-tests.ts";
import type { GivenVisit } from "./visits-for-tests.ts";

/** Visits over two midnights of UTC, cookieless: the second day's events carry another hash. One stays for weeks. */
const EDGES: GivenVisit[] = [
  {
    site: "edges",
    visitor: 1,
    columns: { ...google, other_visitor_ids: [101] },
    events: [
      { at: "2026-03-01T23:20:00Z" },
      { at: "2026-03-02T00:05:00Z", visitor: 101 },
      { at: "2026-03-02T00:20:00Z", visitor: 101, name: "Signup" },
    ],
  },
  {
    site: "edges",
    visitor: 2,
    columns: google,
    events: [{ at: "2026-03-02T10:00:00Z" }, { at: "2026-03-02T10:05:00Z" }],
  },
  {
    site: "edges",
    visitor: 3,
    columns: { ...direct, other_visitor_ids: [103] },
    events: [{ at: "2026-03-02T23:50:00Z" }, { at: "2026-03-03T00:10:00Z", visitor: 103 }],
  },
  {
    site: "watch",
    visitor: 1,
    events: [{ at: "2026-03-01T10:00:00Z" }, { at: "2026-03-20T10:00:00Z" }, { at: "2026-03-21T10:00:00Z" }],
  },
];

const { ask } = askingOf("query_answers_edges", EDGES, Date.parse("2026-03-22T00:00:00Z"));

describe("visits over an edge of the range", () => {
  const counts: QueryInput["metrics"] = ["visitors", "visits", "pageviews", "events"];
  const edge = (change: Partial<QueryInput>, zone?: string) =>
    ask({ site_id: "edges", metrics: counts, ...change }, zone).then(rowsIn);

  test("count in it what they did in it, in all and by what they are", async () => {
    // 2 March: the second half of visit 1, all of visit 2, the first half of visit 3.
    const date_range: QueryInput["date_range"] = ["2026-03-02", "2026-03-02"];
    expect(await edge({ date_range })).toEqual([[3, 3, 4, 5]]);
    expect(await edge({ date_range, dimensions: ["visit:source"] })).toEqual([
      ["Google", 2, 2, 3, 4],
      ["Direct / None", 1, 1, 1, 1],
    ]);
    expect(await edge({ date_range, filters: [["is", "visit:source", ["Google"]]] })).toEqual([[2, 2, 3, 4]]);
  });

  test("a visit's hash of the UTC day before the range is nobody in it", async () => {
    // In Kathmandu 2 March begins at 18:15 UTC: visit 1 has its hash of 1 March before and that of 2 March after it.
    const day: QueryInput["date_range"] = ["2026-03-01T23:30:00Z", "2026-03-02T03:00:00Z"];
    expect(await edge({ date_range: day }, "Asia/Kathmandu")).toEqual([[1, 1, 1, 2]]);
    const first: QueryInput["date_range"] = ["2026-03-01T20:00:00Z", "2026-03-01T23:59:59Z"];
    expect(await edge({ date_range: first }, "Asia/Kathmandu")).toEqual([[1, 1, 1, 1]]);
    expect(await edge({ date_range: ["2026-03-01", "2026-03-03"] })).toEqual([[5, 3, 6, 7]]);
  });

  test("a visit that is only there before and after it is a visit of nobody's", async () => {
    const date_range: QueryInput["date_range"] = ["2026-03-02T00:10:00Z", "2026-03-02T00:12:00Z"];
    const metrics: QueryInput["metrics"] = [...counts, "bounce_rate"];
    expect(await edge({ metrics, date_range, dimensions: ["visit:source"] })).toEqual([
      ["Google", 0, 1, 0, 0, 0],
    ]);
    expect(await edge({ metrics: ["visitors"], date_range, dimensions: ["visit:source"] })).toEqual([]);
  });

  test("count while the range is not over yet", async () => {
    const now = Date.parse("2026-03-03T00:15:00Z");
    const answer = askerOf("query_answers_edges", { now })({
      ...{ site_id: "edges", metrics: counts, date_range: ["2026-03-02", "2026-03-03"] },
    });
    expect(await rowsOf(answer)).toEqual([[4, 3, 5, 6]]);
  });

  test("one that began weeks before the range is told too", async () => {
    expect(await edge({ site_id: "watch", date_range: ["2026-03-20", "2026-03-20"] })).toEqual([
      [1, 1, 1, 1],
    ]);
  });
});
