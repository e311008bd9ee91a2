import { expect, test } from "vitest";
import { expiryOf, standingOf } from "./expiry.ts";

const NOW_MS = Date.parse("2026-11-24T09:00:00Z");

test.each([
  ["never", "", null],
  ["7", "", "2026-12-01T09:00:00.000Z"],
  ["date", "2026-12-24", "2026-12-24T23:59:59Z"],
] as const)("a life of %s %s ends at %s", (life, day, end) => {
  expect(expiryOf(life, day, NOW_MS)).toBe(end);
});

test.each([
  [null, "lasting"],
  ["2026-12-24T00:00:00Z", "lasting"],
  ["2026-11-25T00:00:00Z", "ending"],
  ["2026-11-24T09:00:00Z", "over"],
])("%s is %s", (end, standing) => {
  expect(standingOf(end, NOW_MS)).toBe(standing);
});
