import { describe, expect, test } from "vitest";
import type { WireEvent } from "./api.ts";
import { addEvent, type Batch, backoffMs, bodyOf, type Head, isReady, keepNewest } from "./batch.ts";
import {
  MAX_BACKOFF_MS,
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  MAX_QUEUE_BYTES,
  MIN_EVENT_BYTES,
} from "./bounds.ts";

const NOW_MS = 1_800_000_000_000;
const HEAD: Head = { consent: "cookieless", context: {} };
const event = (name: string, title = "", timestamp = NOW_MS): WireEvent => ({
  id: name,
  name,
  timestamp,
  url: "https://a.example/",
  title,
});
const fill = (count: number, title = "", queue: Batch[] = []): Batch[] => {
  for (let index = 0; index < count; index++) addEvent(queue, HEAD, event(`e${index}`, title), `b${index}`);
  return queue;
};
const tried = (queue: Batch[]) => queue.map((batch) => ({ ...batch, resend: true }));
const sizes = (queue: readonly Batch[]) => queue.map(({ events }) => events.length);
/** The queue with one more event of this head. */
const grown = (queue: Batch[], head: Head = HEAD) => {
  addEvent(queue, head, event("x"), "b9");
  return queue;
};

describe("what goes together", () => {
  test("events of one head, up to the number", () => {
    expect(sizes(fill(MAX_BATCH_EVENTS * 2 + 1))).toEqual([MAX_BATCH_EVENTS, MAX_BATCH_EVENTS, 1]);
  });

  test("events of one head, up to the bytes of UTF-8", () => {
    const queue = fill(30, "é".repeat(5_000));
    expect(sizes(queue)).toEqual([5, 5, 5, 5, 5, 5]);
    for (const batch of queue)
      expect(new TextEncoder().encode(JSON.stringify(batch.events)).length).toBeLessThan(
        MAX_BATCH_BYTES + 100,
      );
  });

  test("another head begins another batch", () => {
    expect(sizes(grown(fill(2), { consent: "full", context: {} }))).toEqual([2, 1]);
  });

  test("a batch that was tried takes no new events, for they would be taken for re-sent", () => {
    expect(sizes(grown(tried(fill(2))))).toEqual([2, 1]);
  });

  test("a batch that grew is to be stored again", () => {
    const held = fill(1).map((batch) => ({ ...batch, untilMs: NOW_MS }));
    expect(grown(held)[0]?.untilMs).toBe(0);
  });
});

test.each([
  ["nothing", [], false],
  ["one event that waits for company", fill(1), false],
  ["a full batch", fill(MAX_BATCH_EVENTS), true],
  ["more than one batch", fill(MAX_BATCH_EVENTS + 1), true],
  ["a batch that was tried", tried(fill(1)), true],
])("ready to leave: %s", (_, queue, expected) => {
  expect(Boolean(isReady(queue))).toBe(expected);
});

describe("what is kept", () => {
  /** What stays of the queue, and how many events went. */
  const trim = (queue: Batch[], nowMs = NOW_MS) => {
    const dropped: Batch[] = [];
    const kept = keepNewest(queue, nowMs, (batch) => dropped.push(batch) < 0);
    return { kept, dropped };
  };

  test("a thousand events at most, the newest", () => {
    const { kept, dropped } = trim(fill(1_010));
    expect(MAX_QUEUE_BYTES / MIN_EVENT_BYTES).toBe(1_000);
    expect(sizes(kept).reduce((sum, count) => sum + count)).toBe(990);
    expect(sizes(dropped)).toEqual([MAX_BATCH_EVENTS]);
    expect(kept[0]?.key).toBe("b20");
    expect(kept[kept.length - 1]?.events.slice(-1)[0]?.name).toBe("e1009");
  });

  test("the newest bytes, when there are too many", () => {
    const { kept } = trim(fill(300, "x".repeat(2_000)));
    expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(MAX_QUEUE_BYTES);
    expect(kept[kept.length - 1]?.events.slice(-1)[0]?.name).toBe("e299");
  });

  test.each([
    [7 * 86_400_000, 1],
    [7 * 86_400_000 + 1, 0],
  ])("what is %d ms old: %d batches", (ageMs, count) => {
    expect(trim(fill(1), NOW_MS + ageMs).kept).toHaveLength(count);
  });
});

test.each([
  [1, 0, 1_000],
  [1, 1, 2_000],
  [3, 1, 8_000],
  [50, 1, MAX_BACKOFF_MS],
])("after %d failures with chance %d: %d ms", (failures, chance, expected) => {
  expect(backoffMs(failures, chance)).toBe(expected);
});

describe("a body", () => {
  const [batch] = fill(1);
  if (!batch) throw new Error("a queue of one event has a batch");
  const body = (change: Partial<Batch>, nowMs = NOW_MS) =>
    JSON.parse(bodyOf("site1.tag", { ...batch, ...change }, nowMs));

  test("says when it was sent, and whether it was sent before", () => {
    const first = body({});
    expect(first).toMatchObject({ site: "site1.tag", sent_at: NOW_MS, consent: "cookieless" });
    expect(first.context).toEqual({ timezone: expect.any(String) });
    expect(first).not.toHaveProperty("resend");
    expect(body({ resend: true }, NOW_MS + 1)).toEqual({ ...first, sent_at: NOW_MS + 1, resend: true });
  });

  test("of a batch whose lease ran out may have been sent by another page", () => {
    expect(body({ untilMs: NOW_MS - 1 })).toMatchObject({ resend: true });
    expect(body({ untilMs: NOW_MS })).not.toHaveProperty("resend");
  });
});
