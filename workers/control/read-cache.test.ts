import { describe, expect, test } from "vitest";
import { ControlPlaneAway, ReadCache } from "./read-cache.ts";

/** A source that counts its reads and can be away. */
function source(value: string | null) {
  const state = { value, reads: 0, away: false };
  const read = async () => {
    state.reads++;
    if (state.away) throw new Error("D1 is away");
    return state.value;
  };
  return { state, read };
}

describe("the cache over D1", () => {
  test("an answer is used for 10 s, then read again", async () => {
    const cache = new ReadCache<string>();
    const { state, read } = source("a");
    expect(await cache.get("k", 0, read)).toBe("a");
    state.value = "b";
    expect(cache.get("k", 9_999, read)).toBe("a");
    expect(await cache.get("k", 10_000, read)).toBe("b");
    expect(state.reads).toBe(2);
  });

  test("what does not exist is asked for again after 5 s", async () => {
    const cache = new ReadCache<string>();
    const { state, read } = source(null);
    expect(await cache.get("k", 0, read)).toBeNull();
    state.value = "made";
    expect(await cache.get("k", 4_999, read)).toBeNull();
    expect(await cache.get("k", 5_000, read)).toBe("made");
  });

  test("while D1 is away an answer serves for 60 s and D1 is asked once a second", async () => {
    const cache = new ReadCache<string>();
    const { state, read } = source("a");
    await cache.get("k", 0, read);
    state.away = true;
    expect(await cache.get("k", 30_000, read)).toBe("a");
    expect(cache.get("k", 30_999, read)).toBe("a");
    expect(state.reads).toBe(2);
    expect(await cache.get("k", 60_000, read)).toBe("a");
    await expect(cache.get("k", 60_001, read)).rejects.toThrow(ControlPlaneAway);
    state.away = false;
    expect(await cache.get("k", 60_002, read)).toBe("a");
  });

  test("many askers at once make one read", async () => {
    const cache = new ReadCache<string>();
    const { state, read } = source("a");
    const answers = await Promise.all(Array.from({ length: 20 }, () => cache.get("k", 0, read)));
    expect(new Set(answers)).toEqual(new Set(["a"]));
    expect(state.reads).toBe(1);
  });

  test("a forgotten key is read at once", async () => {
    const cache = new ReadCache<string>();
    const { state, read } = source("a");
    await cache.get("k", 0, read);
    state.value = "b";
    cache.forget("k");
    expect(await cache.get("k", 1, read)).toBe("b");
  });

  test("a clock that went back does not keep an answer for longer", async () => {
    const cache = new ReadCache<string>();
    const { state, read } = source("a");
    await cache.get("k", 1_000_000, read);
    expect(await cache.get("k", 0, read)).toBe("a");
    expect(state.reads).toBe(2);
  });
});
