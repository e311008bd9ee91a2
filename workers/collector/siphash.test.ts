import { expect, test } from "vitest";
import { sipHash, sipKey } from "./siphash.ts";

const KEY = sipKey(Uint8Array.from({ length: 16 }, (_, i) => i));
/** The bytes 0, 1, 2 … as text. */
const upTo = (bytes: number) => String.fromCharCode(...Array.from({ length: bytes }, (_, i) => i));
/** As the reference prints it: each 64-bit word with its lowest byte first. */
const asBytes = (digits: string) =>
  (digits.match(/.{16}/g) ?? []).map((word) => word.match(/../g)?.toReversed().join("")).join("");

/** The reference implementation's vectors (https://github.com/veorq/SipHash/blob/master/vectors.h, `vectors_sip128`). */
test.each([
  [0, "a3817f04ba25a8e66df67214c7550293"],
  [1, "da87c1d86b99af44347659119b22fc45"],
  [2, "8177228da4a45dc7fca38bdef60affe4"],
  [4, "f88164c12d9c8faf7d0f6e7c7bcd5579"],
  [6, "14eeca338b208613485ea0308fd7a15e"],
  [8, "3b62a9ba6258f5610f83e264f31497b4"],
  [14, "31fcefac66d7de9c7ec7485fe4494902"],
  [16, "6ee2a4ca67b054bbfd3315bf85230577"],
  [62, "5853542321f567a005d547a4f04759bd"],
])("SipHash-2-4 of %i bytes", (bytes, digits) => {
  expect(asBytes(sipHash(KEY, upTo(bytes)))).toBe(digits);
});

test("every unit of a text counts, and so does its length", () => {
  const texts = [
    "",
    "\0",
    "a",
    "a\0",
    "a\0\0\0",
    "\u0100",
    "\ud800",
    "\ufffd",
    "aaaa",
    "aaaaa",
    "A\u0001",
    "\u0141",
    "\xff",
  ];
  expect(new Set(texts.map((text) => sipHash(KEY, text))).size).toBe(texts.length);
});
