import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const TOP = join(import.meta.dirname, "..");
const text = readFileSync(join(TOP, "docs/architecture.md"), "utf8");
const rows = [...text.matchAll(/^\| (I\d) +\|[^|]*\|([^|]*)\|$/gm)].map(([, invariant = "", files = ""]) => ({
  invariant,
  files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
}));

describe("the table of invariants", () => {
  test("has all eight", () => {
    expect(rows.map(({ invariant }) => invariant)).toEqual(["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8"]);
  });

  test.each(rows.flatMap(({ invariant, files }) => files.map((file) => [invariant, file] as const)))(
    "%s is named in %s",
    (invariant, file) => {
      expect(existsSync(join(TOP, file))).toBe(true);
      expect(readFileSync(join(TOP, file), "utf8")).toMatch(new RegExp(`\\b${invariant}\\b`));
    },
  );
});
