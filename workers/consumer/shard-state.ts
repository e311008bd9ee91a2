/**
 * A shard without its runtime: memory over a store, advanced by whole transactions. `shard.ts` gives it storage, a
 * clock and alarms; `outbox/` carries its rows to the sinks. Whatever dies, a new one made of the same store goes on.
 */
import { MAX_RING_ROW_BYTES, SLOT_COUNT } from "../../schema/limits.ts";
import type { ClaimAnswer, ClaimCall, IngestAnswer, Table } from "../../schema/objects.ts";
import { admit, watchedFates } from "./admission/admit.ts";
import { deferredOf } from "./admission/budget.ts";
import { grant, PARKED } from "./admission/claims.ts";
import type { Call } from "./call/decode.ts";
import { EMPTY_OUTBOX, type OutboxRecord } from "./outbox/record.ts";
import { CallRow, type Verdicts } from "./ring/call-row.ts";
import { encodeCheckpoint, restoreCheckpoint } from "./ring/checkpoint.ts";
import { factsOf, type RowFacts } from "./ring/facts.ts";
import { ShardMemory } from "./ring/memory.ts";
import { decodeRow, encodeRows, type RingItem, type RingRow } from "./ring/row.ts";
import { EPOCH } from "./route.ts";
import type { SessionStore } from "./session/store.ts";

/** Ring rows: at one batch a second more than four hours without a sink. It may only grow. */
export const RING_ROWS = 16_384;
/** Rows that only the shard itself may use: resolving waiting events frees rows, but needs some first. */
export const RESERVED_ROWS = 64;
/** An object's storage holds 10 GB; the ring stays far below. */
const MAX_RING_BYTES = 4e9;
/** Of an isolate's 128 MB: the rest is for one batch being encoded and one call being taken. */
export const MAX_STATE_BYTES = 48e6;
const BUSY_RETRY_S = 30;
/** So many ring rows may have landed without being written down as such: whoever starts again looks them up. */
export const MAX_UNTOLD_ROWS = 16;
/** Rows that were read are kept while they are on their way or hold what waits, up to so many bytes: about one batch. */
const MAX_RECENT_BYTES = 8e6;

export class ShardState {
  readonly store: SessionStore;
  readonly memory = new ShardMemory();
  /** Of every row that is not free, ascending. */
  readonly rows = new Map<number, RowFacts>();
  outbox: OutboxRecord;
  /** Rows up to this one may have been sent by an earlier process that did not write it down. */
  readonly doubtful: number;
  /** Whether this process has yet to write its outbox down. */
  isNew = true;
  #last: number;
  /** The flushed cursor that storage knows. */
  #told: number;
  #bytes = 0;
  #recent = new Map<number, { row: RingRow; bytes: number }>();
  #recentBytes = 0;
  #capacity: number;

