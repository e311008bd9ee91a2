/**
 * One range of ring rows on its way into ClickHouse: events first, then what they mean for visits. What is about to
 * be sent is written down before, so whoever continues repeats exactly that. Throws `SinkError` when the server has
 * to be tried again later; everything that was answered until then stays done.
 */
import { QUARANTINE_COLUMNS } from "../../../schema/quarantine.ts";
import { EVENT_COLUMNS, SESSION_COLUMNS } from "../../../schema/rows.ts";
import { eventKey } from "../ring/key.ts";
import type { RingRow } from "../ring/row.ts";
import { MAX_UNTOLD_ROWS, RESERVED_ROWS, type ShardState } from "../shard-state.ts";
import { type ClickHouseSink, type SinkAnswer, SinkError } from "../sinks/clickhouse.ts";
import { type EncodableRow, encodeNative, NATIVE_ENCODER } from "../sinks/native.ts";
import { wholeOf } from "../sinks/values.ts";
import { bisect, endOfRange, freezeBatches, type InsertRow, monthOf, rowsOfBatch } from "./batches.ts";
import { type ClaimDeps, claimParked } from "./claim.ts";
import { correctionsOf } from "./corrections.ts";
import { withCounts } from "./counts.ts";
import { type MarkDeps, mark } from "./marks.ts";
import { quarantineRows } from "./quarantine.ts";
import type { Flight, FrozenBatch } from "./record.ts";

/** A row that no server will ever take, put aside with its reason. */
export interface DeadRow {
  /** Names the object; the same when it is put again. */
  name: string;
  table: "events" | "sessions" | "quarantine";
  code: string;
  reason: string;
  row: EncodableRow;
}

export interface FlushDeps extends ClaimDeps, MarkDeps {
  /** Tells this process from an earlier one, whose last insert may still be on its way. */
  instance: string;
  sink: ClickHouseSink;
  /** Stores a dead row; repeatable, throws when it could not. */
  park(row: DeadRow): Promise<void>;
}

/** The server remembers tokens for longer than this; an older try is looked up by its batch instead. */
const TRUSTED_TRY_MS = 5 * 60_000;

/** Carries the next range over. Answers whether there was one. */
export async function flush(state: ShardState, deps: FlushDeps): Promise<boolean> {
  const range = state.outbox.flight ?? nextRange(state);
  if (range === null) return false;
  const rows = state.readRange(range.from, range.to);
  let flight: Flight = state.outbox.flight ?? freeze(state, deps, rows);
  for (let [next] = flight.batches; next !== undefined; [next] = flight.batches)
    flight = await deliver(state, deps, flight, next, rows);
  if (flight.parked) await claimParked(state, deps, flight.parked);
  const name = `${flight.from}-${flight.to}`;
  await upsert(deps, "quarantine", quarantineRows(rows), name);
  await correct(deps, rows, name);
  await mark(deps, rows);
  land(state, flight, rows, deps.now());
  return true;
}

/** What an earlier process may have sent without a word was a ring row alone. */
function nextRange(state: ShardState): { from: number; to: number } | null {
  const from = state.outbox.flushed + 1;
  if (from <= state.doubtful) return { from, to: from };
  const to = endOfRange(state.rowsAfter(state.outbox.flushed));
  return to === null ? null : { from, to };
}

function freeze({ doubtful }: ShardState, { identity, now }: FlushDeps, rows: readonly RingRow[]): Flight {
  const batches = freezeBatches(identity, rows);
  const [from, to] = [rows[0]?.seq ?? 0, rows.at(-1)?.seq ?? 0];
  if (rows.length > 1 || batches.length !== 1) return { from, to, batches };
  const tried = from <= doubtful ? { at: now(), instance: "an earlier process", encoder: 0 } : null;
  return { from, to, batches: batches.map((batch) => ({ ...batch, tried })), isLone: true };
}

