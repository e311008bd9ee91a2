import { expect, test } from "vitest";
import { DEFAULT_LIMITS, limitsOf } from "./limits.ts";

test("the environment changes what it names, and an empty text names nothing", () => {
  expect(limitsOf({})).toEqual(DEFAULT_LIMITS);
  expect(
    limitsOf({ QUERY_MAX_SECONDS: "", QUERY_MAX_MEMORY_BYTES: "1000000000", TOKEN_ROWS_PER_MINUTE: "5" }),
  ).toEqual({
    ...DEFAULT_LIMITS,
    queryMemoryBytes: 1_000_000_000,
    tokenRows: 5,
  });
});

test.each(["0", "-1", "1.5", "many", "1e400"])("%s is refused by name", (said) => {
  expect(() => limitsOf({ QUERY_MAX_ROWS: said })).toThrow("QUERY_MAX_ROWS");
});
