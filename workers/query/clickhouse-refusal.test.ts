import { ClickHouseError } from "@clickhouse/client-web";
import { expect, test } from "vitest";
import { refusalOf } from "./clickhouse-refusal.ts";

const failing = (code: string, message = "secret words") => new ClickHouseError({ code, message, type: "X" });

test.each([
  ["158", "", 422, "query_too_expensive"],
  ["307", "", 422, "query_too_expensive"],
  ["159", "", 422, "query_too_expensive"],
  ["160", "", 422, "query_too_expensive"],
  ["241", "Query memory limit exceeded: would use 1.00 GiB", 422, "query_too_expensive"],
  ["241", "(total) memory limit exceeded: would use 7.00 GiB", 503, "clickhouse_busy"],
  ["241", "User memory limit exceeded: would use 7.00 GiB", 503, "clickhouse_busy"],
  ["202", "", 503, "clickhouse_busy"],
  ["396", "", 422, "too_many_rows"],
  ["427", "", 422, "invalid_pattern"],
  ["60", "", 503, "not_migrated"],
  ["452", "", 500, "beyond_profile"],
])("code %s (%s) is %i %s", (code, message, status, word) => {
  const refusal = refusalOf(failing(code, message || undefined));
  expect([refusal.status, refusal.error.code]).toEqual([status, word]);
  expect(JSON.stringify(refusal)).not.toContain("secret words");
});

test("no answer at all is not the asker's fault", () => {
  expect(refusalOf(new Error("connection refused")).error.code).toBe("clickhouse_away");
});
