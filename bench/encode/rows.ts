/** Rows of the table `events`: as a shard reads them from its ring's bytes, and the same in JSON's spelling. */
import type { SessionId } from "../../schema/ids.ts";
import { EVENT_COLUMNS } from "../../schema/rows.ts";
import { type CallEvent, decodeCall } from "../../workers/consumer/call/decode.ts";
import { encodeCall } from "../../workers/consumer/call/encode.ts";
import { type InsertRow, toEventRow } from "../../workers/consumer/outbox/batches.ts";
import { wholeOf } from "../../workers/consumer/sinks/values.ts";
import { Traffic } from "../shard/entries.ts";

/** Events of a call, as a ring row holds them. */
const EVENTS_PER_CALL = 500;

export interface BenchBatch {
  /** In every row: another one for each `round`, or the same batch would be recognized and stored once. */
  id: string;
  calls: readonly Uint8Array[];
}

export function benchBatch(count: number, round: number): BenchBatch {
  const traffic = new Traffic();
  const calls = Array.from({ length: count / EVENTS_PER_CALL }, () =>
    encodeCall(traffic.entries(EVENTS_PER_CALL, Date.now() - round * 60_000)),
  );
  return { id: `0-1-${round}-${round}`, calls };
}

/** What the outbox does before it encodes a batch: every event is read. */
export function rowsOf({ id, calls }: BenchBatch): InsertRow[] {
  const events = calls.flatMap((call) => decodeCall(call).events);
  return events.map((told, index) => toEventRow(new Taken(told, sessionId(index)), id));
}

class Taken {
  slot = 0;
  received_at = 0;
  told: CallEvent;
  session_id: SessionId;

  constructor(told: CallEvent, session_id: SessionId) {
    this.told = told;
    this.session_id = session_id;
  }

  get event() {
    return this.told.event;
  }
}

// A brand is put on by hand: these visits come from no machine.
const sessionId = (index: number) => (index % 3_000).toString(16).padStart(16, "5") as SessionId;

const IDS = Object.entries(EVENT_COLUMNS).flatMap(([name, type]) => (type === "UInt64" ? [name] : []));

/** Ids in decimals and times as text, as ClickHouse reads them from JSON. */
export function jsonRowOf(shared: InsertRow): object {
  const row = wholeOf(shared);
  const ids = IDS.flatMap((name) =>
    typeof row[name] === "string" ? [[name, BigInt(`0x${row[name]}`).toString()]] : [],
  );
  return { ...row, ...Object.fromEntries(ids), ts: timeOf(Number(row.ts)) };
}

const timeOf = (ms: number) => new Date(ms).toISOString().replace("T", " ").slice(0, -1);
