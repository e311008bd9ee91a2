import { expect, test } from "vitest";
import { byMonth, momentOf, wallOf } from "./moment.ts";

test("a time is said by the site's clock and kept as an instant", () => {
  expect(momentOf("2026-11-24T10:30", "Europe/Berlin")).toBe("2026-11-24T09:30:00Z");
  expect(wallOf("2026-11-24T09:30:00Z", "Europe/Berlin")).toBe("2026-11-24T10:30");
});

test.each(["", "2026-11-24", "2026-13-40T10:30"])("%s is no time", (text) => {
  expect(momentOf(text, "UTC")).toBeNull();
});

test("months are those of the site's clock", () => {
  const at = (time: string) => ({ id: time, site_id: "a", at: time, text: "x", created_at: time });
  const months = byMonth([at("2026-11-30T23:30:00Z"), at("2026-11-30T10:00:00Z")], "Europe/Berlin");
  expect(months.map(([month, { length }]) => [month, length])).toEqual([
    ["2026-12", 1],
    ["2026-11", 1],
  ]);
});
