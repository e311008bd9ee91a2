import { describe, expect, test } from "vitest";
import type { Filter, QueryInput } from "../../schema/query.ts";
import { ALL, VISITS } from "./answers-world-for-tests.ts";
import { askingOf, rowsIn } from "./ask-for-tests.ts";

const { ask, askOrRefuse } = askingOf("query_answers_filters", VISITS);

describe("filters", () => {
  test.each<[string, Filter[], (number | null)[]]>([
    ["visit is", [["is", "visit:source", ["Google"]]], [2, 2, 3, 50]],
    ["visit is its empty word", [["is", "visit:source", ["Direct / None"]]], [3, 3, 2, 67]],
    ["visit is a word that is stored too", [["is", "visit:channel", ["Direct"]]], [3, 3, 2, 67]],
    ["case", [["is", "visit:source", ["gOOGLE"], { case_sensitive: false }]], [2, 2, 3, 50]],
    ["contains a part of the empty word", [["contains", "visit:source", ["None"]]], [3, 3, 2, 67]],
    ["is_not keeps what is empty", [["is_not", "visit:utm_campaign", ["spring"]]], [4, 4, 5, 50]],
    ["matches", [["matches", "visit:browser", ["^Fire"]]], [2, 2, 3, 50]],
    ["page: who saw it; bounces of who entered there", [["is", "event:page", ["/docs"]]], [2, 3, 3, 100]],
    ["name: visits that contain it", [["is", "event:name", ["Signup"]]], [1, 1, 0, 0]],
    [
      "event and visit",
      [
        ["is", "event:page", ["/"]],
        ["is", "visit:country", ["DE"]],
      ],
      [1, 1, 1, 0],
    ],
    [
      "or across both",
      [
        [
          "or",
          [
            ["is", "event:page", ["/pay"]],
            ["is", "visit:country", ["DE"]],
          ],
        ],
      ],
      [3, 3, 3, 50],
    ],
    [
      "not",
      [
        [
          "not",
          [
            "or",
            [
              ["is", "event:page", ["/"]],
              ["is", "event:page", ["/pay"]],
            ],
          ],
        ],
      ],
      [2, 3, 3, 100],
    ],
    [
      "has_done: the whole of visits that hold it",
      [["has_done", ["is", "event:name", ["Signup"]]]],
      [1, 1, 1, 0],
    ],
    ["has_not_done", [["has_not_done", ["is", "event:page", ["/docs"]]]], [2, 2, 1, 50]],
    ["not has_done", [["not", ["has_done", ["is", "event:name", ["Signup"]]]]], [4, 4, 4, 75]],
    [
      "a page, in visits that saw another",
      [
        ["is", "event:page", ["/docs"]],
        ["has_done", ["is", "event:page", ["/"]]],
      ],
      [1, 1, 1, null],
    ],
    [
      "has_done or a visit's attribute",
      [
        [
          "or",
          [
            ["has_done", ["contains", "event:name", ["Pai"]]],
            ["is", "visit:country", ["DE"]],
          ],
        ],
      ],
      [3, 3, 3, 67],
    ],
  ])("%s", async (_, filters, numbers) => {
    const metrics: QueryInput["metrics"] = ["visitors", "visits", "pageviews", "bounce_rate"];
    expect(rowsIn(await ask({ metrics, filters }))).toEqual([numbers]);
  });

  test("rows never contradict totals: they add up where a visit has one value", async () => {
    for (const filters of [[], [["is", "event:page", ["/docs"]]]] as Filter[][]) {
      const [total] = rowsIn(await ask({ metrics: ["visitors", "visits", "pageviews"], filters }));
      const rows = await ask({
        metrics: ["visitors", "visits", "pageviews"],
        filters,
        dimensions: ["visit:source"],
      });
      const sums = [0, 1, 2].map((at) =>
        rows.results.reduce((sum, { metrics }) => sum + Number(metrics[at] ?? 0), 0),
      );
      expect(sums).toEqual(total);
    }
  });

  test("a list as long as it may be is answered, in all its places", async () => {
    const values = Array.from({ length: 1_000 }, (_, index) => `/${"é".repeat(40)}${index}`);
    const answer = await ask({
      metrics: [...ALL, "percentage"],
      dimensions: ["event:page"],
      filters: [
        ["is", "event:page", [...values.slice(1), "/"]],
        ["has_not_done", ["is", "event:page", values]],
      ],
      compare: { mode: "previous_period" },
    });
    expect(rowsIn(answer).map(([page, visitors]) => [page, visitors])).toEqual([["/", 2]]);
  });

  test("a pattern that is none is refused", async () => {
    expect(await askOrRefuse({ filters: [["matches", "event:page", ["("]]] })).toMatchObject({
      ...{ status: 422, error: { code: "invalid_pattern" } },
    });
  });
});
