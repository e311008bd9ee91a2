/**
 * The outbox's own row: how far both sinks have come, and what is on its way to them. Stored as JSON; whatever is
 * about to be sent is written down here before, so that whoever continues sends exactly the same. A flight of one ring
 * row follows from the row, and its landing from ClickHouse: for these a row of storage is saved.
 */
import type { SiteId, UtcDay } from "../../../schema/ids.ts";
import type { Table } from "../../../schema/objects.ts";

/** One insert: one table, one partition, one block. Its rows are `offset` … of the month's events in the flight's range. */
export interface FrozenBatch {
  /** Stands in every row's `batch_id`, and is the insert's deduplication token. */
  id: string;
  /** The partition, YYYYMM. */
  month: number;
  offset: number;
  rows: number;
  /** Tries whose answers are not known: when the first one began, by which process, with which version of the encoder. */
  tried: { at: number; instance: string; encoder: number } | null;
}

/** Ring rows `from` … `to` on their way to ClickHouse: `batches` are those that are not visible yet, in order. */
export interface Flight {
  from: number;
  to: number;
  batches: FrozenBatch[];
  /**
   * One ring row that is one batch: what goes first after a start in any case, and is looked up then. So it may be sent
   * without having been written down. Absent: written down before it is sent.
   */
  isLone?: true;
  /** Keys of de-duplication of events that were put aside. Absent: none. */
  parked?: string[];
}

export interface FrozenObject {
  site: SiteId;
  date: UtcDay;
  part: number;
  rows: number;
}

/** Ring rows on their way to the archive; everything is put again when the end of it was not written down. */
export interface ArchiveFlight {
  from: number;
  to: number;
  encoder: number;
  objects: FrozenObject[];
}

/** Sums of fates by `<site> <minute> <stage> <reason> <rule>`. */
export type Counts = Readonly<Record<string, number>>;

/** Counts on their way to ClickHouse: `number` makes the key under which they replace themselves. */
export interface CountFlight {
  number: number;
  counts: Counts;
}

export interface OutboxRecord {
  v: 1;
  /** Ring rows up to this one are free to be overwritten. */
  tail: number;
  /** Ring rows up to this one are visible in ClickHouse, or in the archive. */
  flushed: number;
  archived: number;
  flight: Flight | null;
  archiving: ArchiveFlight | null;
  /** The table that the shard follows, and the one for which it holds. Absent: none yet. */
  table?: Table;
  next?: Table | null;
  /** Fates of events whose ring rows are flushed, not yet on their way. Absent: none. */
  counts?: Counts;
  counting?: CountFlight | null;
  last_count?: { number: number; at: number };
  /** ms. */
  last_flush_at: number | null;
  last_archive_at: number | null;
}

export const EMPTY_OUTBOX: OutboxRecord = {
  ...{ v: 1, tail: 0, flushed: 0, archived: 0, flight: null, archiving: null },
  ...{ last_flush_at: null, last_archive_at: null },
};
