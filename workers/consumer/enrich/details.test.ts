import { describe, expect, test } from "vitest";
import type { RawEvent } from "../../../schema/message.ts";
import { detailsOf } from "./details.ts";
import { propColumns } from "./props.ts";

const details = (over: Partial<RawEvent>) => detailsOf({ id: "", name: "x", at: 0, url: "/", ...over });

describe("properties", () => {
  test.each([
    ["numbers count as numbers and as text", { n: 12 }, { n: "12" }, { n: 12 }],
    ["so does text that reads as a plain decimal", { n: "2.50" }, { n: "2.50" }, { n: 2.5 }],
    ["codes and telephones stay text", { zip: "01067", tel: "+49 40" }, { zip: "01067", tel: "+49 40" }, {}],
    ["booleans are words", { yes: true }, { yes: "true" }, {}],
    ["blanks are left out", { a: "", b: "  " }, {}, {}],
    ["what is no number is left out", { n: Number.NaN }, {}, {}],
  ])("%s", (_, given, props, nums) => {
    expect(propColumns(given)).toEqual({ props, nums });
  });

  test("a key like any other", () => {
    const { props } = propColumns(JSON.parse('{"__proto__": "x"}'));
    expect(Object.keys(props)).toEqual(["__proto__"]);
  });
});

describe("what only some events carry", () => {
  test("nothing where there is nothing", () => {
    expect(details({})).toEqual({ props: {}, nums: {} });
  });

  test.each([
    ["engagement", { engagement: { ms: 1_500.4, scroll: 55 } }, { engagement_ms: 1_500, scroll: 55 }],
    ["no scroll was reported", { engagement: { ms: 10 } }, { scroll: 255 }],
    ["a broken clock engages nobody", { engagement: { ms: 31 * 86_400_000 } }, { engagement_ms: 0 }],
    [
      "money",
      { revenue: { amount: 12.34567, currency: "EUR", order_id: "A1" } },
      { revenue_amount: 12.3457, revenue_currency: "EUR", order_id: "A1" },
    ],
    ["a refund", { revenue: { amount: -5, currency: "EUR" } }, { revenue_amount: -5 }],
    [
      "a download",
      { file: { href: "https://a.example/f.PDF?k=1", extension: "PDF" } },
      { href: "https://a.example/f.PDF", file_extension: "pdf" },
    ],
    [
      "a vital",
      { vital: { metric: "LCP", value: 1_234.5, rating: "good" } },
      { vital_metric: "LCP", vital_value: 1_234.5 },
    ],
  ] as const)("%s", (_, given, expected) => {
    expect(details(given)).toMatchObject(expected);
  });

  test("more money than the column holds is no money", () => {
    expect(details({ revenue: { amount: 1e15, currency: "EUR" } })).not.toHaveProperty("revenue_amount");
  });
});
