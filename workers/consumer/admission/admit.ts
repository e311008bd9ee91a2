/** From what a consumer delivers to what a ring row records: copies dropped, lanes chosen, visits assigned. */
import type { EnrichedEvent } from "../../../schema/message.ts";
import type { ShardEntry } from "../../../schema/objects.ts";
import { eventKey, type ShardMemory } from "../ring/memory.ts";
import type { Pending, PendingRef, RingItem } from "../ring/row.ts";
import { sessionEventOf, step } from "../session/machine.ts";
import { laneOf } from "./lane.ts";

/**
 * One item per event that was not seen before. Visits in `memory` are stepped at once; ids and waiting events become
 * known when the caller applies the rows that it wrote.
 */
export function admit(memory: ShardMemory, entries: readonly ShardEntry[], nowMs: number): RingItem[] {
  const seen = new Set<string>();
  const items: RingItem[] = [];
  for (const entry of entries) {
    memory.rememberGap(entry.site, entry.gap_ms);
    const { horizon } = memory.slot(entry.slot);
    for (const event of entry.events) {
      const key = eventKey(event.site, event.event_id);
      if (seen.has(key) || memory.has(key)) continue;
      seen.add(key);
      const { slot, received_at, gap_ms } = entry;
      const taken = { slot, received_at, gap_ms, event };
      const lane = laneOf(event.event_id, event.ts, entry, horizon, nowMs);
      items.push(lane === "fast" ? count(memory, taken) : { pending: taken, outputs: [] });
    }
  }
  return items;
}

/** An event of the slow lane that turned out to be new. */
export function admitPending(memory: ShardMemory, pending: Pending, settled: PendingRef): RingItem {
  return { ...count(memory, pending), settled };
}

/** The link to the day after has done its work: a ring row may outlive the salts. */
function withoutNext(event: EnrichedEvent): EnrichedEvent {
  if (event.next_visitor_id === undefined) return event;
  const { next_visitor_id: _, ...rest } = event;
  return rest;
}

function count(memory: ShardMemory, { slot, received_at, gap_ms, event }: Pending): RingItem {
  const sessionEvent = sessionEventOf(event);
  const { sessions } = memory.slot(slot);
  const { assigned, outputs } = step(sessions.of(sessionEvent), sessionEvent, gap_ms);
  for (const output of outputs) sessions.apply(output);
  return {
    admitted: { slot, received_at, session_id: assigned, event: withoutNext(event) },
    outputs: outputs.map((output) => ({ slot, output })),
  };
}
