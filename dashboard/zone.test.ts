import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addDays,
  addMinutes,
  addMonths,
  countDays,
  dayIn,
  instantOf,
  isoInstant,
  wallClock,
} from "./zone.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Chatham",
  "Australia/Lord_Howe",
];

test.each(ZONES)("in %s an instant's wall clock leads back to it, but where clocks go back", (zone) => {
  const minute = fc.integer({ min: 24_000_000, max: 32_000_000 }).map((minutes) => minutes * 60_000);
  fc.assert(
    fc.property(minute, (instant) => {
      const back = instantOf(wallClock(instant, zone), zone);
      expect(wallClock(back, zone)).toBe(wallClock(instant, zone));
      expect(instant - back).toBeGreaterThanOrEqual(0);
      expect(instant - back).toBeLessThanOrEqual(3_600_000);
    }),
  );
});

test.each([
  ["2026-11-03T14:00", "Europe/Berlin", "2026-11-03T13:00:00Z"],
  ["2026-07-03T14:00", "Europe/Berlin", "2026-07-03T12:00:00Z"],
  // Twice, at 00:30Z and 01:30Z: the first.
  ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"],
  // Never: an hour later.
  ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00Z"],
  ["2026-11-03T14:00", "Asia/Kolkata", "2026-11-03T08:30:00Z"],
])("%s in %s is %s", (wall, zone, instant) => {
  expect(isoInstant(instantOf(wall, zone))).toBe(instant);
});

test("a day is the wall clock's day", () => {
  const instant = Date.parse("2026-11-03T23:30:00Z");
  expect(dayIn(instant, "UTC")).toBe("2026-11-03");
  expect(dayIn(instant, "Europe/Berlin")).toBe("2026-11-04");
});

test("days, months and minutes add up over their edges", () => {
  expect(addDays("2026-02-27", 3)).toBe("2026-03-02");
  expect(addMonths("2026-03-31", -1)).toBe("2026-02-28");
  expect(addMonths("2026-01-15", -12)).toBe("2025-01-15");
  expect(addMonths("2026-11-30", 2)).toBe("2027-01-30");
  expect(countDays("2026-02-27", "2026-03-02")).toBe(4);
  expect(addMinutes("2026-12-31T23:59", 1)).toBe("2027-01-01T00:00");
});
