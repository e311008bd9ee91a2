import { describe, expect, test } from "vitest";
import { SLOT_COUNT } from "../../schema/limits.ts";
import { decodeCall } from "./call/decode.ts";
import { entry, event } from "./outbox/world/world.ts";
import { retryDelayS } from "./retry-delay.ts";
import { callsOf, shardOf } from "./route.ts";

describe("routing", () => {
  test.each([1, 3, 4, 64])("%i shards share all slots, none has two more than another", (shards) => {
    const counts = new Array<number>(shards).fill(0);
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const shard = shardOf(slot, shards);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test("a call holds one shard's entries in their order, and stays below the bound in bytes of UTF-8", () => {
    const routed = Array.from({ length: 40 }, (_, item) => {
      const title = { ...event(), title: "é".repeat(500) };
      return { entry: entry([title], { slot: item % 5 }), item };
    });
    const calls = callsOf(routed, 3, 10_000);
    for (const { shard, bytes, items } of calls) {
      expect(bytes.length).toBeLessThanOrEqual(10_000);
      expect(items.every((item) => (item % 5) % 3 === shard)).toBe(true);
      expect(items).toEqual(items.toSorted((a, b) => a - b));
      expect(decodeCall(bytes).entries.map(({ slot }) => slot)).toEqual(items.map((item) => item % 5));
    }
    expect(calls.flatMap(({ items }) => items).sort()).toEqual(routed.map(({ item }) => item).sort());
  });

  test("an entry larger than the bound travels alone", () => {
    const routed = [1, 2].map((item) => ({ entry: entry([event()]), item }));
    expect(callsOf(routed, 1, 10).map(({ items }) => items)).toEqual([[1], [2]]);
  });
});

describe("I7 the delay before a message comes again", () => {
  test.each([
    [1, 0, 2],
    [5, 0, 32],
    [1, 30, 30],
    [40, 30, 900],
  ])("attempt %i, asked for %i s: %i s", (attempts, leastS, delayS) => {
    expect(retryDelayS(attempts, leastS)).toBe(delayS);
  });
});
