import { expect, test } from "vitest";
import { query } from "../../schema/query.ts";
import { questionInAddress } from "./question-in-address.ts";

const asked = (search: string) => questionInAddress(Object.fromEntries(new URLSearchParams(search)));

test.each<[string, object]>([
  ["site_id=a&metrics=visitors&date_range=7d", { site_id: "a", metrics: ["visitors"], date_range: "7d" }],
  [
    "metrics=visitors,pageviews&date_range=2026-03-01,2026-03-02",
    { metrics: ["visitors", "pageviews"], date_range: ["2026-03-01", "2026-03-02"] },
  ],
  ['dimensions=["event:props:a,b"]', { dimensions: ["event:props:a,b"] }],
  ['filters=[["is","visit:country",["DE"]]]', { filters: [["is", "visit:country", ["DE"]]] }],
  ["limit=5&offset=10", { pagination: { limit: 5, offset: 10 } }],
  ["traffic=bot", { traffic: ["bot"] }],
  ["traffic=all", { traffic: "all" }],
  ["exact=true&as_of=1795512600000", { exact: true, as_of: 1_795_512_600_000 }],
  ["exact=maybe", { exact: "maybe" }],
  ["colour=red", { colour: "red" }],
  ["limit=many", { pagination: { limit: Number.NaN } }],
])("%s", (search, question) => expect(asked(search)).toEqual({ ok: true, value: question }));

test("an address says what JSON says", () => {
  const found = asked(
    'site_id=a&metrics=visitors&date_range=30d&dimensions=visit:source&order_by=[["visitors","asc"]]&include={"total_rows":true}&compare={"mode":"previous_period"}&limit=3',
  );
  expect(found.ok && query.safeParse(found.value).error).toBeUndefined();
});

test("a name that objects have already is a key like any other, and refused as one", () => {
  const found = asked("site_id=a&metrics=visitors&date_range=7d&__proto__=[1]&constructor=x");
  expect(found.ok && Object.keys(found.value)).toEqual(expect.arrayContaining(["__proto__", "constructor"]));
  expect(found.ok && query.safeParse(found.value).success).toBe(false);
});

test("what should be JSON and is not is refused where it stands", () => {
  expect(asked("filters=is,visit:country,DE")).toMatchObject({
    ok: false,
    refusal: { error: { path: "filters" } },
  });
});