/** One try of one batch. Answers what is left of the flight. */
async function deliver(
  state: ShardState,
  deps: FlushDeps,
  flight: Flight,
  batch: FrozenBatch,
  rows: readonly RingRow[],
): Promise<Flight> {
  const rest = flight.batches.slice(1);
  const keep = (batches: FrozenBatch[], parked = flight.parked): Flight => {
    const { isLone: _, ...left } = { ...flight, batches, ...(parked && { parked }) };
    state.save({ flight: left });
    return left;
  };
  // The last batch of a flight is written down with its landing: whoever dies before finds it stored.
  const landed = (left: FrozenBatch[]) => (left.length > 0 ? keep(left) : { ...flight, batches: left });
  const isInDoubt = isDoubtful(batch, deps);
  if (isInDoubt && (await isStored(batch, deps.sink))) return landed(rest);
  // The first of these freezes the flight, unless it is a lone one: until then nothing was sent. Later tries keep the time of the first one,
  // because that one's token is what the server must still remember.
  const at = isInDoubt ? deps.now() : (batch.tried?.at ?? deps.now());
  const tried = { at, instance: deps.instance, encoder: NATIVE_ENCODER };
  const trying = [{ ...batch, tried }, ...rest];
  if (flight.isLone) state.note({ flight: { ...flight, batches: trying } });
  else keep(trying);
  const inserts = rowsOfBatch(batch, rows);
  const answer = await deps.sink.insert("events", encodeNative(EVENT_COLUMNS, inserts), batch.id);
  if (answer.ok) return landed(rest);
  if (answer.kind === "transient") throw new SinkError(answer);
  if (batch.rows > 1) return keep([...bisect(batch), ...rest]);
  const [row] = inserts;
  if (row === undefined) throw new Error(`Batch ${batch.id} has no row.`);
  await deps.park({
    ...{ name: batch.id, table: "events", row: wholeOf(row) },
    ...{ code: answer.code, reason: answer.message },
  });
  return keep(rest, [...(flight.parked ?? []), keyOf(row)]);
}

function keyOf({ site, event_id }: InsertRow): string {
  if (site === undefined || event_id === undefined) throw new Error("A row of events has no id.");
  return eventKey(site, event_id);
}

const isDoubtful = ({ tried }: FrozenBatch, { instance, now }: FlushDeps) =>
  tried !== null && (tried.instance !== instance || now() - tried.at > TRUSTED_TRY_MS);

/** A batch is one block, so on one server all of it is stored or nothing. */
async function isStored(batch: FrozenBatch, sink: ClickHouseSink): Promise<boolean> {
  const stored = await sink.countBatch(batch.id, batch.month);
  if (stored === batch.rows) return true;
  // On a cluster each shard has its part of the block, and knows that part's token.
  if (stored === 0 || sink.isSpread) return false;
  const message = `Batch ${batch.id} has ${batch.rows} rows, but ${stored} are stored.`;
  throw new SinkError({ ok: false, kind: "transient", code: "PARTIAL_BATCH", message });
}

async function correct(deps: FlushDeps, rows: readonly RingRow[], range: string): Promise<void> {
  const corrections = correctionsOf(rows);
  if (corrections.moves.length > 0) orThrow(await deps.sink.repoint(corrections.moves));
  const byMonth = Map.groupBy(corrections.rows, ({ start_date }) => monthOf(Date.parse(start_date)));
  for (const [month, ofMonth] of byMonth) await upsert(deps, "sessions", ofMonth, `${range}-${month}`);
}

const UPSERTED = { sessions: SESSION_COLUMNS, quarantine: QUARANTINE_COLUMNS } as const;

/** Needs no token: a repeated row replaces itself under its key. So does nothing have to be written down. */
async function upsert(
  deps: FlushDeps,
  table: keyof typeof UPSERTED,
  rows: readonly EncodableRow[],
  name: string,
): Promise<void> {
  if (rows.length === 0) return;
  const answer = await deps.sink.insert(table, encodeNative(UPSERTED[table], rows));
  if (answer.ok) return;
  if (answer.kind === "transient") throw new SinkError(answer);
  if (rows.length > 1) {
    const half = Math.ceil(rows.length / 2);
    await upsert(deps, table, rows.slice(0, half), `${name}-a`);
    return upsert(deps, table, rows.slice(half), `${name}-b`);
  }
  const [row = {}] = rows;
  await deps.park({ name, table, row, code: answer.code, reason: answer.message });
}

function orThrow(answer: SinkAnswer): void {
  if (!answer.ok) throw new SinkError(answer);
}

/** Slots checkpointed with each landing: none while a start reads what the ring holds in a moment, many when it fills. */
const CALM_SLOTS = 1;
const HASTY_SLOTS = 16;
/** A few milliseconds of parsing. */
const QUICKLY_READ_BYTES = 500_000;

/** A process tells of its first landing at once, as it may not live long, and of others when they are many. */
function land(state: ShardState, { to, parked = [] }: Flight, rows: readonly RingRow[], nowMs: number): void {
  const counts = withCounts(state.outbox.counts ?? {}, rows, parked);
  const landing = { flushed: to, flight: null, counts, last_flush_at: nowMs };
  const slots = slotsToSave(state);
  const untold = state.untold + to - state.outbox.flushed;
  if (state.isNew || slots.length > 0 || untold >= MAX_UNTOLD_ROWS) state.save(landing, slots, nowMs);
  else state.note(landing);
}

function slotsToSave(state: ShardState): number[] {
  if (state.used > state.capacity / 2) return state.dirtySlots(HASTY_SLOTS);
  const isQuicklyRead = state.bytes < QUICKLY_READ_BYTES && state.used < (state.capacity - RESERVED_ROWS) / 8;
  return isQuicklyRead ? [] : state.dirtySlots(CALM_SLOTS);
}
