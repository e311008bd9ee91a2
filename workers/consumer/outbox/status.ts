/** What a shard says of itself. Pure. */
import type { ShardStatus } from "../../../schema/objects.ts";
import type { ShardState } from "../shard-state.ts";
import type { ShardIdentity } from "./batches.ts";
import type { Troubles } from "./next-alarm.ts";

export function statusOf(
  state: ShardState,
  { shard, epoch }: ShardIdentity,
  troubles: Troubles,
  alarmAt: number | null,
): ShardStatus {
  const { outbox, memory } = state;
  return {
    ...{ shard, epoch },
    ring: { used: state.used, capacity: state.capacity },
    unflushed: state.eventsAfter(outbox.flushed),
    pending: memory.pending.size,
    unarchived: state.eventsAfter(outbox.archived),
    oldest_at: oldestAt(state),
    last_flush_at: outbox.last_flush_at,
    last_archive_at: outbox.last_archive_at,
    sessions: memory.sessions(),
    last_error: lastError(troubles),
    next_alarm_at: alarmAt,
  };
}

/** Receipt of the oldest event that no query sees yet, waiting ones included. */
function oldestAt(state: ShardState): number | null {
  let oldest: number | null = null;
  for (const row of state.rows.values()) {
    const isInvisible = row.seq > state.outbox.flushed || state.memory.isWaiting(row.seq);
    if (isInvisible && row.oldest !== null) oldest = Math.min(oldest ?? row.oldest, row.oldest);
  }
  return oldest;
}

function lastError(troubles: Troubles): ShardStatus["last_error"] {
  let newest: ShardStatus["last_error"] = null;
  for (const sink of ["clickhouse", "slow_lane", "outcomes", "archive"] as const) {
    const trouble = troubles[sink];
    if (trouble === null || trouble.at <= (newest?.at ?? 0)) continue;
    newest = { at: trouble.at, sink, code: trouble.code, message: trouble.message };
  }
  return newest;
}
