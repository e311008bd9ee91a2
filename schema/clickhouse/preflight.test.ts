import { describe, expect, test } from "vitest";
import { costOf, describeCost } from "./cost.ts";
import { problemsOf, type ServerFacts } from "./preflight.ts";

const WELL: ServerFacts = {
  version: "26.7.2.1",
  rights: [{ right: "CREATE TABLE", isGranted: true }],
  settings: { readonly: "0", allow_ddl: "1", enable_lightweight_update: "1" },
  freeBytes: 80e9,
  cluster: null,
};

describe("preflight", () => {
  test.each([
    {},
    { freeBytes: null },
    { version: "27.1.1" },
    { cluster: { name: "c", servers: 2, macros: ["shard", "replica"] } },
  ])("a server that can do it has no problem: %o", (facts) =>
    expect(problemsOf({ ...WELL, ...facts })).toEqual([]),
  );

  test.each([
    ["version", { version: "26.2.9" }, "26.3 or newer"],
    ["version", { version: "25.12.1" }, "too old"],
    ["rights", { rights: [{ right: "CREATE TABLE", isGranted: false }] }, "lacks CREATE TABLE"],
    ["settings", { settings: { ...WELL.settings, readonly: "1" } }, "readonly = 1"],
    ["settings", { settings: { ...WELL.settings, allow_ddl: "0" } }, "allow_ddl"],
    ["settings", { settings: { ...WELL.settings, enable_lightweight_update: "0" } }, "lightweight"],
    ["disk", { freeBytes: 5e8 }, "0.50 GB"],
    ["cluster", { cluster: { name: "c", servers: 0, macros: ["shard", "replica"] } }, "no cluster c"],
    ["cluster", { cluster: { name: "c", servers: 2, macros: ["shard"] } }, "macros"],
  ])("%s: %o is named with what to do", (code, facts, words) => {
    const problems = problemsOf({ ...WELL, ...facts });
    expect(problems).toMatchObject([{ code }]);
    expect(problems[0]?.message).toContain(words);
  });
});

describe("cost", () => {
  const sizes = [{ table: "events", rows: 10_000_000, bytes: 500_000_000 }];
  test.each([
    ["-- why\nCREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x", "creates", 0],
    ["ALTER TABLE events ADD COLUMN x UInt8", "metadata", 0],
    ["ALTER TABLE events MODIFY SETTING a = 1", "metadata", 0],
    ["ALTER TABLE events MODIFY COLUMN x UInt16", "rewrites", 10],
    ["ALTER TABLE events MATERIALIZE INDEX i", "rewrites", 10],
    ["ALTER TABLE events DELETE WHERE 1", "rewrites", 10],
    ["ALTER TABLE sessions MATERIALIZE COLUMN x", "rewrites", 0],
    ["DROP TABLE events", "drops", 0],
  ])("%s", (sql, kind, seconds) => {
    expect(costOf({ name: "0009_x", sql }, sizes)).toMatchObject({ kind, seconds });
  });

  test("is a line for a person", () => {
    const cost = costOf({ name: "0009_x", sql: "ALTER TABLE events MATERIALIZE INDEX i" }, sizes);
    expect(describeCost(cost)).toBe(
      "0009_x rewrites events: 10,000,000 rows, 500.0 MB, about 10 s beside the traffic",
    );
  });
});
