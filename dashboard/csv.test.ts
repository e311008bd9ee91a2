import { expect, test } from "vitest";
import { type Cell, csvText, fileName } from "./csv.ts";

test.each<[Cell, string]>([
  ["plain", "plain"],
  [12.5, "12.5"],
  [-3, "-3"],
  [null, ""],
  ['say "hi", now', '"say ""hi"", now"'],
  ["two\nlines", '"two\nlines"'],
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["+1", "'+1"],
  ["@cmd", "'@cmd"],
  ['-1,"x"', `"'-1,""x"""`],
])("%j is the cell %j", (cell, text) => {
  expect(csvText([[cell, "end"]])).toBe(`${text},end\r\n`);
});

test("a file is named for what is in it", () => {
  expect(fileName("Müller & Söhne", "event:page", "2026-11-01")).toBe(
    "müller-söhne-event-page-2026-11-01.csv",
  );
});
