import { expect, test } from "vitest";
import type { ShardStatus } from "../../schema/objects.ts";
import { flush } from "./flush.ts";

const STATUS: ShardStatus = {
  ...{
    shard: 0,
    epoch: 1,
    ring: { used: 0, capacity: 10 },
    unflushed: 0,
    pending: 0,
    unarchived: 0,
    sessions: 0,
  },
  ...{ oldest_at: null, last_flush_at: null, last_archive_at: null, last_error: null, next_alarm_at: null },
};

/** A pipeline that shows one look after the other, the last one for ever, on a clock that only sleep moves. */
function world(looks: { backlog?: number; shard?: Partial<ShardStatus> }[]) {
  let [at, time] = [0, 0];
  const look = () => looks[Math.min(at, looks.length - 1)];
  const waiting = {
    clock: () => time,
    sleep: async (ms: number) => {
      time += ms;
      at++;
    },
  };
  const status = async () => ({ ...STATUS, ...look()?.shard });
  const queue = { backlog: async () => ({ backlog: look()?.backlog ?? 0, bytes: 0, oldest_at: null }) };
  return {
    run: (timeoutMs: number) => flush({ queue, shards: [{ status, drain: status }] }, timeoutMs, waiting),
    looks: () => at + 1,
  };
}

test("two looks at an empty pipeline are needed", async () => {
  const { run, looks } = world([{}]);
  expect(await run(5_000)).toEqual({ flushed: true });
  expect(looks()).toBe(2);
});

test("what was between queue and shard at the first look is waited for", async () => {
  const { run, looks } = world([
    {},
    { shard: { unflushed: 5, oldest_at: 1 } },
    { shard: { last_flush_at: 9 } },
  ]);
  expect(await run(5_000)).toEqual({ flushed: true });
  expect(looks()).toBe(4);
});

test("two empty looks do not agree when something was flushed between them", async () => {
  const { run, looks } = world([{}, { shard: { last_flush_at: 9 } }]);
  expect(await run(5_000)).toEqual({ flushed: true });
  expect(looks()).toBe(3);
});

test("a queue that does not empty is told, with what is left", async () => {
  const shard = { unflushed: 2, pending: 3, oldest_at: Date.UTC(2026, 10, 24) };
  expect(await world([{ backlog: 7, shard }]).run(1_000)).toEqual({
    ...{ flushed: false, backlog: 7, pending: 5, oldest: "2026-11-24T00:00:00.000Z" },
  });
});

test("without time it looks once", async () => {
  const { run, looks } = world([{}]);
  expect(await run(0)).toEqual({ flushed: false, backlog: 0, pending: 0, oldest: null });
  expect(looks()).toBe(1);
});
