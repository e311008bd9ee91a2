import { describe, expect, test } from "vitest";
import type { ShardStatus } from "../../../schema/objects.ts";
import { type Concern, concernsOf, type PipelineStatus } from "./pipeline-status.ts";

const NOW_MS = Date.parse("2026-11-24T09:00:00Z");
const SHARD: ShardStatus = {
  ...{ shard: 0, epoch: 1, ring: { used: 10, capacity: 100 }, unflushed: 0, pending: 0, unarchived: 4 },
  ...{ oldest_at: null, last_flush_at: NOW_MS - 1_000, last_archive_at: null, sessions: 3 },
  ...{ last_error: null, next_alarm_at: null },
};
const WELL: PipelineStatus = {
  queue: { backlog: 0, bytes: 0, oldest_at: null },
  shards: [SHARD],
  dead: { messages: { count: 0, more: false }, rows: { count: 0, more: false } },
  canary: {
    ...{ last_sent_at: "2026-11-24T08:59:00Z", last_seen_at: "2026-11-24T08:59:03Z" },
    ...{ seconds: 3, missed: 0 },
  },
};
const failed = { at: NOW_MS, sink: "clickhouse" as const, code: "away", message: "It is away." };
const minutesAgo = (minutes: number) => NOW_MS - minutes * 60_000;

describe("what an operator should look at", () => {
  test("is nothing when all of the way is open", () => {
    expect(concernsOf(WELL, NOW_MS)).toEqual([]);
  });

  test("is nothing before the first canary, and while events are minutes old", () => {
    const young = { ...SHARD, oldest_at: minutesAgo(4), ring: { used: 79, capacity: 100 } };
    const queue = { backlog: 7, bytes: 900, oldest_at: new Date(minutesAgo(4)).toISOString() };
    const canary = { last_sent_at: null, last_seen_at: null, seconds: null, missed: 0 };
    expect(concernsOf({ ...WELL, queue, canary, shards: [young] }, NOW_MS)).toEqual([]);
  });

  const cases: [string, Partial<PipelineStatus>, Concern[]][] = [
    ["a missed canary", { canary: { ...WELL.canary, missed: 2 } }, [{ about: "canary", missed: 2 }]],
    [
      "an old backlog",
      { queue: { backlog: 9, bytes: 1, oldest_at: new Date(minutesAgo(6)).toISOString() } },
      [{ about: "queue", ageMs: 6 * 60_000 }],
    ],
    ["a shard that is away", { shards: [{ shard: 2, error: "gone" }] }, [{ about: "silent", shard: 2 }]],
    [
      "a sink that fails, a ring that fills and events that wait",
      {
        shards: [
          { ...SHARD, last_error: failed, ring: { used: 80, capacity: 100 }, oldest_at: minutesAgo(6) },
        ],
      },
      [
        { about: "sink", shard: 0, sink: "clickhouse", message: "It is away." },
        { about: "ring", shard: 0, percent: 80 },
        { about: "late", shard: 0, ageMs: 6 * 60_000 },
      ],
    ],
    [
      "what was put aside, messages and rows",
      { dead: { messages: { count: 2, more: false }, rows: { count: 1, more: false } } },
      [{ about: "dead", count: 3 }],
    ],
  ];
  test.each(cases)("is %s", (_, change, concerns) => {
    expect(concernsOf({ ...WELL, ...change }, NOW_MS)).toEqual(concerns);
  });
});
