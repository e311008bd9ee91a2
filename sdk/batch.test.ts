import { describe, expect, test } from "vitest";
import type { WireEvent } from "../schema/event.ts";
import { addEvent, type Batch, backoffMs, bodyOf, type Head, isReady, trimQueue } from "./batch.ts";
import {
  MAX_BACKOFF_MS,
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  MAX_QUEUE_BYTES,
  MAX_QUEUE_EVENTS,
} from "./bounds.ts";

const NOW_MS = 1_800_000_000_000;
const HEAD: Head = { consent: "cookieless" };
const event = (name: string, title = "", timestamp = NOW_MS): WireEvent => ({
  id: name,
  name,
  timestamp,
  url: "https://a.example/",
  title,
});
const fill = (count: number, title = "", queue: Batch[] = []) =>
  Array.from({ length: count }).reduce<Batch[]>(
    (all, _, index) => addEvent(all, HEAD, event(`e${index}`, title), `b${index}`),
    queue,
  );
const sizes = (queue: Batch[]) => queue.map(({ events }) => events.length);

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
    expect(sizes(addEvent(fill(2), { consent: "full" }, event("x"), "b9"))).toEqual([2, 1]);
  });

  test("a batch that was tried takes no new events, for they would be taken for re-sent", () => {
    const tried = fill(2).map((batch) => ({ ...batch, resend: true }));
    expect(sizes(addEvent(tried, HEAD, event("x"), "b9"))).toEqual([2, 1]);
  });

  test("a batch that grew is to be stored again", () => {
    const held = fill(1).map((batch) => ({ ...batch, untilMs: NOW_MS }));
    expect(addEvent(held, HEAD, event("x"), "b9")[0]?.untilMs).toBeUndefined();
  });
});

test.each([
  ["nothing", [], false],
  ["one event that waits for company", fill(1), false],
  ["a full batch", fill(MAX_BATCH_EVENTS), true],
  ["more than one batch", fill(MAX_BATCH_EVENTS + 1), true],
  ["a batch that was tried", fill(1).map((batch) => ({ ...batch, resend: true })), true],
])("ready to leave: %s", (_, queue, expected) => {
  expect(isReady(queue)).toBe(expected);
});

describe("what is kept", () => {
  test("the newest events, when there are too many", () => {
    const kept = trimQueue(fill(MAX_QUEUE_EVENTS + 1), NOW_MS);
    expect(sizes(kept).reduce((sum, count) => sum + count)).toBe(MAX_QUEUE_EVENTS - MAX_BATCH_EVENTS + 1);
    expect(kept[kept.length - 1]?.events[0]?.name).toBe(`e${MAX_QUEUE_EVENTS}`);
  });

  test("the newest bytes, when there are too many", () => {
    const kept = trimQueue(fill(300, "x".repeat(2_000)), NOW_MS);
    expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(MAX_QUEUE_BYTES);
    expect(kept[kept.length - 1]?.events.slice(-1)[0]?.name).toBe("e299");
  });

  test.each([
    [7 * 86_400_000, 1],
    [7 * 86_400_000 + 1, 0],
  ])("what is %d ms old: %d batches", (ageMs, count) => {
    expect(trimQueue(fill(1), NOW_MS + ageMs)).toHaveLength(count);
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

test("a body says when it was sent, and that it was sent before", () => {
  const [batch] = fill(1);
  if (!batch) throw new Error("a queue of one event has a batch");
  const first = JSON.parse(bodyOf("site1.tag", batch, NOW_MS));
  expect(first).toMatchObject({ site: "site1.tag", sent_at: NOW_MS, consent: "cookieless" });
  expect(first).not.toHaveProperty("resend");
  expect(JSON.parse(bodyOf("site1.tag", { ...batch, resend: true }, NOW_MS + 1))).toEqual({
    ...first,
    sent_at: NOW_MS + 1,
    resend: true,
  });
});
