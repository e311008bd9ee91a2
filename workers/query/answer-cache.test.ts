import { expect, test } from "vitest";
import type { MetricValue, QueryAnswer } from "../../schema/query.ts";
import { answerCache } from "./answer-cache.ts";

/** Answers are what they are to the cache: only their size matters. */
const kept = (text: string) => ({ readAt: 1, answer: { text } as unknown as QueryAnswer<MetricValue> });
const nowhere = answerCache(undefined, () => undefined);

function place() {
  const held = new Map<string, string>();
  const left: Promise<unknown>[] = [];
  const places = {
    match: async (address: string) => (held.has(address) ? new Response(held.get(address)) : undefined),
    put: async (address: string, response: Response) => void held.set(address, await response.text()),
  };
  // Of the platform's cache it has the two methods that are called.
  const cache = answerCache(places as unknown as Cache, (work) => void left.push(work));
  return { cache, held, settled: () => Promise.all(left) };
}

test("an answer is found again, as a copy that nobody else changes", async () => {
  nowhere.keep("one", kept("a"));
  const first = await nowhere.find("one");
  expect(first).toEqual(kept("a"));
  Object.assign(first ?? {}, { readAt: 2 });
  expect(await nowhere.find("one")).toEqual(kept("a"));
  expect(await nowhere.find("another")).toBeNull();
});

test("what is used least goes first when memory is full, and what is too large is not kept", async () => {
  const large = "x".repeat(400_000);
  for (let at = 0; at < 30; at++) {
    nowhere.keep(`large ${at}`, kept(large));
    await nowhere.find("large 0");
  }
  expect(await nowhere.find("large 0")).not.toBeNull();
  expect(await nowhere.find("large 29")).not.toBeNull();
  expect(await nowhere.find("large 1")).toBeNull();
  nowhere.keep("huge", kept("x".repeat(600_000)));
  expect(await nowhere.find("huge")).toBeNull();
});

test("the platform's cache keeps for other isolates, and its failure is a miss", async () => {
  const { cache, held, settled } = place();
  cache.keep("shared", kept("b"));
  await settled();
  expect([...held.keys()]).toEqual(["https://answers.invalid/shared"]);
  held.set("https://answers.invalid/of another isolate", JSON.stringify(kept("c")));
  expect(await cache.find("of another isolate")).toEqual(kept("c"));
  const away = { match: async () => Promise.reject(new Error("away")), put: async () => undefined };
  expect(await answerCache(away as unknown as Cache, () => undefined).find("nothing")).toBeNull();
});
