import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FILTER_OPERATORS } from "../schema/words.ts";
import { CHART_METRICS, tabsOf } from "./cards.ts";
import { NAMED_DIMENSIONS, type PageFilter } from "./dimensions.ts";
import {
  type Address,
  COMPARISONS,
  formatAddress,
  HOME,
  INTERVALS,
  PERIODS,
  parseAddress,
  TRAFFIC_CHOICES,
} from "./url.ts";
import { VIEW_NAMES, viewEntry } from "./views/names.ts";

const day = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const wall = fc
  .integer({ min: 0, max: 28_000_000 })
  .map((minutes) => new Date(minutes * 60_000).toISOString().slice(0, 16));
const pair = (at: fc.Arbitrary<string>) =>
  fc.tuple(at, at).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
/** Anything that a site may have stored, separators of ours and half characters included. */
const text = fc.string({
  unit: fc.oneof(fc.constantFrom(",", "\\", "&", "=", "%", "#", "+", " "), fc.string()),
});
const filter: fc.Arbitrary<PageFilter> = fc.tuple(
  fc.constantFrom(...FILTER_OPERATORS),
  fc.constantFrom(...NAMED_DIMENSIONS, "event:goal" as const, "segment" as const, "event:props:a,b" as const),
  fc.array(text, { minLength: 1, maxLength: 3 }),
);

const view = fc.constantFrom(...VIEW_NAMES).chain((view) =>
  fc.record({
    view: fc.constant(view),
    own: fc
      .dictionary(fc.constantFrom(...viewEntry(view).own, "period"), text)
      .map(({ period: _, ...own }) => Object.fromEntries(Object.entries(own).filter(([, value]) => value))),
  }),
);

const rest = fc.record({
  site: fc.option(text),
  period: fc.oneof(fc.constantFrom(...PERIODS), pair(day), pair(wall)),
  compare: fc.constantFrom(...COMPARISONS),
  metric: fc.constantFrom(...CHART_METRICS),
  asTable: fc.boolean(),
  traffic: fc.constantFrom(...TRAFFIC_CHOICES),
  interval: fc.option(fc.constantFrom(...INTERVALS)),
  filters: fc.array(filter, { maxLength: 3 }),
  tabs: fc.record({
    sources: fc.constantFrom(...tabsOf("sources")),
    pages: fc.constantFrom(...tabsOf("pages")),
    places: fc.constantFrom(...tabsOf("places")),
    technology: fc.constantFrom(...tabsOf("technology")),
    events: fc.constantFrom(...tabsOf("events"), "event:props:a,b" as const),
    traffic: fc.constantFrom(...tabsOf("traffic")),
  }),
  details: fc.option(
    fc.constantFrom("event:page" as const, "visit:screen" as const, "event:props:plan" as const),
  ),
});

const address: fc.Arbitrary<Address> = fc.tuple(view, rest).map(([where, what]) => ({ ...what, ...where }));

describe("the address bar", () => {
  test("gives back every address that was written to it", () => {
    fc.assert(
      fc.property(address, (written) => {
        expect(parseAddress(formatAddress(written))).toEqual(written);
      }),
    );
  });

  test("is empty for the first page", () => {
    expect(formatAddress(HOME)).toBe("");
    expect(parseAddress("")).toEqual(HOME);
  });

  test("stays legible", () => {
    expect(
      formatAddress({
        ...HOME,
        site: "acme",
        period: { from: "2026-11-01", to: "2026-11-07" },
        filters: [["contains", "event:page", ["/docs", "a,b"]]],
      }),
    ).toBe("?site=acme&period=2026-11-01,2026-11-07&f=contains,event:page,/docs,a%5C,b");
  });

  test.each([
    "?period=yesterday",
    "?period=2026-11-07,2026-11-01",
    "?period=2026-11-07,2026-11-08T10:00",
    "?period=2026-13-07,2026-13-08",
    "?metric=profit&interval=second",
    "?f=is&f=is,visit:country&f=was,visit:country,DE&f=is,time:day,1",
    "?pages=visit:country&details=time:day",
    "?view=attic&section=3",
    "?section=quarantine",
    "?%E0%A4%A",
  ])("leaves out what it does not understand: %s", (search) => {
    expect(parseAddress(search)).toEqual(HOME);
  });

  test("opens any text without an error", () => {
    fc.assert(fc.property(fc.string(), (search) => void parseAddress(search)));
  });
});
