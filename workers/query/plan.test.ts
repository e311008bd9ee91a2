import { describe, expect, test } from "vitest";
import type { QueryInput } from "../../schema/query.ts";
import { parseQuery } from "./parse.ts";
import { plan } from "./plan.ts";

const NOW = Date.parse("2026-11-24T12:00:00Z");

function planned(change: Partial<QueryInput>, zone = "UTC") {
  const parsed = parseQuery({
    site_id: "site1",
    metrics: ["visitors"],
    date_range: ["2026-11-01", "2026-11-30"],
    ...change,
  });
  if (!parsed.ok) throw new Error(parsed.refusal.error.message);
  // A brand of a test.
  return plan(parsed.value, { site: "site1" as never, zone, now: NOW, firstEvent: null });
}

const relations = (change: Partial<QueryInput>) =>
  planned({
    metrics: ["visitors", "visits", "pageviews", "bounce_rate", "visit_duration"],
    ...change,
  }).parts.map(({ relation, metrics }) => [relation, ...metrics]);

describe("which relation each metric is computed from", () => {
  test("visits by days or more, added up before they are spread over them", () => {
    const metrics = ["visits", "bounce_rate", "visit_duration"];
    expect(relations({ dimensions: ["visit:source", "time:day"] })).toEqual([
      ["events", "visitors", "pageviews"],
      ["spans", ...metrics],
    ]);
    expect(relations({ dimensions: ["time:month"], metrics: ["visits", "engaged_visits"] })).toEqual([
      ["visits", "visits", "engaged_visits"],
    ]);
  });

  test("visits alone, unless it is about events, buckets of time, or a moment", () => {
    const metrics = ["visitors", "visits", "pageviews", "bounce_rate", "visit_duration"];
    expect(relations({})).toEqual([["activity", ...metrics]]);
    expect(relations({ dimensions: ["visit:source"] })).toEqual([["activity", ...metrics]]);
    expect(relations({ filters: [["is", "visit:source", ["Google"]]] })).toEqual([["activity", ...metrics]]);
    const apart = [
      ["events", "visitors", "pageviews"],
      ["visits", "visits", "bounce_rate", "visit_duration"],
    ];
    expect(relations({ filters: [["is", "event:name", ["Signup"]]] })).toEqual(apart);
    expect(relations({ dimensions: ["visit:source", "time:hour"] })).toEqual(apart);
    expect(relations({ date_range: ["2026-03-01T10:00:00Z", "2026-03-01T10:30:00Z"] })).toEqual(apart);
  });

  test("nothing is counted inside the range: visits that overlap it are enough", () => {
    expect(relations({ metrics: ["visits", "bounce_rate"] })).toEqual([["visits", "visits", "bounce_rate"]]);
  });

  test("by page, rates belong to the visits that entered there", () => {
    expect(relations({ dimensions: ["event:page"] })).toEqual([
      ["events", "visitors", "visits", "pageviews"],
      ["entries", "bounce_rate", "visit_duration"],
    ]);
  });

  test("under a page filter the bounce rate does, and the duration belongs to visits that contain it", () => {
    expect(relations({ filters: [["is", "event:page", ["/"]]] })).toEqual([
      ["events", "visitors", "pageviews"],
      ["visits", "visits", "visit_duration"],
      ["entries", "bounce_rate"],
    ]);
  });
});

describe("order", () => {
  test.each<[string, Partial<QueryInput>, [string, string][]]>([
    [
      "the first metric from the top, ties by name",
      { dimensions: ["visit:os", "visit:browser"] },
      [
        ["visitors", "desc"],
        ["visit:os", "asc"],
        ["visit:browser", "asc"],
      ],
    ],
    [
      "time first",
      { dimensions: ["visit:os", "time:day"] },
      [
        ["time:day", "asc"],
        ["visit:os", "asc"],
      ],
    ],
    [
      "as asked, then the rest by name",
      { dimensions: ["visit:os", "time"], order_by: [["time", "desc"]] },
      [
        ["time:day", "desc"],
        ["visit:os", "asc"],
      ],
    ],
  ])("%s", (_, change, order) => {
    expect(planned(change).order.map(({ by, direction }) => [by, direction])).toEqual(order);
  });
});

describe("as_of", () => {
  test("replaces now, and leaves out what came after it", () => {
    const { range, read, asOf } = planned({ date_range: "day", as_of: "2026-03-01T10:00:00+01:00" });
    expect(new Date(range.from).toISOString()).toBe("2026-03-01T00:00:00.000Z");
    expect(asOf).toBe(Date.parse("2026-03-01T09:00:00Z"));
    expect(read).toMatchObject({
      from: range.from,
      to: asOf + 1,
      firstDate: "2026-03-01",
      lastDate: "2026-03-01",
    });
    expect(range.to).toBe(Date.parse("2026-03-02T00:00:00Z"));
  });

  test("before the range nothing is read", () => {
    const { read } = planned({ as_of: 0 });
    expect(read.to).toBe(read.from);
  });
});

test("a day of a zone reads the UTC days that it touches", () => {
  const { read } = planned({ date_range: ["2026-11-24", "2026-11-24"] }, "Asia/Kathmandu");
  expect(read).toMatchObject({ firstDate: "2026-11-23", lastDate: "2026-11-24" });
});

test("nested `and` at the top are conditions of their own", () => {
  const [a, b] = [["is", "event:page", ["/"]] as const, ["is", "visit:os", ["Mac"]] as const];
  const filters = [["and", [a, ["and", [b]]]]] as unknown as NonNullable<QueryInput["filters"]>;
  expect(planned({ filters }).filters).toEqual([a, b]);
});
