/** Which shard a message belongs to, and how a batch becomes calls. Pure. */
import { SLOT_COUNT } from "../../schema/limits.ts";
import type { ShardEntry } from "../../schema/objects.ts";
import { encodeCall } from "./call/encode.ts";

/** The first epoch of the table: it advances when slots move, and a shard refuses slots that it does not own at its epoch. */
export const EPOCH = 1;

/** Neighbouring slots go to different shards; a slot's shard does not depend on the day. */
export function shardOf(slot: number, shardCount: number): number {
  if (!Number.isInteger(slot) || slot < 0 || slot >= SLOT_COUNT) throw new Error(`There is no slot ${slot}.`);
  return slot % shardCount;
}

/** The slot that decides, for all shards, who stands for an event that waits: of its key of de-duplication. */
export function ownerSlot(key: string): number {
  // FNV-1a: it has to spread, and to stay the same for ever, as claims are stored by it.
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % SLOT_COUNT;
}

export interface Call<Item> {
  shard: number;
  /** The entries as bytes: RPC copies them far cheaper than objects. */
  bytes: Uint8Array;
  items: Item[];
}

export interface Routed<Item> {
  entry: ShardEntry;
  /** What the entry came from: acked or retried with the call. */
  item: Item;
}

/** One call per shard, or several where it would exceed `maxBytes`, unless of one entry. Order is kept. */
export function callsOf<Item>(
  routed: readonly Routed<Item>[],
  shardCount: number,
  maxBytes: number,
): Call<Item>[] {
  const byShard = Map.groupBy(routed, ({ entry }) => shardOf(entry.slot, shardCount));
  return [...byShard].flatMap(([shard, ofShard]) => fitted(shard, ofShard, maxBytes));
}

function fitted<Item>(shard: number, routed: readonly Routed<Item>[], maxBytes: number): Call<Item>[] {
  const bytes = encodeCall(routed.map(({ entry }) => entry));
  if (bytes.length <= maxBytes || routed.length === 1)
    return [{ shard, bytes, items: routed.map(({ item }) => item) }];
  const half = Math.ceil(routed.length / 2);
  return [...fitted(shard, routed.slice(0, half), maxBytes), ...fitted(shard, routed.slice(half), maxBytes)];
}