  /** Rebuilds what `store` remembers. `capacity` is the ring's size in rows, as the store was given it. */
  constructor(store: SessionStore, capacity = RING_ROWS) {
    this.store = store;
    this.#capacity = capacity;
    const record = store.getOutbox();
    this.outbox = record === null ? EMPTY_OUTBOX : JSON.parse(record);
    this.#last = this.outbox.tail;
    for (const { slot, body } of store.slots()) restoreCheckpoint(this.memory, slot, body);
    for (const seq of store.rowsAfter(this.outbox.tail)) {
      const { row, bytes } = this.readStored(seq);
      this.#take(row, bytes);
    }
    this.#told = this.outbox.flushed;
    this.doubtful = Math.min(this.#last, this.#told + MAX_UNTOLD_ROWS + 1);
  }

  /** Ring rows whose landing only memory knows. */
  get untold(): number {
    return this.outbox.flushed - this.#told;
  }

  /** Sequence number of the newest ring row. */
  get last(): number {
    return this.#last;
  }

  /** By which slots are this shard's; alone until it is told. */
  get table(): Table {
    return this.outbox.table ?? { epoch: EPOCH, shards: 1 };
  }

  get used(): number {
    return this.#last - this.outbox.tail;
  }

  /** Of the ring rows that are not free. */
  get bytes(): number {
    return this.#bytes;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Events that count but are not visible in ClickHouse yet. */
  get unflushed(): number {
    return this.eventsAfter(this.outbox.flushed);
  }

  eventsAfter(seq: number): number {
    let events = 0;
    for (const row of this.rowsAfter(seq)) events += row.events;
    return events;
  }

  /** Facts of the rows after `seq`, ascending. */
  *rowsAfter(seq: number): Generator<RowFacts> {
    for (let each = Math.max(seq, this.outbox.tail) + 1; each <= this.#last; each++) yield this.#facts(each);
  }

  /** Takes all entries of a call but those whose sites have used up their budget or, when there is no room, none. One transaction; throws leave memory unfit for use. */
  ingest(call: Call, nowMs: number): IngestAnswer {
    if (this.isFull()) return { ok: false, reason: "busy", retry_after_s: BUSY_RETRY_S };
    const deferred = deferredOf(this.memory, call.entries, nowMs);
    const verdicts = admit({ memory: this.memory, seq: this.#last + 1, nowMs }, call, deferred);
    this.#appendCall(call, verdicts, nowMs);
    return { ok: true, ...(deferred.length > 0 && { deferred }), ...watchedFates(call, verdicts) };
  }

  /** Answers what the askers of other shards, or this one, want to stand for. One transaction. */
  claim(call: ClaimCall, nowMs: number): ClaimAnswer {
    // What was put aside must be noted for its flight to land, which is what makes room.
    const isLanding = call.claims.some(([, holder]) => holder === PARKED);
    if (this.room < RESERVED_ROWS / (isLanding ? 4 : 2)) return { ok: false, reason: "busy" };
    const { taken, items } = grant(this.memory, call, nowMs);
    if (items.length > 0) this.append(items, nowMs);
    return { ok: true, taken, cursor: this.flushCursor(nowMs) };
  }

  /** Before this time all that the shard counted is visible, ms. */
  flushCursor(nowMs: number): number {
    for (const { at, events } of this.rowsAfter(this.outbox.flushed)) if (events > 0) return at;
    return nowMs;
  }

  isFull(): boolean {
    return (
      this.used >= this.#capacity - RESERVED_ROWS ||
      this.#bytes >= MAX_RING_BYTES ||
      this.memory.size() >= MAX_STATE_BYTES
    );
  }

  /** Rows that the shard itself may still write. */
  get room(): number {
    return this.#capacity - this.used;
  }

  /** Writes items down, then makes them known. */
  append(items: readonly RingItem[], nowMs: number): void {
    const rows = encodeRows(items, this.#last + 1, nowMs);
    if (rows.length > this.room) throw new Error(`The ring has no room for ${rows.length} rows.`);
    this.store.transaction(() => {
      for (const { row, body } of rows) this.store.putRow(row.seq, row.at, body);
    });
    for (const { row, body } of rows) this.#take(row, body.length);
  }

  /** The call's bytes as they came, if what became of them fits beside. */
  #appendCall(call: Call, verdicts: Verdicts, nowMs: number): void {
    const row = new CallRow(this.#last + 1, nowMs, call, verdicts);
    const body = row.encode();
    if (body.length > MAX_RING_ROW_BYTES) this.append(row.items(), nowMs);
    else {
      // One statement is a transaction.
      this.store.putRow(row.seq, nowMs, body);
      this.memory.applyRest(row);
      this.#know({ ...row.facts(), bytes: body.length });
    }
  }

  read(seq: number): RingRow {
    const recent = this.#recent.get(seq);
    if (recent !== undefined) return recent.row;
    const { row, bytes } = this.readStored(seq);
    this.#keepRecent(row, bytes);
    return row;
  }

  /** Rows `from` … `to`, both included. */
  readRange(from: number, to: number): RingRow[] {
    return Array.from({ length: to - from + 1 }, (_, index) => this.read(from + index));
  }

  /** Replaces what the outbox remembers; `slots` get their checkpoints in the same transaction. */
  save(change: Partial<OutboxRecord>, slots: readonly number[] = [], nowMs = 0): void {
    const outbox = { ...this.outbox, ...change };
    const saved = new Set(slots);
    outbox.tail = this.#tail(outbox, saved);
    this.store.transaction(() => {
      for (const slot of slots)
        this.store.putSlot(slot, encodeCheckpoint(this.memory, slot, this.#last, nowMs));
      this.store.putOutbox(JSON.stringify(outbox));
    });
    for (const slot of slots) this.memory.slot(slot).saved = this.#last;
    this.#free(this.outbox.tail, outbox.tail);
    this.outbox = outbox;
    this.#told = outbox.flushed;
    this.isNew = false;
    this.#dropRecent();
  }

  /** The same in memory only, until the next `save`: of what the next process finds out by itself. Frees nothing. */
  note(change: Partial<OutboxRecord>): void {
    this.outbox = { ...this.outbox, ...change };
    this.#dropRecent();
  }

  /** The slots whose checkpoints are oldest and outdated, at most `count`. */
  dirtySlots(count: number): number[] {
    const isDirty = (slot: number) => this.memory.slot(slot).last > this.memory.slot(slot).saved;
    return Array.from({ length: SLOT_COUNT }, (_, slot) => slot)
      .filter(isDirty)
      .sort((a, b) => this.memory.slot(a).saved - this.memory.slot(b).saved)
      .slice(0, count);
  }

  private readStored(seq: number): { row: RingRow; bytes: number } {
    const body = this.store.getRow(seq);
    if (body === null) throw new Error(`Ring row ${seq} is missing.`);
    return { row: decodeRow(body), bytes: body.length };
  }

  #take(row: RingRow, bytes: number): void {
    this.memory.apply(row);
    this.#know({ ...factsOf(row), bytes });
  }

  #know(facts: RowFacts): void {
    this.rows.set(facts.seq, facts);
    this.#bytes += facts.bytes;
    this.#last = facts.seq;
  }

  #keepRecent(row: RingRow, bytes: number): void {
    if (this.#recentBytes + bytes > MAX_RECENT_BYTES) return;
    this.#recent.set(row.seq, { row, bytes });
    this.#recentBytes += bytes;
  }

  #dropRecent(): void {
    for (const [seq, { bytes }] of this.#recent) {
      if (seq > this.outbox.flushed || this.memory.isWaiting(seq)) continue;
      this.#recent.delete(seq);
      this.#recentBytes -= bytes;
    }
  }

  #facts(seq: number): RowFacts {
    const facts = this.rows.get(seq);
    if (facts === undefined) throw new Error(`Ring row ${seq} is not known.`);
    return facts;
  }

  /** How far rows are free: past both cursors, nothing waiting in them, and in the checkpoint of each of their slots. */
  #tail({ tail, flushed, archived }: OutboxRecord, saved: ReadonlySet<number>): number {
    const isFree = ({ seq, slots }: RowFacts) =>
      !this.memory.isWaiting(seq) &&
      slots.every((slot) => saved.has(slot) || this.memory.slot(slot).saved >= seq);
    const end = Math.min(flushed, archived);
    let free = tail;
    while (free < end && isFree(this.#facts(free + 1))) free++;
    return free;
  }

  #free(from: number, to: number): void {
    for (let seq = from + 1; seq <= to; seq++) {
      this.#bytes -= this.#facts(seq).bytes;
      this.rows.delete(seq);
    }
  }
}

/** The most bytes that a call may carry, so that what usually becomes of it fits its row. */
export const MAX_CALL_BYTES = (2 / 3) * MAX_RING_ROW_BYTES;
