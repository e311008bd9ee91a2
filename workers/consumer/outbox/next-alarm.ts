/** When to wake. The platform gives up after six failed alarms, so failures are remembered here, with our own delays. */
import type { ShardState } from "../shard-state.ts";
import { archiveDueAt } from "./archive.ts";

/** A sink that refused: since when not to ask it again, and what it said. */
export interface Trouble {
  failures: number;
  at: number;
  retry_at: number;
  code: string;
  message: string;
}

export interface Troubles {
  clickhouse: Trouble | null;
  archive: Trouble | null;
}

/** A lone event is carried at once; under load a flush a second gathers what came meanwhile. */
const GATHER_MS = 100;
const FLUSH_INTERVAL_MS = 1_000;

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** The next state of a sink's trouble: delays double from one second to a minute. */
export function troubled(
  before: Trouble | null,
  nowMs: number,
  said: { code: string; message: string },
): Trouble {
  const failures = (before?.failures ?? 0) + 1;
  const delay = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS);
  return { failures, at: nowMs, retry_at: nowMs + delay, ...said };
}

/** Before this time all that the shard admitted is visible, ms. */
export function flushCursor(state: ShardState, nowMs: number): number {
  for (const { at, events } of state.rowsAfter(state.outbox.flushed)) if (events > 0) return at;
  return nowMs;
}

/** When the shard has something to do next, ms; null when nothing is left to do. Never before `nowMs`. */
export function nextAlarm(
  state: ShardState,
  troubles: Troubles,
  shards: number,
  nowMs: number,
): number | null {
  const wishes = [
    flushAlarm(state, troubles),
    notBefore(troubles.clickhouse, resolveAt(state, shards, nowMs)),
    notBefore(troubles.archive, archiveDueAt(state)),
  ].filter((wish) => wish !== null);
  return wishes.length === 0 ? null : Math.max(nowMs, Math.min(...wishes));
}

/** When what was taken in is to be carried over: all that an ingest can change of the next alarm. */
export function flushAlarm({ outbox, rows, last }: ShardState, troubles: Troubles): number | null {
  if (outbox.flushed === last) return null;
  const at = rows.get(outbox.flushed + 1)?.at ?? 0;
  const wish = Math.max(at + GATHER_MS, (outbox.last_flush_at ?? 0) + FLUSH_INTERVAL_MS);
  return notBefore(troubles.clickhouse, wish);
}

function resolveAt({ memory, outbox }: ShardState, shards: number, nowMs: number): number | null {
  if (memory.pending.size === 0) return null;
  const soonest = Math.max(nowMs, (outbox.last_flush_at ?? 0) + FLUSH_INTERVAL_MS);
  // Alone there is nothing to wait for.
  let due = shards === 1 ? 0 : Number.POSITIVE_INFINITY;
  if (shards > 1) for (const waiting of memory.pending.values()) due = Math.min(due, waiting.due);
  return Math.max(soonest, due);
}

const notBefore = (trouble: Trouble | null, wish: number | null) =>
  wish === null ? null : Math.max(wish, trouble?.retry_at ?? 0);
