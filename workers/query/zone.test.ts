import { describe, expect, test } from "vitest";
import {
  dateOf,
  dayNumber,
  HOUR_MS,
  isoInZone,
  startOfDay,
  startOfMonth,
  wallMs,
  weekday,
  zoneName,
} from "./zone.ts";

const lengthInHours = (zone: string, date: string) =>
  (startOfDay(zone, dayNumber(date) + 1) - startOfDay(zone, dayNumber(date))) / HOUR_MS;

test.each([
  ["UTC", "2026-11-24", 24, "2026-11-24T00:00:00.000Z"],
  ["Asia/Kathmandu", "2026-11-24", 24, "2026-11-23T18:15:00.000Z"],
  ["Europe/Berlin", "2026-03-29", 23, "2026-03-28T23:00:00.000Z"],
  ["Europe/Berlin", "2026-10-25", 25, "2026-10-24T22:00:00.000Z"],
  ["Australia/Lord_Howe", "2026-04-05", 24.5, "2026-04-04T13:00:00.000Z"],
  ["Australia/Lord_Howe", "2026-10-04", 23.5, "2026-10-03T13:30:00.000Z"],
  // Midnight does not exist: clocks jump to 01:00.
  ["America/Santiago", "2022-09-11", 23, "2022-09-11T04:00:00.000Z"],
  // Midnight happens twice: the day has both.
  ["America/Havana", "2023-11-05", 25, "2023-11-05T04:00:00.000Z"],
  // 23:00 happens twice.
  ["America/Asuncion", "2024-03-23", 25, "2024-03-23T03:00:00.000Z"],
  ["Pacific/Kiritimati", "2026-01-01", 24, "2025-12-31T10:00:00.000Z"],
  ["Pacific/Pago_Pago", "2026-01-01", 24, "2026-01-01T11:00:00.000Z"],
])("in %s %s has %d hours and begins at %4$s", (zone, date, hours, start) => {
  expect(lengthInHours(zone, date)).toBe(hours);
  expect(new Date(startOfDay(zone, dayNumber(date))).toISOString()).toBe(start);
});

describe("calendars", () => {
  test("days have weekdays and months, before 1970 too", () => {
    expect(["2026-11-23", "2026-11-29", "1969-12-29"].map((date) => weekday(dayNumber(date)))).toEqual([
      0, 6, 0,
    ]);
    expect(dateOf(startOfMonth(dayNumber("2026-01-31"), 1))).toBe("2026-02-01");
    expect(dateOf(startOfMonth(dayNumber("2026-01-31"), -12))).toBe("2025-01-01");
  });

  test("an instant is written as the zone shows it", () => {
    const instant = Date.UTC(2026, 0, 1, 0, 0, 0);
    expect(isoInZone("Asia/Kathmandu", instant)).toBe("2026-01-01T05:45:00+05:45");
    expect(isoInZone("America/St_Johns", instant)).toBe("2025-12-31T20:30:00-03:30");
    expect(wallMs("Asia/Kathmandu", instant + 7) - instant).toBe(5.75 * HOUR_MS + 7);
  });

  test.each([
    ["Europe/Paris", "Europe/Paris"],
    ["europe/paris", "Europe/Paris"],
    ["+02:00", null],
    ["Nowhere/Land", null],
    ["", null],
  ])("%j is the zone %j", (name, known) => {
    expect(zoneName(name)).toBe(known);
  });
});
