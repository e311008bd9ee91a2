/**
 * One drain: everything that a shard holds goes out in ring order, what waits is resolved, and what is no longer
 * needed is forgotten. The sinks and the slow lane fail apart: the archive's troubles do not delay ClickHouse, nor
 * those of another shard the fast lane.
 */
import type { ShardState } from "../shard-state.ts";
import { SinkError } from "../sinks/clickhouse.ts";
import { type ArchiveDeps, archive } from "./archive.ts";
import { release } from "./claim.ts";
import { type CountDeps, sendCounts } from "./counts.ts";
import { type FlushDeps, flush } from "./flush.ts";
import { type Trouble, type Troubles, troubled } from "./next-alarm.ts";
import { type ResolveDeps, resolve } from "./resolve.ts";

export interface DrainDeps extends FlushDeps, ResolveDeps, CountDeps, ArchiveDeps {}

/**
 * Drains until nothing is left, a sink refuses, or `until` (ms) has passed; forced, counts do not wait for their time.
 * Answers how the sinks stand; never throws.
 */
export async function drain(
  state: ShardState,
  deps: DrainDeps,
  until: number,
  troubles: Troubles,
  isForced = false,
): Promise<Troubles> {
  const clickhouse = await attempt(troubles.clickhouse, deps, () => flushAll(state, deps));
  const slow_lane =
    clickhouse === null
      ? await attempt(troubles.slow_lane, deps, () => resolveAll(state, deps, until))
      : troubles.slow_lane;
  if (clickhouse === null) state.memory.expire();
  return {
    clickhouse,
    slow_lane,
    outcomes: await attempt(troubles.outcomes, deps, () => sendCounts(state, deps, isForced)),
    archive: await attempt(troubles.archive, deps, () => archive(state, deps)),
  };
}

/** The archive alone, at once and whatever it said before. Never throws. */
export async function archiveNow(state: ShardState, deps: DrainDeps, troubles: Troubles): Promise<Troubles> {
  return { ...troubles, archive: await attempt(null, deps, () => archive(state, deps, true)) };
}

/** Resolving relies on it: all that was written before it began is visible. */
async function flushAll(state: ShardState, deps: DrainDeps): Promise<void> {
  for (const last = state.last; state.outbox.flushed < last; ) await flush(state, deps);
  state.memory.forgetIds(state.outbox.flushed, deps.now());
}

async function resolveAll(state: ShardState, deps: DrainDeps, until: number): Promise<void> {
  // Nothing is admitted while slots move.
  if (state.outbox.next) return;
  await release(state, deps);
  while (await resolve(state, deps)) {
    await flushAll(state, deps);
    await release(state, deps);
    if (deps.now() >= until) return;
  }
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
