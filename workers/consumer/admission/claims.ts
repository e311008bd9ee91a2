/**
 * Who stands for an event that waits, when copies of it may wait in several shards. The owner of its id lets the first
 * asker win and every other drop its copy: safe, because whoever won holds the event durably and never drops it. Then
 * the winner asks all other shards: one that has counted a copy says so, and any other notes the claim, so that its
 * fast lane counts none later. So nobody has to wait until no copy can be on its way. Pure.
 */

import { SLOT_COUNT } from "../../../schema/limits.ts";
import type { ClaimCall } from "../../../schema/objects.ts";
import { idOf } from "../ring/key.ts";
import type { ShardMemory } from "../ring/memory.ts";
import type { RingItem } from "../ring/row.ts";
import { rememberUntil } from "./lane.ts";

/**
 * The holder of an event that ClickHouse refuses and that was put aside: no slot gives it back. Its visit and the
 * archive count it already, so that a re-send must not, though no SELECT finds it.
 */
export const PARKED = SLOT_COUNT;

/** What a shard that is asked says, and has to write down before. */
export function grant(
  memory: ShardMemory,
  { claims, released, isOwner }: ClaimCall,
  nowMs: number,
): { taken: string[]; items: RingItem[] } {
  const items: RingItem[] = released.map((each) => ({ released: each, outputs: [] }));
  const taken: string[] = [];
  for (const [key, holder] of claims) {
    const known = memory.claims.get(key);
    if (holder === PARKED)
      items.push({ granted: { key, holder, isOpen: true, parked_at: nowMs }, outputs: [] });
    else if (memory.ids.has(key) || (known && known.holder !== holder)) taken.push(key);
    else if (known && (known.isOpen || !isOwner)) continue;
    // A claim that is open outlives the window: two copies may wait at any time.
    else if (isOwner || rememberUntil(idOf(key)) > nowMs)
      items.push({ granted: { key, holder, isOpen: isOwner }, outputs: [] });
  }
  return { taken, items };
}
