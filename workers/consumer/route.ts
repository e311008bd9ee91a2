/** Which shard a message belongs to, and how a batch becomes calls. Pure. */
import { SLOT_COUNT } from "../../schema/limits.ts";
import type { EnrichedEvent } from "../../schema/message.ts";
import type { ShardEntry } from "../../schema/objects.ts";

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
  /** The entries as one JSON array: RPC copies strings far cheaper than objects. */
  entries: string;
  items: Item[];
}

export interface Routed<Item> {
  entry: ShardEntry;
  /** What the entry came from: acked or retried with the call. */
  item: Item;
}

const utf8 = new TextEncoder();

/** One call per shard, or several where it would exceed `maxBytes` of UTF-8. Order is kept. */
export function callsOf<Item>(
  routed: readonly Routed<Item>[],
  shardCount: number,
  maxBytes: number,
): Call<Item>[] {
  const byShard = Map.groupBy(routed, ({ entry }) => shardOf(entry.slot, shardCount));
  return [...byShard].flatMap(([shard, ofShard]) =>
    chunks(ofShard, maxBytes).map((chunk) => ({
      shard,
      entries: `[${chunk.map(({ text }) => text).join(",")}]`,
      items: chunk.map(({ item }) => item),
    })),
  );
}

function chunks<Item>(routed: readonly Routed<Item>[], maxBytes: number): { text: string; item: Item }[][] {
  const all: { text: string; item: Item }[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const { entry, item } of routed) {
    const text = JSON.stringify({ ...entry, events: entry.events.map(withoutEmpty) });
    const bytes = utf8.encode(text).length + 1;
    if (size + bytes > maxBytes) {
      all.push([]);
      size = 1;
    }
    all.at(-1)?.push({ text, item });
    size += bytes;
  }
  return all;
}

/** A third of a cleaned event says what it lacks, and everybody behind reads an absent fact as an empty one. */
function withoutEmpty(event: EnrichedEvent): object {
  const lean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(event)) if (!isEmpty(value)) lean[name] = value;
  return lean;
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === "";
  for (const _ in value) return false;
  return true;
}
