import { expect, test } from "vitest";
import { formatMoment, viewersMoment } from "./moments.ts";

const AT = "2026-11-24T23:30:05Z";

test("a moment stands on the clock of the site", () => {
  expect(formatMoment(AT, "Europe/Berlin", "minute")).toBe("Nov 25, 2026, 00:30");
});

test("a viewer elsewhere is told the same on the clock at hand, one in the site's zone nothing", () => {
  expect(viewersMoment(AT, "Europe/Berlin", "America/New_York")).toBe(
    "Nov 24, 2026, 18:30 (America/New_York)",
  );
  expect(viewersMoment(AT, "Europe/Berlin", "Europe/Berlin")).toBeUndefined();
});
