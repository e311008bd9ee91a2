import fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Bytes } from "./shape.ts";

test("bytes are counted as TextEncoder writes them, half surrogate pairs too", () => {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7ff, max: 0xe000 }));
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
      const text = String.fromCharCode(...units);
      expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length);
    }),
    { numRuns: 2_000 },
  );
});
