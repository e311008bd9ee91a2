import { expect, test } from "vitest";
import { formatShare, pointsText } from "./rates.ts";

test("a share has one decimal, one of nothing has none", () => {
  expect([formatShare(4.25), formatShare(0), formatShare(null)]).toEqual(["4.3\u00a0%", "0.0\u00a0%", "–"]);
});

test.each([
  [1.54, "+1.5\u00a0pts", "better"],
  [-2, "-2\u00a0pts", "worse"],
  [0.04, "0\u00a0pts", "same"],
])("%d points are %s", (points, text, meaning) => {
  expect(pointsText(points)).toEqual({ text, meaning });
});
