/** The service's own event of each minute, as the consumer wrote down what became of it. */
import { CANARY_PATIENCE_MS } from "../../schema/canary.ts";

export interface CanaryAnswer {
  /** ISO 8601; null: none within a day. */
  last_sent_at: string | null;
  last_seen_at: string | null;
  /** Of the newest that was seen: from sent to seen by a query. */
  seconds: number | null;
  /** Of the last hour, more than a minute old: not seen yet. */
  missed: number;
}

interface CanaryRow {
  sent_at: number;
  seen_at: number | null;
}

const HOUR_MS = 60 * 60_000;
const NONE: CanaryAnswer = { last_sent_at: null, last_seen_at: null, seconds: null, missed: 0 };

export async function readCanary(control: D1Database, nowMs: number): Promise<CanaryAnswer> {
  const statement = control.prepare("SELECT sent_at, seen_at FROM canaries ORDER BY sent_at DESC");
  try {
    return summed((await statement.all<CanaryRow>()).results, nowMs);
  } catch (error) {
    // A new version runs before its first administrative request makes the table.
    if (error instanceof Error && error.message.includes("no such table")) return NONE;
    throw error;
  }
}

/** `rows` newest first. Pure. */
export function summed(rows: readonly CanaryRow[], nowMs: number): CanaryAnswer {
  const seen = rows.find(({ seen_at }) => seen_at !== null);
  const isMissed = ({ sent_at, seen_at }: CanaryRow) =>
    seen_at === null && sent_at > nowMs - HOUR_MS && sent_at < nowMs - CANARY_PATIENCE_MS;
  return {
    last_sent_at: isoOf(rows[0]?.sent_at),
    last_seen_at: isoOf(seen?.seen_at),
    seconds: seen?.seen_at == null ? null : (seen.seen_at - seen.sent_at) / 1_000,
    missed: rows.filter(isMissed).length,
  };
}

const isoOf = (ms: number | null | undefined) => (ms == null ? null : new Date(ms).toISOString());
