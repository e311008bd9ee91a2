/** A message that died, cleaned: as what it goes back to the queue. Pure. */
import { MAX_MESSAGE_BYTES } from "../../../schema/limits.ts";
import type { EnrichedEvent, EnrichedMessage, Message } from "../../../schema/message.ts";

const utf8 = new TextEncoder();

/**
 * The message's events as enriched messages, as re-sends, each small enough for the queue; `deaths` says how often it
 * died. A single event that no message can hold stands alone: the queue will refuse it.
 */
export function enrichedMessages(
  { v, mid, site, slot, received_at }: Message,
  events: EnrichedEvent[],
  deaths: number,
): EnrichedMessage[] {
  const message: EnrichedMessage = {
    ...{ v, mid, site, slot, received_at },
    ...{ resend: true, deaths, kind: "enriched", events },
  };
  if (events.length <= 1 || utf8.encode(JSON.stringify(message)).length <= MAX_MESSAGE_BYTES)
    return [message];
  const half = Math.ceil(events.length / 2);
  return [events.slice(0, half), events.slice(half)].flatMap((part) =>
    enrichedMessages(message, part, deaths),
  );
}
