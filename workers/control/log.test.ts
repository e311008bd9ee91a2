import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { failure, log } from "./log.ts";

afterEach(() => vi.restoreAllMocks());

test("a line is one JSON object with level, event and the given fields", () => {
  const lines: string[] = [];
  vi.spyOn(console, "warn").mockImplementation((line: string) => void lines.push(line));
  log("warn", "rollups_wait", {
    code: "ACCESS_DENIED",
    message: `first\nsecond${"x".repeat(500)}`,
    status: 503,
  });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: "warn", event: "rollups_wait", code: "ACCESS_DENIED", message: "first", status: 503 },
  ]);
});

test("of what was thrown its kind and place are told, not what it says", () => {
  const told = failure(new TypeError("https://example.com/?email=ada@example.com"));
  expect(told).toMatchObject({ error: "TypeError", at: expect.stringContaining("log.test.ts") });
  expect(JSON.stringify(told)).not.toContain("ada");
  expect(failure("a text")).toEqual({ error: "string" });
});

const TOP = join(import.meta.dirname, "../..");
/** The collector has its own words: its bundle is counted by the byte. */
const others = globSync("workers/**/*.ts", { cwd: TOP }).filter(
  (file) => !/test/.test(file) && !file.startsWith("workers/collector/") && file !== "workers/control/log.ts",
);

test.each(others)("%s writes no line of its own making", (file) => {
  expect(readFileSync(join(TOP, file), "utf8")).not.toMatch(/\bconsole\./);
});
