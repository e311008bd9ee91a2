import { describe, expect, test } from "vitest";
import type { SiteId } from "../../schema/ids.ts";
import type { QueryInput } from "../../schema/query.ts";
import { parseQuery } from "./parse.ts";
import { type Plan, plan } from "./plan.ts";
import { greatestOf } from "./rolled-greatest.ts";
import { type Run, rolledDimension, wholeDays, withRuns } from "./rollups.ts";
import { dateOf } from "./zone.ts";

const NOW = Date.parse("2026-11-24T11:00:00Z");
const EVENTS = 100_000;

function planOf(
  input: Partial<QueryInput>,
  zone = "UTC",
  base: Parameters<typeof plan>[1]["base"] = [],
): Plan {
  const parsed = parseQuery({ site_id: "s", metrics: ["visitors"], date_range: "30d", ...input });
  if (!parsed.ok) throw new Error(parsed.refusal.error.message);
  return plan(parsed.value, { site: "s" as SiteId, zone, now: NOW, firstEvent: null, base });
}

const run = (day: string, left_out: string[] = [], days = 1): Run => ({
  ...{ day, days, left_out, events: EVENTS, computed_from: `${day} 23:00:00.000` },
});

/** Pieces in short: `*` begins a bucket, a day stands for its run, two instants for what is read. */
const written = ({ rolled }: Plan) =>
  rolled?.pieces.map((piece) => {
    const what =
      "run" in piece
        ? `${piece.run.day}${piece.run.days === 1 ? "" : ` +${piece.run.days}`}`
        : [piece.read.from, piece.read.to].map((ms) => new Date(ms).toISOString().slice(5, 16)).join(" – ");
    return `${piece.isFirst ? "*" : ""}${what}`;
  });

describe("what rollups can answer", () => {
  test.each<[Partial<QueryInput>, string | null]>([
    [{}, ""],
    [{ metrics: ["visits", "bounce_rate", "visit_duration", "views_per_visit"] }, ""],
    [{ dimensions: ["time:day"] }, ""],
    [{ dimensions: ["time"] }, ""],
    [{ dimensions: ["time:hour"] }, null],
    [{ dimensions: ["visit:country"], metrics: ["visitors", "percentage"] }, "visit:country"],
    [{ dimensions: ["visit:entry_page"], metrics: ["visits"] }, "visit:entry_page"],
    [{ dimensions: ["event:page"], metrics: ["visitors", "bounce_rate"] }, "event:page"],
    // A visit on a page on two days would count twice.
    [{ dimensions: ["event:page"], metrics: ["visits"] }, null],
    [{ dimensions: ["event:page"], metrics: ["scroll_depth"] }, null],
    [{ dimensions: ["event:name"] }, null],
    [{ dimensions: ["event:props:plan"] }, null],
    [{ dimensions: ["visit:country", "visit:browser"] }, null],
    [{ dimensions: ["visit:country", "time:day"] }, null],
    [{ filters: [["is", "visit:country", ["DE"]]] }, null],
  ])("%j: %s", (input, dimension) => {
    expect(rolledDimension(planOf(input))).toBe(dimension);
  });

  test("nothing under a share, whose rows are others", () => {
    expect(rolledDimension(planOf({}, "UTC", [["is", "visit:country", ["DE"]]]))).toBeNull();
  });
});

describe("whole days of a range", () => {
  test.each<[QueryInput["date_range"], string, [string, string] | null]>([
    [["2026-11-01", "2026-11-03"], "UTC", ["2026-11-01", "2026-11-03"]],
    [["2026-10-24", "2026-10-26"], "Europe/Berlin", ["2026-10-24", "2026-10-26"]],
    [["2026-11-01T06:00:00Z", "2026-11-03T05:59:59Z"], "UTC", ["2026-11-02", "2026-11-02"]],
    [["2026-11-01T00:00:00Z", "2026-11-02T11:59:59Z"], "UTC", ["2026-11-01", "2026-11-01"]],
    [["2026-11-01T06:00:00Z", "2026-11-02T05:59:59Z"], "UTC", null],
    ["24h", "UTC", null],
  ])("%j in %s: %j", (date_range, zone, days) => {
    expect(wholeDays(planOf({ date_range }, zone))?.map(dateOf) ?? null).toEqual(days);
  });

  test("as_of leaves a day that is not over", () => {
    const asked = planOf({ date_range: ["2026-11-01", "2026-11-03"], as_of: "2026-11-03T12:00:00Z" });
    expect(wholeDays(asked)?.map(dateOf)).toEqual(["2026-11-01", "2026-11-02"]);
  });
});

