import { describe, expect, test } from "vitest";
import type { OutcomeSums } from "../../../schema/outcome-input.ts";
import { bucketsOf, outcomesPath, parseSpan, RECEIVED } from "./outcome-counts.ts";
import { shareText } from "./share-text.ts";

const sums = (accepted: number, refused = 0): OutcomeSums => ({
  ...{ received: accepted + refused, accepted, duplicate: 0, quarantined: 0, refused, restored: 0 },
});

/** Long after the range. */
const bucketsIn = (answer: Parameters<typeof bucketsOf>[0]) =>
  bucketsOf(answer, Date.parse("2027-01-01T00:00Z"));

describe("the buckets of a range", () => {
  test("are its hours on the site's clock, those without a count too, and their sums are the answer's", () => {
    const buckets = bucketsIn({
      date_range: ["2026-11-24T08:20:00+05:30", "2026-11-24T11:20:00+05:30"],
      ...{ interval: "hour", timezone: "Asia/Kolkata" },
      series: [
        { time: "2026-11-24T08:00:00+05:30", ...sums(3, 1) },
        { time: "2026-11-24T11:00:00+05:30", ...sums(2) },
      ],
    });
    expect(buckets.map(({ label }) => label.slice(11))).toEqual(["08:00", "09:00", "10:00", "11:00"]);
    expect(buckets.map(({ sums: { accepted } }) => accepted)).toEqual([3, 0, 0, 2]);
    for (const { sums } of buckets)
      expect(RECEIVED.reduce((sum, name) => sum + sums[name], 0)).toBe(sums.received);
  });

  test("are its days, the one on which clocks change among them", () => {
    const buckets = bucketsIn({
      date_range: ["2026-10-24T00:00:00+02:00", "2026-10-27T00:00:00+01:00"],
      ...{ interval: "day", timezone: "Europe/Berlin" },
      series: [{ time: "2026-10-25T00:00:00+02:00", ...sums(5) }],
    });
    expect(buckets.map(({ label, sums: { received } }) => [label, received])).toEqual([
      ["2026-10-24", 0],
      ["2026-10-25", 5],
      ["2026-10-26", 0],
    ]);
  });

  test("end now, when the range has not", () => {
    const day: [string, string] = ["2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"];
    const answer = { date_range: day, interval: "hour" as const, timezone: "UTC", series: [] };
    expect(bucketsOf(answer, Date.parse("2026-11-24T01:30:00Z")).map(({ label }) => label.slice(11))).toEqual(
      ["00:00", "01:00"],
    );
  });

  test("lose nothing when two hours have one name", () => {
    const buckets = bucketsIn({
      date_range: ["2026-10-25T02:00:00+02:00", "2026-10-25T03:00:00+01:00"],
      ...{ interval: "hour", timezone: "Europe/Berlin" },
      series: [
        { time: "2026-10-25T02:00:00+02:00", ...sums(1) },
        { time: "2026-10-25T02:00:00+01:00", ...sums(2) },
      ],
    });
    expect(buckets).toEqual([{ label: "2026-10-25T02:00", sums: sums(3) }]);
  });
});

test.each([
  ["24h", "date_range=24h&interval=hour"],
  ["7d", "date_range=2026-11-19%2C2026-11-25&interval=hour"],
  ["30d", "date_range=2026-10-27%2C2026-11-25&interval=day"],
  ["century", "date_range=24h&interval=hour"],
])("%s, as the site's clock has it, is asked as %s", (text, question) => {
  const lateMs = Date.parse("2026-11-24T20:00:00Z");
  expect(outcomesPath("a b", parseSpan(text), "Asia/Tokyo", lateMs)).toBe(
    `/v1/outcomes?site_id=a+b&${question}`,
  );
});

test.each([
  [0, 0, "–"],
  [0, 9, "0.0\u00a0%"],
  [1, 9_000, "<\u00a00.1\u00a0%"],
  [1, 8, "12.5\u00a0%"],
  [8_999, 9_000, ">\u00a099.9\u00a0%"],
  [9, 9, "100.0\u00a0%"],
])("%i of %i are %s", (n, of, text) => {
  expect(shareText(n, of)).toBe(text);
});
