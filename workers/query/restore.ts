/** From quarantined rows to the messages that bring them back: enriched, and as re-sends. Pure, but for the ids of messages. */
import type { SiteId, VisitorId } from "../../schema/ids.ts";
import { MAX_MESSAGE_BYTES, SLOT_COUNT } from "../../schema/limits.ts";
import { type EnrichedEvent, type EnrichedMessage, MESSAGE_VERSION } from "../../schema/message.ts";
import type { Links } from "../../schema/quarantine.ts";
import { eventOf, type QuarantineRow } from "./quarantine.ts";

/** All but the events. */
const ENVELOPE_BYTES = 1_000;
const utf8 = new TextEncoder();

/** One message or more for each slot, each small enough for the queue. */
export function restoredMessages(
  site: SiteId,
  rows: readonly QuarantineRow[],
  nowMs: number,
): EnrichedMessage[] {
  const bySlot = Map.groupBy(rows.map(linked), ({ slot }) => slot);
  return [...bySlot].flatMap(([slot, members]) =>
    packed(members.map(({ event }) => event)).map((events) => ({
      ...({ v: MESSAGE_VERSION, kind: "enriched", mid: crypto.randomUUID(), site, slot } as const),
      ...{ received_at: nowMs, resend: true, restored: true as const, events },
    })),
  );
}

/** After 48 h nothing links the event to its visitor's shard any more: a visit that old is closed, and any slot will do. */
function linked(row: QuarantineRow): { slot: number; event: EnrichedEvent } {
  const event = eventOf(row);
  if (row.links === "") return { slot: slotOf(event.visitor_id), event };
  const { slot, previous, next }: Links = JSON.parse(row.links);
  return {
    slot,
    event: {
      ...event,
      // Brands were put on where the hashes were made.
      ...(previous !== undefined && { previous_visitor_id: previous as VisitorId }),
      ...(next !== undefined && { next_visitor_id: next as VisitorId }),
    },
  };
}

const slotOf = (visitor: VisitorId): number => Number(BigInt(`0x${visitor}`) % BigInt(SLOT_COUNT));

function packed(events: readonly EnrichedEvent[]): EnrichedEvent[][] {
  const parts: EnrichedEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = utf8.encode(JSON.stringify(event)).length + 1;
    if (bytes > room || parts.length === 0) {
      parts.push([]);
      room = MAX_MESSAGE_BYTES - ENVELOPE_BYTES;
    }
    parts.at(-1)?.push(event);
    room -= bytes;
  }
  return parts;
}