describe("days that hold, and the rest of the range", () => {
  const WEEK = { date_range: ["2026-11-01", "2026-11-07"] as [string, string] };
  const days = (...numbers: number[]) => numbers.map((day) => run(`2026-11-0${day}`));
  const from = (plan: Plan, runs: readonly Run[], isExact = false) => withRuns(plan, runs, isExact, EVENTS);

  test("days in a row that have no run are read at once", () => {
    expect(written(from(planOf(WEEK), days(1, 2, 5, 7)))).toEqual([
      ...["*2026-11-01", "2026-11-02", "11-03T00:00 – 11-05T00:00"],
      ...["2026-11-05", "11-06T00:00 – 11-07T00:00", "2026-11-07"],
    ]);
  });

  test("by day each is the first of its bucket; by week what stands first in the week", () => {
    expect(written(from(planOf({ ...WEEK, dimensions: ["time:day"] }), days(1, 2, 3, 6, 7)))).toEqual([
      ...["*2026-11-01", "*2026-11-02", "*2026-11-03", "*11-04T00:00 – 11-05T00:00"],
      ...["*11-05T00:00 – 11-06T00:00", "*2026-11-06", "*2026-11-07"],
    ]);
    // 2 November 2026 is a Monday.
    expect(written(from(planOf({ ...WEEK, dimensions: ["time:week"] }), days(3, 4)))).toEqual([
      ...["*11-01T00:00 – 11-02T00:00", "*11-02T00:00 – 11-03T00:00", "2026-11-03", "2026-11-04"],
      "11-05T00:00 – 11-08T00:00",
    ]);
  });

  test("a week stands for its days where all of it is asked for, and not by time", () => {
    const range = { date_range: ["2026-10-31", "2026-11-09"] as [string, string] };
    // 2 November 2026 is a Monday.
    const runs = [...days(1, 2, 3, 8), run("2026-11-02", [], 7), run("2026-11-09", [], 7)];
    expect(written(from(planOf(range), runs))).toEqual([
      ...["*10-31T00:00 – 11-01T00:00", "2026-11-01", "2026-11-02 +7", "11-09T00:00 – 11-10T00:00"],
    ]);
    expect(written(from(planOf({ ...range, dimensions: ["time:week"] }), runs))).toContain("*2026-11-02");
    const asOf = { as_of: "2026-11-08T12:00:00Z" };
    expect(written(from(planOf({ ...range, ...asOf }), runs))).toContain("2026-11-02");
    const leftOut = [...days(2, 3), run("2026-11-02", ["event:page"], 7)];
    expect(written(from(planOf({ ...range, dimensions: ["event:page"] }), leftOut))).toContain("2026-11-02");
  });

  test("what is read begins and ends where the zone's days do, also when clocks change", () => {
    const asked = planOf({ date_range: ["2026-10-24", "2026-10-26"] }, "Europe/Berlin");
    expect(written(from(asked, [run("2026-10-24"), run("2026-10-26")]))).toEqual([
      ...["*2026-10-24", "10-24T22:00 – 10-25T23:00", "2026-10-26"],
    ]);
  });

  test.each<[string, Plan, readonly Run[], boolean]>([
    ["no day holds", planOf(WEEK), [], false],
    ["visitors must be exact", planOf(WEEK), days(1, 2, 3, 4, 5, 6, 7), true],
    [
      "the day left the dimension out",
      planOf({ ...WEEK, dimensions: ["event:page"] }),
      [run("2026-11-01", ["event:page"])],
      false,
    ],
    [
      "too many parts would have to be read",
      planOf({ date_range: ["2026-10-01", "2026-10-19"] }),
      Array.from({ length: 9 }, (_, at) => run(`2026-10-${String(2 * at + 2).padStart(2, "0")}`)),
      false,
    ],
  ])("everything is read when %s", (_, asked, runs, isExact) => {
    expect(from(asked, runs, isExact).rolled).toBeUndefined();
  });

  test("sums without visitors are exact, and may be asked for so", () => {
    const rolled = from(planOf({ ...WEEK, metrics: ["pageviews"] }), days(1), true).rolled;
    expect(rolled?.isEstimate).toBe(false);
  });
});

describe("how many of the greatest pages are wanted", () => {
  const pages = { dimensions: ["event:page" as const] };
  test.each<[Partial<QueryInput>, number | null]>([
    [{ ...pages, pagination: { limit: 8 } }, 8],
    [{ ...pages, pagination: { limit: 8, offset: 8 } }, 16],
    [{ ...pages, pagination: { limit: 8 }, metrics: ["pageviews", "visitors"] }, null],
    [{ ...pages, pagination: { limit: 8 }, order_by: [["visitors", "asc"]] }, null],
    [{ ...pages, pagination: { limit: 101 } }, null],
    [{ dimensions: ["visit:country"], pagination: { limit: 8 } }, null],
    [{}, null],
  ])("%j: %s", (input, wanted) => expect(greatestOf(planOf(input))).toBe(wanted));
});
