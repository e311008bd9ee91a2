/**
 * What the Durable Objects answer by RPC. The consumer exports the classes; others bind them by script name and
 * know no more of them than this.
 */
import type { SiteId, UtcDay } from "./ids.ts";
import type { EnrichedEvent } from "./message.ts";
import type { OutcomeCount } from "./outcomes.ts";
import type { Quarantined } from "./quarantine.ts";

/** One message's events on their way into a shard. Many travel as one block of bytes, in the form that `workers/consumer/call` gives them. */
export interface ShardEntry {
  /** Of the message, or of the part of it: what the queue brings twice has the same. */
  mid: string;
  site: SiteId;
  slot: number;
  /** ms. */
  received_at: number;
  resend: boolean;
  /** Inactivity after which this site's visits end, ms. */
  gap_ms: number;
  events: EnrichedEvent[];
  /** They come out of the quarantine. */
  restored?: true;
  /** What was counted of the message before: taken once, however often the message is delivered. */
  outcomes?: OutcomeCount[];
  quarantined?: Quarantined[];
  /** Somebody watches the site: the answer says what became of the events. */
  watched?: true;
}

/** Of watched entries' events, by key of de-duplication: copies, and those that wait for the slow lane to judge them. */
export interface WatchedFates {
  copies: string[];
  waiting: string[];
}

export type IngestAnswer =
  /**
   * Durable: every entry of the call may be acked, but for those at the positions `deferred`: too many events of their
   * sites wait in the slow lane, so that they have to come again later.
   */
  | { ok: true; deferred?: number[]; watched?: WatchedFates }
  /** Nothing was taken. `busy`: the ring is full; `moved`: a slot is not (any more) this shard's at that epoch. */
  | { ok: false; reason: "busy" | "moved"; retry_after_s: number };

/** A key of de-duplication (`<site> <id>`) and the slot whose waiting event stands for it. */
export type ClaimedKey = readonly [key: string, holder: number];

/**
 * "My waiting events are about to count." Asked by a shard, first of the owners of the ids, then of all others, whose
 * fast lane must not count a copy either. Travels as one JSON string.
 */
export interface ClaimCall {
  epoch: number;
  /** The asked shard owns these keys: of several askers the first wins. */
  isOwner: boolean;
  claims: ClaimedKey[];
  /** Claims granted before whose events are visible, or were copies. */
  released: ClaimedKey[];
}

export type ClaimAnswer =
  /** Durable. `taken`: keys for which another event stands. Before `cursor`, ms, all that this shard counted is visible. */
  | { ok: true; taken: string[]; cursor: number }
  /** Nothing was done. `busy`: the ring is full; `moved`: a key is not this shard's at that epoch. */
  | { ok: false; reason: "busy" | "moved" };

export interface ShardStatus {
  shard: number;
  epoch: number;
  /** Ring rows that are not yet free, and how many fit. */
  ring: { used: number; capacity: number };
  /** Events that are in the shard but not yet visible in ClickHouse. */
  unflushed: number;
  /** Events of the slow lane that wait to be resolved. */
  pending: number;
  /** Events that are not yet in the archive. */
  unarchived: number;
  /** Receipt of the oldest unflushed event, ms; null when there is none. */
  oldest_at: number | null;
  last_flush_at: number | null;
  last_archive_at: number | null;
  /** Open visits in memory. */
  sessions: number;
  /** Newest failure of a sink since the last success, in words without data of visitors. */
  last_error: {
    at: number;
    sink: "clickhouse" | "slow_lane" | "outcomes" | "archive";
    code: string;
    message: string;
  } | null;
  next_alarm_at: number | null;
}

/** Which shard a slot lives in: `slot` mod `shards`, since the epoch began. */
export interface Table {
  epoch: number;
  shards: number;
}

/** How slots move. Every call may be repeated; those of an epoch that the shard follows already do nothing. */
export interface SlotMoves {
  /** The table that the shard follows, and whether it holds. */
  table(): Promise<{ table: Table; isHeld: boolean }>;
  /** Takes nothing any more until it follows `next`. Answers whether all that it took is carried out. */
  hold(next: Table): Promise<boolean>;
  /** What the shard knows of a slot that it leaves to another; null when it follows `next`. */
  handOver(slot: number, next: Table): Promise<string | null>;
  adopt(slot: number, next: Table, body: string): Promise<void>;
  /** Takes again, what is its own by `next`, and forgets what is not. */
  follow(next: Table): Promise<void>;
}

export interface SessionShardRpc extends SlotMoves {
  /** Takes a call's entries in one transaction, or nothing of it. */
  ingest(call: Uint8Array, shard: number, epoch: number): Promise<IngestAnswer>;
  /** Carries what was taken on to ClickHouse, at once or, if that was done a moment ago, by an alarm. For whoever has acked what it brought; if it gets lost, an alarm follows. */
  carry(): Promise<void>;
  /** Answers a JSON string of one `ClaimCall`, in one transaction. */
  claim(call: string): Promise<ClaimAnswer>;
  /** Drains now until all is visible in ClickHouse or `timeoutMs` has passed; says what is left. */
  drain(timeoutMs: number): Promise<ShardStatus>;
  /** Archives now what is visible in ClickHouse, without waiting for a full object or the hour. */
  archive(): Promise<ShardStatus>;
  status(): Promise<ShardStatus>;
  /** Re-arms an alarm that was lost. Called by the cron. */
  watchdog(): Promise<void>;
}

/** The name of a shard's object. */
export const shardName = (shard: number): string => `shard-${shard}`;

/** The name of the one `Salts` object. */
export const SALTS_NAME = "salts";

export interface SaltsRpc {
  /** Salts by UTC day, 32 hexadecimal digits each: the day before, the day of `nowMs`, and the day after once it is minted. */
  salts(nowMs: number): Promise<Record<UtcDay, string>>;
  /** Deletes salts 48 h after their day began and mints the next day's. Called by the cron. */
  rotate(nowMs: number): Promise<void>;
}
