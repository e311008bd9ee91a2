import { describe, expect, test } from "vitest";
import { parseQuery } from "./parse.ts";

const QUERY = { site_id: "site1", metrics: ["visitors"], date_range: "7d" };

function refusal(change: object) {
  const parsed = parseQuery({ ...QUERY, ...change });
  return parsed.ok ? null : { status: parsed.refusal.status, ...parsed.refusal.error };
}

test("what is left out is filled in", () => {
  expect(parseQuery(QUERY)).toEqual({
    ok: true,
    value: {
      ...QUERY,
      ...{
        dimensions: [],
        filters: [],
        include: {},
        traffic: ["human"],
        pagination: { limit: 10_000, offset: 0 },
      },
    },
  });
});

describe("a refusal says where, what is allowed, and what was meant", () => {
  test.each([
    ["a metric", { metrics: ["visitor"] }, "unknown_word", "metrics[0]", "visitors"],
    [
      "a dimension without its prefix",
      { dimensions: ["page"] },
      "unknown_word",
      "dimensions[0]",
      "event:page",
    ],
    ["a dimension", { dimensions: ["visit:contry"] }, "unknown_word", "dimensions[0]", "visit:country"],
    [
      "a filter's dimension",
      { filters: [["is", "visit:brwser", ["x"]]] },
      "unknown_word",
      "filters[0][1]",
      "visit:browser",
    ],
    [
      "a filter's operator",
      { filters: [["isnot", "visit:browser", ["x"]]] },
      "unknown_word",
      "filters[0][0]",
      "is_not",
    ],
    [
      "a nested filter",
      { filters: [["or", [["is", "event:pge", ["x"]]]]] },
      "unknown_word",
      "filters[0][1][0][1]",
      "event:page",
    ],
    [
      "a negated filter",
      { filters: [["not", ["is", "event:pge", ["x"]]]] },
      "unknown_word",
      "filters[0][1][1]",
      "event:page",
    ],
    [
      "a property without a key",
      { filters: [["is", "event:props:", ["x"]]] },
      "unknown_word",
      "filters[0][1]",
      undefined,
    ],
    ["a range", { date_range: "7dd" }, "unknown_word", "date_range", "7d"],
    ["a traffic class", { traffic: ["bots"] }, "unknown_word", "traffic[0]", "bot"],
    ["a direction", { order_by: [["visitors", "ascending"]] }, "unknown_word", "order_by[0][1]", undefined],
    ["an unknown key", { metrik: 1 }, "unknown_key", "metrik", undefined],
    ["an unknown key inside", { include: { total: true } }, "unknown_key", "include.total", undefined],
    ["a missing key", { site_id: undefined }, "missing", "site_id", undefined],
    ["no metric", { metrics: [] }, "invalid", "metrics", undefined],
    ["a page too long", { pagination: { limit: 10_001 } }, "invalid", "pagination.limit", undefined],
    [
      "a filter without values",
      { filters: [["is", "event:page", []]] },
      "invalid",
      "filters[0][2]",
      undefined,
    ],
    [
      "a range that ends before it begins",
      { date_range: ["2026-02-02", "2026-02-01"] },
      "range_reversed",
      "date_range",
      undefined,
    ],
    [
      "a custom comparison without its range",
      { compare: { mode: "custom" } },
      "missing",
      "compare.date_range",
      undefined,
    ],
    [
      "a range of another comparison",
      { compare: { mode: "previous_period", date_range: ["2026-01-01", "2026-01-02"] } },
      "invalid",
      "compare.date_range",
      undefined,
    ],
    [
      "a compared range that ends before it begins",
      { compare: { mode: "custom", date_range: ["2026-01-03", "2026-01-02"] } },
      "range_reversed",
      "compare.date_range",
      undefined,
    ],
    [
      "something before all",
      { date_range: "all", compare: { mode: "previous_period" } },
      "nothing_before",
      "compare",
      undefined,
    ],
    ["a comparison", { compare: { mode: "previous" } }, "unknown_word", "compare.mode", undefined],
    [
      "a visit's attribute as what was done",
      {
        filters: [
          ["is", "event:page", ["/"]],
          ["not", ["has_done", ["is", "visit:country", ["DE"]]]],
        ],
      },
      "not_an_event_filter",
      "filters[1]",
      undefined,
    ],
    [
      "what was done within what was done",
      { filters: [["has_done", ["not", ["has_not_done", ["is", "event:page", ["/"]]]]]] },
      "not_an_event_filter",
      "filters[0]",
      undefined,
    ],
    [
      "a behaviour",
      { filters: [["has_don", ["is", "event:page", ["/"]]]] },
      "unknown_word",
      "filters[0][0]",
      "has_done",
    ],
    [
      "more conditions than a query takes",
      { filters: [["or", Array(201).fill(["is", "event:page", ["/"]])]] },
      "too_many_filters",
      "filters",
      undefined,
    ],
    [
      "scroll depth of no page",
      { metrics: ["visitors", "scroll_depth"] },
      "page_metric_without_page",
      "metrics[1]",
      undefined,
    ],
    [
      "time on pages by what happened there",
      { metrics: ["time_on_page"], dimensions: ["event:page"], filters: [["is", "event:name", ["x"]]] },
      "page_metric_by_event",
      "metrics[0]",
      undefined,
    ],
    ["a metric twice", { metrics: ["visits", "visits"] }, "repeated", "metrics", undefined],
    ["two times", { dimensions: ["time:day", "time:hour"] }, "two_times", "dimensions", undefined],
    [
      "a rate of visits by event name",
      { metrics: ["bounce_rate"], dimensions: ["event:name"] },
      "visit_metric_by_event",
      "metrics[0]",
      undefined,
    ],
    [
      "a rate of visits by property",
      { metrics: ["visits", "visit_duration"], dimensions: ["event:props:plan"] },
      "visit_metric_by_event",
      "metrics[1]",
      undefined,
    ],
  ])("%s", (_, change, code, path, meant) => {
    const refused = refusal(change);
    expect(refused).toMatchObject({ status: 422, code, path });
    expect(refused?.did_you_mean).toBe(meant);
    expect(refused?.message).toMatch(/\.$/);
  });

  test("the allowed words are those of the place", () => {
    expect(refusal({ traffic: ["x"] })?.allowed).toEqual(["human", "bot", "ai"]);
    expect(refusal({ dimensions: ["event:prop:plan"] })?.allowed).toContain("event:props:<key>");
    expect(refusal({ order_by: [["pageviews", "asc"]], dimensions: ["event:page"] })).toMatchObject({
      code: "order_not_asked",
      path: "order_by[0][0]",
      allowed: ["visitors", "event:page"],
    });
  });

  test("nesting that no stack could follow is refused", () => {
    let deep: unknown = ["is", "event:page", ["/"]];
    for (let depth = 0; depth < 100_000; depth++) deep = ["not", deep];
    expect(refusal({ filters: [deep] })).toMatchObject({ status: 422, code: "too_deep" });
  });

  test.each([null, 1, "x", [], [[]], { metrics: { length: 3 } }, { filters: [[[[[]]]]] }])(
    "%j is refused, not failed",
    (input) => {
      expect(parseQuery(input)).toMatchObject({ ok: false, refusal: { status: 422 } });
    },
  );
});
