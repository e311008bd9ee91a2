import { expect, test } from "vitest";
import { noteUnknown, waitOf } from "./attempts.ts";

const show = (address: string, tokens: number, nowMs: number) => {
  for (let i = 0; i < tokens; i++) noteUnknown(address, `ff_${nowMs}_${i}`, nowMs);
};

test("ten different tokens in a minute are enough, for that address and until the minute is over", () => {
  show("192.0.2.1", 9, 1_000);
  expect(waitOf("192.0.2.1", 2_000)).toBe(0);
  noteUnknown("192.0.2.1", "ff_another", 21_000);
  expect(waitOf("192.0.2.1", 21_000)).toBe(40);
  expect(waitOf("192.0.2.2", 21_000)).toBe(0);
  expect(waitOf("192.0.2.1", 61_000)).toBe(0);
});

test("a dashboard with a token that has expired may ask as often as it likes", () => {
  for (let i = 0; i < 100; i++) noteUnknown("192.0.2.3", "ff_expired", i);
  expect(waitOf("192.0.2.3", 100)).toBe(0);
});

test.each([
  ["2001:db8:0:1::7", "2001:db8:0:1:aaaa:bbbb:cccc:dddd", true],
  ["2001:db8::7", "2001:db8:0:0:1:2:3:4", true],
  ["2001:db8:0:2::7", "2001:db8:0:3::7", false],
])("%s and %s are one network: %s", (one, other, isOne) => {
  show(one, 10, 1_000_000);
  expect(waitOf(other, 1_000_000) > 0).toBe(isOne);
});
