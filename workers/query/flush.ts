/**
 * Waits until all that was accepted is visible in queries. A batch on its way from the queue to a shard is for a moment
 * counted by neither, so one look at an empty pipeline proves little: two looks have to agree, with a pause between
 * them, and nothing may have been flushed meanwhile.
 */
import type { ShardStatus } from "../../schema/objects.ts";
import type { Pipeline } from "./pipeline.ts";

const PAUSE_MS = 300;
const DRAIN_SLICE_MS = 5_000;

export type FlushAnswer =
  | { flushed: true }
  | {
      flushed: false;
      /** Messages in the queue. */
      backlog: number;
      /** Events in the shards that are not visible yet, slow lane included. */
      pending: number;
      /** When the oldest of them was received, ISO 8601. */
      oldest: string | null;
    };

interface Look {
  backlog: number;
  shards: ShardStatus[];
}

export interface Waiting {
  /** ms since any moment. */
  clock(): number;
  sleep(ms: number): Promise<void>;
}

/** Drains until two looks in a row find nothing left, or `timeoutMs` has passed. */
export async function flush(
  pipeline: Pipeline,
  timeoutMs: number,
  { clock, sleep }: Waiting,
): Promise<FlushAnswer> {
  const deadline = clock() + timeoutMs;
  let previous: Look | null = null;
  for (;;) {
    const left = Math.max(0, deadline - clock());
    const look = await lookAndDrain(pipeline, Math.min(left, DRAIN_SLICE_MS));
    if (isEmpty(look) && previous !== null && agrees(previous, look)) return { flushed: true };
    if (clock() + PAUSE_MS >= deadline) return unfinished(look);
    previous = isEmpty(look) ? look : null;
    await sleep(PAUSE_MS);
  }
}

/** The queue before the shards: what leaves it meanwhile is then seen in its shard. */
async function lookAndDrain({ queue, shards }: Pipeline, sliceMs: number): Promise<Look> {
  const { backlog } = await queue.backlog();
  return { backlog, shards: await Promise.all(shards.map((shard) => shard.drain(sliceMs))) };
}

const pendingOf = (shards: readonly ShardStatus[]): number =>
  shards.reduce((sum, { unflushed, pending }) => sum + unflushed + pending, 0);

const isEmpty = ({ backlog, shards }: Look): boolean => backlog === 0 && pendingOf(shards) === 0;

/** Nothing was flushed between the two looks either: whatever was on its way has not arrived in the meantime. */
const agrees = (before: Look, after: Look): boolean =>
  before.shards.every(({ last_flush_at }, index) => last_flush_at === after.shards[index]?.last_flush_at);

function unfinished({ backlog, shards }: Look): FlushAnswer {
  const times = shards.flatMap(({ oldest_at }) => (oldest_at === null ? [] : [oldest_at]));
  const oldest = times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
  return { flushed: false, backlog, pending: pendingOf(shards), oldest };
}
