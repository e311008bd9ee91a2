/** From ring rows to inserts: which rows make which frozen batch. Pure, and the same each time it is asked. */
import { type UtcDay, utcDay } from "../../../schema/ids.ts";
import { MAX_BATCH_ROWS } from "../../../schema/limits.ts";
import type { EventRow } from "../../../schema/rows.ts";
import type { RowFacts } from "../ring/facts.ts";
import { type Admitted, type RingRow, toldOf } from "../ring/row.ts";
import type { EncodableRow } from "../sinks/values.ts";
import type { FrozenBatch } from "./record.ts";

/** Whose batches they are: part of every batch's name. */
export interface ShardIdentity {
  shard: number;
  epoch: number;
}

/** A row for the encoder: absent keys are the columns' defaults. */
export type InsertRow = Partial<EventRow> & Record<string, unknown> & EncodableRow;

/** YYYYMM: the partition of a time in ms. */
export function monthOf(ms: number): number {
  const day = dayOf(ms);
  return Number(day.slice(0, 4)) * 100 + Number(day.slice(5, 7));
}

const DAY_MS = 86_400_000;
/** Dates are dear to print, and the events of a batch share a few days. */
let lately: { number: number; day: UtcDay } = { number: Number.NaN, day: utcDay(0) };

function dayOf(ms: number): UtcDay {
  const number = Math.floor(ms / DAY_MS);
  if (number !== lately.number) lately = { number, day: utcDay(ms) };
  return lately.day;
}

/** The end of a range that holds about one batch of events, quarantined ones included; at least one row. */
export function endOfRange(rows: Iterable<RowFacts>): number | null {
  let end: number | null = null;
  let events = 0;
  for (const row of rows) {
    events += row.events + row.quarantined;
    if (end !== null && events > MAX_BATCH_ROWS) return end;
    end = row.seq;
  }
  return end;
}

/** One batch per partition, or several where it holds more rows than one insert takes. */
export function freezeBatches({ shard, epoch }: ShardIdentity, rows: readonly RingRow[]): FrozenBatch[] {
  const [from, to] = [rows[0]?.seq ?? 0, rows.at(-1)?.seq ?? 0];
  const counts = new Map<number, number>();
  for (const admitted of rows.flatMap((row) => row.admitted)) {
    const month = monthOf(toldOf(admitted).at);
    counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return [...counts].flatMap(([month, total]) =>
    cut(total, MAX_BATCH_ROWS).map(([offset, count]) => {
      const id = batchId(`${shard}-${epoch}-${from}-${to}`, month, offset, count);
      return { id, month, offset, rows: count, tried: null };
    }),
  );
}

/** Two batches in place of one that the server refuses for its data: new names, because the old token may be taken. */
export function bisect(batch: FrozenBatch): [FrozenBatch, FrozenBatch] {
  const { id, month, offset, rows } = batch;
  const range = id.split("-").slice(0, 4).join("-");
  const half = Math.ceil(rows / 2);
  const part = (start: number, count: number): FrozenBatch => {
    return { id: batchId(range, month, start, count), month, offset: start, rows: count, tried: null };
  };
  return [part(offset, half), part(offset + half, rows - half)];
}

/** The batch's rows out of its flight's ring rows. */
export function rowsOfBatch(batch: FrozenBatch, rows: readonly RingRow[]): InsertRow[] {
  return rows
    .flatMap(({ admitted }) => admitted)
    .filter((admitted) => monthOf(toldOf(admitted).at) === batch.month)
    .slice(batch.offset, batch.offset + batch.rows)
    .map((admitted) => toEventRow(admitted, batch.id));
}

export function toEventRow(admitted: Admitted, batch_id: string): InsertRow {
  const told = toldOf(admitted);
  return Object.assign(told.row(), { date: dayOf(told.at), session_id: admitted.session_id, batch_id });
}

const batchId = (range: string, month: number, offset: number, count: number) =>
  `${range}-${month}-${offset}-${count}`;

/** `total` in pieces of at most `most`: where each begins and how long it is. */
function cut(total: number, most: number): [offset: number, count: number][] {
  return Array.from({ length: Math.ceil(total / most) }, (_, index) => [
    index * most,
    Math.min(most, total - index * most),
  ]);
}
