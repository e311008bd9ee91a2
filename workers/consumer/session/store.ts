/**
 * Where a shard writes things down: ring rows, checkpoints of slots, and the outbox's own row. Everything is bytes or
 * text here; what they mean is the business of `ring/` and `outbox/`. The suite in `store.workerd.test.ts` holds both
 * forms to the same behaviour.
 */
import { MAX_RING_ROW_BYTES } from "../../../schema/limits.ts";
import { migrateStorage } from "./migrations.ts";

export interface StoredRow {
  seq: number;
  body: Uint8Array;
}

export interface SessionStore {
  /** Runs `work` whole or not at all. `work` may not wait for anything. */
  transaction<Result>(work: () => Result): Result;
  /** Overwrites what stood `capacity` sequence numbers before. */
  putRow(seq: number, at: number, body: Uint8Array): void;
  getRow(seq: number): Uint8Array | null;
  /** Sequence numbers of the stored rows after `seq`, ascending. */
  rowsAfter(seq: number): number[];
  /** A slot's checkpoint, of any size: it is cut to what one row holds. */
  putSlot(slot: number, body: Uint8Array): void;
  slots(): { slot: number; body: Uint8Array }[];
  putOutbox(body: string): void;
  getOutbox(): string | null;
}

/** More parts than any checkpoint has: the bound of a shard's memory is far below. */
const MAX_PARTS = 64;

export class SqliteStore implements SessionStore {
  #storage: DurableObjectStorage;
  #capacity: number;

  /** `capacity` is the ring's size in rows; it may only grow between versions of the code. */
  constructor(storage: DurableObjectStorage, capacity: number) {
    this.#storage = storage;
    this.#capacity = capacity;
    storage.transactionSync(() => migrateStorage(storage.sql));
  }

  transaction<Result>(work: () => Result): Result {
    return this.#storage.transactionSync(work);
  }

  putRow(seq: number, at: number, body: Uint8Array): void {
    assertFits(body);
    const slot = seq % this.#capacity;
    this.#storage.sql.exec(
      "INSERT OR REPLACE INTO ring (slot, seq, at, body) VALUES (?, ?, ?, ?)",
      ...[slot, seq, at, body],
    );
  }

  getRow(seq: number): Uint8Array | null {
    const slot = seq % this.#capacity;
    const [row] = this.#storage.sql
      .exec<{ body: ArrayBuffer }>("SELECT body FROM ring WHERE slot = ? AND seq = ?", slot, seq)
      .toArray();
    return row ? new Uint8Array(row.body) : null;
  }

  rowsAfter(seq: number): number[] {
    const rows = this.#storage.sql.exec<{ seq: number }>(
      "SELECT seq FROM ring WHERE seq > ? ORDER BY seq",
      seq,
    );
    return rows.toArray().map((row) => row.seq);
  }

  putSlot(slot: number, body: Uint8Array): void {
    const parts = partsOf(body);
    for (const [part, bytes] of parts.entries())
      this.#storage.sql.exec(
        "INSERT OR REPLACE INTO checkpoint (key, slot, part, parts, body) VALUES (?, ?, ?, ?, ?)",
        ...[slot * MAX_PARTS + part, slot, part, parts.length, bytes],
      );
  }

  slots(): { slot: number; body: Uint8Array }[] {
    const rows = this.#storage.sql
      .exec<{ slot: number; part: number; parts: number; body: ArrayBuffer }>(
        "SELECT slot, part, parts, body FROM checkpoint ORDER BY key",
      )
      .toArray();
    return rows
      .filter(({ part }) => part === 0)
      .map(({ slot, parts }) => ({
        slot,
        body: joined(
          rows.filter((row) => row.slot === slot && row.part < parts).map((row) => new Uint8Array(row.body)),
        ),
      }));
  }

  putOutbox(body: string): void {
    this.#storage.sql.exec("INSERT OR REPLACE INTO outbox (id, body) VALUES (0, ?)", body);
  }

  getOutbox(): string | null {
    const [row] = this.#storage.sql.exec<{ body: string }>("SELECT body FROM outbox WHERE id = 0").toArray();
    return row?.body ?? null;
  }
}

/** The same in memory, for tests of everything that stands on a store. Lives as long as the test keeps it. */
export class MemoryStore implements SessionStore {
  #capacity: number;
  #state = {
    rows: new Map<number, StoredRow>(),
    slots: new Map<number, Uint8Array>(),
    outbox: null as string | null,
  };

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  transaction<Result>(work: () => Result): Result {
    const before = { ...this.#state, rows: new Map(this.#state.rows), slots: new Map(this.#state.slots) };
    try {
      return work();
    } catch (error) {
      this.#state = before;
      throw error;
    }
  }

  putRow(seq: number, _at: number, body: Uint8Array): void {
    assertFits(body);
    // As a database does: the caller may write over its bytes.
    this.#state.rows.set(seq % this.#capacity, { seq, body: body.slice() });
  }

  getRow(seq: number): Uint8Array | null {
    const row = this.#state.rows.get(seq % this.#capacity);
    return row?.seq === seq ? row.body : null;
  }

  rowsAfter(seq: number): number[] {
    return [...this.#state.rows.values()]
      .map((row) => row.seq)
      .filter((stored) => stored > seq)
      .sort((a, b) => a - b);
  }

  putSlot(slot: number, body: Uint8Array): void {
    this.#state.slots.set(slot, joined(partsOf(body)));
  }

  slots(): { slot: number; body: Uint8Array }[] {
    return [...this.#state.slots].sort(([a], [b]) => a - b).map(([slot, body]) => ({ slot, body }));
  }

  putOutbox(body: string): void {
    this.#state.outbox = body;
  }

  getOutbox(): string | null {
    return this.#state.outbox;
  }
}

/** The platform refuses larger rows, the local runtime does not: refuse them everywhere. */
function assertFits(body: Uint8Array): void {
  if (body.length > MAX_RING_ROW_BYTES)
    throw new Error(`A row of ${body.length} bytes exceeds the ${MAX_RING_ROW_BYTES} that storage takes.`);
}

function partsOf(body: Uint8Array): Uint8Array[] {
  const count = Math.max(1, Math.ceil(body.length / MAX_RING_ROW_BYTES));
  if (count > MAX_PARTS) throw new Error(`A checkpoint of ${body.length} bytes exceeds ${MAX_PARTS} rows.`);
  return Array.from({ length: count }, (_, part) =>
    body.subarray(part * MAX_RING_ROW_BYTES, (part + 1) * MAX_RING_ROW_BYTES),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
