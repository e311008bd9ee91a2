import { describe, expect, test } from "vitest";
import type { QueryInput } from "../../schema/query.ts";
import { VISITS } from "./answers-world-for-tests.ts";
import { askingOf } from "./ask-for-tests.ts";

const { ask } = askingOf("query_answers_comparison", VISITS);

describe("comparison", () => {
  const metrics: QueryInput["metrics"] = ["visitors", "visits", "percentage"];
  const compare: QueryInput["compare"] = { mode: "previous_period" };
  const compared = async (change: Partial<QueryInput>) => {
    const { results } = await ask({ date_range: ["2026-03-02", "2026-03-02"], metrics, compare, ...change });
    return results.map((row) => [
      ...row.dimensions,
      ...row.metrics,
      row.comparison?.metrics,
      row.comparison?.change,
    ]);
  };

  test("of the whole: the second day with the first", async () => {
    // 1 March: visitors 1, 2, 3, 4 in as many visits. 2 March: 101, in a visit from the day before and one of its own.
    expect(await compared({})).toEqual([[1, 2, 100, [4, 4, 100], [-75, -50, 0]]]);
  });

  test("by source: the page's rows, shares of the whole compared day", async () => {
    // 1 March: one of four from Google, three direct.
    expect(await compared({ dimensions: ["visit:source"] })).toEqual([
      ["Google", 1, 2, 100, [1, 1, 25], [0, 100, 300]],
    ]);
  });

  test("under a filter of events, by two dimensions, with an hour among them", async () => {
    const change: Partial<QueryInput> = {
      ...{ metrics: ["pageviews"], date_range: ["2026-03-01", "2026-03-01"] },
      filters: [["is", "event:page", ["/docs"]]],
      dimensions: ["event:page", "time:hour"],
      compare: { mode: "custom", date_range: ["2026-03-02", "2026-03-02"] },
    };
    // /docs at 09:55 on the first, and an event there at 10:25; at 00:10 and 12:00 on the second.
    expect(await compared(change)).toEqual([
      ["/docs", "2026-03-01 09:00:00", 1, [0], [100]],
      ["/docs", "2026-03-01 10:00:00", 0, [0], [0]],
    ]);
    const line = await compared({ ...change, dimensions: ["time:hour"] });
    expect(line).toEqual([
      ["2026-03-01 00:00:00", 0, [1], [-100]],
      ["2026-03-01 09:00:00", 1, [0], [100]],
      ["2026-03-01 10:00:00", 0, [0], [0]],
      ["2026-03-01 12:00:00", 0, [1], [-100]],
    ]);
  });
});
