import { expect, test } from "vitest";
import { z } from "zod";
import { deterministicId } from "./deterministic-id.ts";

test("an id is a UUID of version 8 that follows from all its parts", () => {
  const ids = ["a", "b"].flatMap((part) => [0, 1].map((n) => deterministicId(part, n)));
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(z.uuid({ version: "v8" }).safeParse(id).error).toBeUndefined();
  expect(deterministicId("a", 0)).toBe(ids[0]);
  expect(deterministicId("a1", 0)).not.toBe(deterministicId("a", 10));
});
