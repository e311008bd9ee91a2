import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SiteId } from "../../schema/ids.ts";
import type { RawMessage } from "../../schema/message.ts";
import { deliver } from "./deliver.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const message = (mid: string, bytes = 0): RawMessage => ({
  v: 1,
  kind: "raw",
  mid,
  site: "s" as SiteId,
  slot: 0,
  received_at: 0,
  resend: false,
  origin: "browser",
  groups: [],
  outcomes: [{ site: "x".repeat(bytes), minute: 0, stage: "collector", reason: "", n: 1 }],
});

/** A queue whose attempts go as `plan` says, one after the other; records what it was given. */
function queueOf(...plan: ("ok" | "fail" | "throw" | "hang")[]) {
  const sent: unknown[] = [];
  const attempt = (what: unknown) => {
    sent.push(what);
    const fate = plan[sent.length - 1] ?? "ok";
    if (fate === "throw") throw new TypeError("This cannot be sent.");
    if (fate === "hang") return new Promise<never>(() => undefined);
    return fate === "ok" ? Promise.resolve() : Promise.reject(new Error("Queue is overloaded."));
  };
  // Only what `deliver` uses of a queue.
  const queue = { send: attempt, sendBatch: attempt } as unknown as Queue;
  return { queue, sent };
}

test.each([
  [["ok"], true, 1],
  [["fail", "ok"], true, 2],
  [["hang", "ok"], true, 2],
  [["throw", "ok"], true, 2],
  [["throw", "throw"], false, 2],
  [["fail", "fail"], false, 2],
  [["hang", "hang"], false, 2],
  [["hang", "fail"], false, 2],
] as const)("I1: attempts that go %j mean %j", async (plan, isTaken, attempts) => {
  const { queue, sent } = queueOf(...plan);
  const delivered = deliver(queue, [message("m")]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(await delivered).toBe(isTaken);
  expect(sent).toEqual(Array.from({ length: attempts }, () => message("m")));
});

test("I1: a hanging queue is given four seconds and no more", async () => {
  const { queue } = queueOf("hang", "hang");
  let answer: boolean | undefined;
  void deliver(queue, [message("m")]).then((isTaken) => {
    answer = isTaken;
  });
  await vi.advanceTimersByTimeAsync(3_999);
  expect(answer).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(answer).toBe(false);
});

test("several messages go in batches of at most 100 and 256 KB, and one lost batch is no success", async () => {
  const messages = Array.from({ length: 120 }, (_, i) => message(`m${i}`, i < 4 ? 100_000 : 0));
  const { queue, sent } = queueOf("ok", "fail", "ok", "fail", "fail");
  const isTaken = await deliver(queue, messages);
  expect(isTaken).toBe(false);
  for (const batch of sent as { body: RawMessage }[][]) {
    expect(batch.length).toBeLessThanOrEqual(100);
    expect(JSON.stringify(batch).length).toBeLessThan(256_000);
  }
  const mids = (sent as { body: RawMessage }[][]).flatMap((batch) => batch.map(({ body }) => body.mid));
  expect(new Set(mids)).toEqual(new Set(messages.map(({ mid }) => mid)));
});
