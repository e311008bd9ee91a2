import { expect, test } from "vitest";
import { globOf } from "./glob.ts";

test.each([
  ["/blog", "/blog", true],
  ["/blog", "/blog/1", false],
  ["/blog/*", "/blog/", true],
  ["/blog/*", "/blog/a/b", true],
  ["/blog/*", "/blog", false],
  ["*.example.com", "a.b.example.com", true],
  ["*.example.com", "example.com", false],
  ["*", "", true],
  ["**", "anything", true],
  ["/a*b*c", "/abc", true],
  ["/a*b*c", "/a-c-b", false],
  ["/a*b*c", "/a1b2b3c", true],
  ["a*a", "a", false],
  ["ab*ba", "aba", false],
  ["*x*", "no", false],
  ["/a.c", "/abc", false],
  ["/(a|b)", "/a", false],
  ["", "", true],
  ["", "a", false],
])("%o on %o: %s", (pattern, text, isMatch) => {
  expect(globOf(pattern)(text)).toBe(isMatch);
});

test("no pattern takes long, whatever the text", () => {
  const matches = globOf(`${"*a".repeat(200)}*b`);
  // As a regular expression this would take longer than anybody waits.
  expect(matches("a".repeat(2_000))).toBe(false);
});
