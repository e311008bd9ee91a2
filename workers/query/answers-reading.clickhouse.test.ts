import { describe, expect, test } from "vitest";
import type { Filter, QueryInput } from "../../schema/query.ts";
import { google } from "./answers-world-for-tests.ts";
import { askingOf, rowsIn } from "./ask-for-tests.ts";
import type { GivenVisit } from "./visits-for-tests.ts";

/** A site whose pages were read: twice with reports, once without, and once by a visit of reports alone. */
const READING: GivenVisit[] = [
  {
    site: "reading",
    visitor: 1,
    columns: google,
    events: [
      { at: "2026-03-01T10:00:00Z", path: "/a" },
      { at: "2026-03-01T10:01:00Z", path: "/a", name: "engagement", engagement: { ms: 30_000, scroll: 40 } },
      { at: "2026-03-01T10:02:00Z", path: "/a", name: "engagement", engagement: { ms: 15_000, scroll: 80 } },
      { at: "2026-03-01T10:03:00Z", path: "/b" },
      { at: "2026-03-01T10:04:00Z", path: "/b", name: "engagement", engagement: { ms: 5_000, scroll: 100 } },
    ],
  },
  {
    site: "reading",
    visitor: 2,
    events: [
      { at: "2026-03-01T11:00:00Z", path: "/a" },
      { at: "2026-03-01T11:01:00Z", path: "/a", name: "engagement", engagement: { ms: 15_001, scroll: 61 } },
    ],
  },
  { site: "reading", visitor: 3, events: [{ at: "2026-03-01T12:00:00Z", path: "/a" }] },
  {
    site: "reading",
    visitor: 4,
    events: [
      { at: "2026-03-01T10:00:00Z", path: "/a", name: "engagement", engagement: { ms: 9_999, scroll: 9 } },
    ],
  },
];

const { ask } = askingOf("query_answers_reading", READING);

describe("scroll depth and time on page", () => {
  const metrics: QueryInput["metrics"] = ["visitors", "scroll_depth", "time_on_page"];
  const filters: Filter[] = [["is", "event:page", ["/a"]]];
  const read = async (change: Partial<QueryInput>) =>
    rowsIn(await ask({ site_id: "reading", metrics, ...change }));

  test("by page: the mean of each visit's deepest scroll, and of its engaged time", async () => {
    // /a: (80 + 61) / 2 = 70.5 and (45,000 + 15,001) / 2 ms.
    expect(await read({ dimensions: ["event:page"] })).toEqual([
      ["/a", 3, 71, 30],
      ["/b", 1, 100, 5],
    ]);
  });

  test("under a filter of pages: in all, by source, by hour; null where nothing was reported", async () => {
    expect(await read({ filters })).toEqual([[3, 71, 30]]);
    expect(await read({ filters, dimensions: ["visit:source"] })).toEqual([
      ["Direct / None", 2, 61, 15],
      ["Google", 1, 80, 45],
    ]);
    expect(await read({ filters, dimensions: ["time:hour"] })).toEqual([
      ["2026-03-01 10:00:00", 1, 80, 45],
      ["2026-03-01 11:00:00", 1, 61, 15],
      ["2026-03-01 12:00:00", 1, null, null],
    ]);
    expect(await read({ filters: [["is", "event:page", ["/c"]]] })).toEqual([[0, null, null]]);
    expect(await read({ filters: [...filters, ["is", "visit:country", ["DE"]]] })).toEqual([[1, 80, 45]]);
  });
});
