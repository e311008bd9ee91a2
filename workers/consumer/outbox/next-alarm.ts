/** When to wake. The platform gives up after six failed alarms, so failures are remembered here, with our own delays. */
import type { ShardState } from "../shard-state.ts";
import { archiveDueAt } from "./archive.ts";
import { countDueAt } from "./counts.ts";

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
  /** Of resolving: ClickHouse's questions, or another shard. */
  slow_lane: Trouble | null;
  outcomes: Trouble | null;
  archive: Trouble | null;
}

/** A row of claims only is flushed to be freed, and nobody waits for it. */
const IDLE_FLUSH_MS = 60_000;
/** A lone event is carried at once; under load a flush a second gathers what came meanwhile. */
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

/** When the shard has something to do next, ms; null when nothing is left to do. Never before `nowMs`. */
export function nextAlarm(state: ShardState, troubles: Troubles, nowMs: number): number | null {
  return earliest(nowMs, [
    urgentAlarm(state, troubles, nowMs),
    notBefore(troubles.outcomes, countDueAt(state)),
    notBefore(troubles.archive, archiveDueAt(state)),
  ]);
}

/**
 * The same of what somebody waits for. An alarm that is set costs a row, and one set for later would be set again by
 * the next event: counts and archive ride with it, or the cron's watchdog finds them due.
 */
export function urgentAlarm(state: ShardState, troubles: Troubles, nowMs: number): number | null {
  return earliest(nowMs, [
    flushAlarm(state, troubles),
    notBefore(troubles.clickhouse, notBefore(troubles.slow_lane, resolveAt(state, nowMs))),
  ]);
}

function earliest(nowMs: number, wishes: (number | null)[]): number | null {
  const times = wishes.filter((wish) => wish !== null);
  return times.length === 0 ? null : Math.max(nowMs, Math.min(...times));
}

/** When what was taken in is to be carried over: all that an ingest can change of the next alarm. */
export function flushAlarm(state: ShardState, troubles: Troubles): number | null {
  const { outbox } = state;
  let wish = Number.POSITIVE_INFINITY;
  for (const { at, oldest } of state.rowsAfter(outbox.flushed)) {
    wish = Math.min(wish, oldest === null ? at + IDLE_FLUSH_MS : at);
    if (oldest !== null) break;
  }
  if (wish === Number.POSITIVE_INFINITY) return null;
  return notBefore(troubles.clickhouse, Math.max(wish, (outbox.last_flush_at ?? 0) + FLUSH_INTERVAL_MS));
}

function resolveAt({ memory, outbox }: ShardState, nowMs: number): number | null {
  if (outbox.next || memory.pending.size + memory.claimants.size === 0) return null;
  return Math.max(nowMs, (outbox.last_flush_at ?? 0) + FLUSH_INTERVAL_MS);
}

const notBefore = (trouble: Trouble | null, wish: number | null) =>
  wish === null ? null : Math.max(wish, trouble?.retry_at ?? 0);
