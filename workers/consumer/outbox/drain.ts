/**
 * One drain: everything that a shard holds goes out in ring order, what waits is resolved, and what is no longer
 * needed is forgotten. The two sinks fail apart: the archive's troubles do not delay ClickHouse, nor the other way.
 */
import type { ShardState } from "../shard-state.ts";
import { SinkError } from "../sinks/clickhouse.ts";
import { type ArchiveDeps, archive } from "./archive.ts";
import { type FlushDeps, flush } from "./flush.ts";
import { flushCursor, type Trouble, type Troubles, troubled } from "./next-alarm.ts";
import { resolve } from "./resolve.ts";

export interface DrainDeps extends FlushDeps, ArchiveDeps {
  /** How many shards there are: alone, a shard's memory and ClickHouse know of every copy. */
  shards: number;
}

export interface DrainLimits {
  /** Stops between two rounds after this time, ms. */
  until: number;
  /** Resolves what waits without its waiting time: the caller knows that no copy is on its way. */
  isForced: boolean;
}

/** Drains until nothing is left, a sink refuses, or the time is up. Answers how the sinks stand; never throws. */
export async function drain(
  state: ShardState,
  deps: DrainDeps,
  limits: DrainLimits,
  troubles: Troubles,
): Promise<Troubles> {
  const clickhouse = await attempt(troubles.clickhouse, deps, () => toClickHouse(state, deps, limits));
  const toArchive = await attempt(troubles.archive, deps, () => archive(state, deps));
  return { clickhouse, archive: toArchive };
}

async function toClickHouse(state: ShardState, deps: DrainDeps, limits: DrainLimits): Promise<void> {
  do {
    // Resolving relies on it: all that was written before this round is visible.
    for (const last = state.last; state.outbox.flushed < last; ) await flush(state, deps);
    state.memory.forgetIds(state.outbox.flushed, deps.now());
  } while ((await resolve(state, deps, dueBy(state, deps, limits))) && deps.now() < limits.until);
  state.memory.expire();
}

/**
 * Up to which `dueAt` waiting events may be resolved. With several shards a copy may be with another one until that
 * one's cursor has passed; alone, every copy is in this memory or visible.
 */
function dueBy(state: ShardState, deps: DrainDeps, { isForced }: DrainLimits): number {
  return isForced || deps.shards === 1 ? Number.POSITIVE_INFINITY : flushCursor(state, deps.now());
}

async function attempt(
  before: Trouble | null,
  { now }: DrainDeps,
  work: () => Promise<void>,
): Promise<Trouble | null> {
  if (before !== null && now() < before.retry_at) return before;
  try {
    await work();
    return null;
  } catch (error) {
    return troubled(before, now(), codeOf(error));
  }
}

/** Only a sink's own errors are known to be free of visitors' data. */
function codeOf(error: unknown): { code: string; message: string } {
  if (error instanceof SinkError) return { code: error.code, message: error.message };
  const name = error instanceof Error ? error.name : "unknown";
  return { code: "UNEXPECTED", message: `The drain stopped on an unexpected error (${name}).` };
}
