/** From what a consumer delivers to what a ring row records: copies dropped, lanes chosen, visits assigned. */
import type { EnrichedEvent } from "../../../schema/message.ts";
import type { ShardEntry, WatchedFates } from "../../../schema/objects.ts";
import { minuteOf, type OutcomeCount } from "../../../schema/outcomes.ts";
import { eventKey, type ShardMemory } from "../ring/memory.ts";
import type { Pending, PendingRef, RingItem } from "../ring/row.ts";
import { sessionEventOf, step } from "../session/machine.ts";
import { laneOf } from "./lane.ts";

/**
 * One item per event that was not seen before, and one per message that was not: what else is counted of it rides
 * there, so that a message that the queue brings twice counts once. Visits in `memory` are stepped at once; ids,
 * waiting events and messages become known when the caller applies the rows that it wrote.
 */
export function admit(memory: ShardMemory, entries: readonly ShardEntry[], nowMs: number): RingItem[] {
  const seen = new Set<string>();
  const items: RingItem[] = [];
  for (const entry of entries) {
    memory.rememberGap(entry.site, entry.gap_ms);
    const { slot, received_at, gap_ms } = entry;
    const { horizon, heard } = memory.slot(slot);
    const message = nameOf(entry);
    const isHeard = heard.has(message) || seen.has(message);
    seen.add(message);
    const marks = {
      ...(entry.restored && { restored: true as const }),
      ...(isHeard && { heard: true as const }),
    };
    let copies = 0;
    for (const event of entry.events) {
      const key = eventKey(event.site, event.event_id);
      if (seen.has(key) || memory.has(key)) {
        copies++;
        continue;
      }
      seen.add(key);
      const taken = { slot, received_at, gap_ms, event, ...marks };
      const lane = laneOf(event.event_id, event.ts, entry, horizon, nowMs);
      items.push(lane === "fast" ? count(memory, taken) : { pending: taken, outputs: [] });
    }
    items.push({ heard: { slot, message }, outputs: [] });
    if (!isHeard) items.push(...firstHeard(entry, copies));
  }
  return items;
}

/** What is counted of a message when it comes first. */
function firstHeard(entry: ShardEntry, copies: number): RingItem[] {
  const { outcomes = [], quarantined = [] } = entry;
  // A restored event was counted when it was quarantined; that a copy is in the report already is no news.
  const counts = copies === 0 || entry.restored ? outcomes : [...outcomes, duplicates(entry, copies)];
  return [
    ...(counts.length > 0 ? [{ counts, outputs: [] }] : []),
    ...quarantined.map((each) => ({ quarantined: each, outputs: [] })),
  ];
}

/** Parts into which a dead message was cut keep its id: the first event tells them apart. */
const nameOf = ({ mid, events: [first] }: ShardEntry) =>
  first === undefined ? mid : `${mid} ${first.event_id.slice(-12)}`;

export const duplicates = (
  { site, received_at }: Pick<ShardEntry, "site" | "received_at">,
  n: number,
): OutcomeCount => ({ site, minute: minuteOf(received_at), stage: "shard", reason: "duplicate", n });

/** What became of the events of watched entries, of which `admit` made these items. */
export function watchedFates(
  entries: readonly ShardEntry[],
  items: readonly RingItem[],
): { watched?: WatchedFates } {
  const watched = entries.filter((entry) => entry.watched);
  if (watched.length === 0) return {};
  const keyOf = ({ event }: Pick<Pending, "event">) => eventKey(event.site, event.event_id);
  const admitted = new Set(items.flatMap((item) => (item.admitted ? [keyOf(item.admitted)] : [])));
  const waiting = new Set(items.flatMap((item) => (item.pending ? [keyOf(item.pending)] : [])));
  const keys = watched.flatMap(({ events }) => events.map((event) => keyOf({ event })));
  return {
    watched: {
      copies: keys.filter((key) => !admitted.has(key) && !waiting.has(key)),
      waiting: keys.filter((key) => waiting.has(key)),
    },
  };
}

/** An event of the slow lane that turned out to be new. */
export function admitPending(memory: ShardMemory, pending: Pending, settled: PendingRef): RingItem {
  return { ...count(memory, pending), settled };
}

/** An event of the slow lane that turned out to be a copy. */
export function dismissPending(
  { event, received_at, restored, heard }: Pending,
  settled: PendingRef,
): RingItem {
  const counts = restored || heard ? [] : [duplicates({ site: event.site, received_at }, 1)];
  return { settled, ...(counts.length > 0 && { counts }), outputs: [] };
}

/** The link to the day after has done its work: a ring row may outlive the salts. */
function withoutNext(event: EnrichedEvent): EnrichedEvent {
  if (event.next_visitor_id === undefined) return event;
  const { next_visitor_id: _, ...rest } = event;
  return rest;
}

function count(memory: ShardMemory, { slot, received_at, gap_ms, event, restored }: Pending): RingItem {
  const sessionEvent = sessionEventOf(event);
  const { sessions } = memory.slot(slot);
  const { assigned, outputs } = step(sessions.of(sessionEvent), sessionEvent, gap_ms);
  for (const output of outputs) sessions.apply(output);
  return {
    admitted: {
      ...{ slot, received_at, session_id: assigned, event: withoutNext(event) },
      ...(restored && { restored }),
    },
    outputs: outputs.map((output) => ({ slot, output })),
  };
}
