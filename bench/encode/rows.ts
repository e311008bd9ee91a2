/** Rows of the table `events` as the outbox makes them of admitted events, and the same in JSON's spelling. */
import { utcDay } from "../../schema/ids.ts";
import { EVENT_COLUMNS } from "../../schema/rows.ts";
import { Traffic } from "../shard/entries.ts";

export type BenchRow = Readonly<Record<string, unknown>> & { batch_id: string };

/** Another batch for each `round`: the same one would be recognized and stored once. */
export function benchRows(count: number, round: number): BenchRow[] {
  return new Traffic().events(count, Date.now() - round * 60_000).map((event, index) => {
    const { previous_visitor_id: _, ...facts } = event;
    const session_id = (index % 3_000).toString(16).padStart(16, "5");
    return { ...facts, date: utcDay(event.ts), session_id, batch_id: `0-1-${round}-${round}` };
  });
}

const IDS = Object.entries(EVENT_COLUMNS).flatMap(([name, type]) => (type === "UInt64" ? [name] : []));

/** Ids in decimals and times as text, as ClickHouse reads them from JSON. */
export function jsonRowOf(row: BenchRow): object {
  const ids = IDS.flatMap((name) =>
    typeof row[name] === "string" ? [[name, BigInt(`0x${row[name]}`).toString()]] : [],
  );
  return { ...row, ...Object.fromEntries(ids), ts: timeOf(Number(row.ts)) };
}

const timeOf = (ms: number) => new Date(ms).toISOString().replace("T", " ").slice(0, -1);
