/** What the live debugger shows of a message: each event with what became of it, and nothing that names a visitor. Pure. */
import { LIVE_FIELDS, type LiveEvent, type LiveFrame, MAX_LIVE_EVENTS } from "../../schema/live.ts";
import type { EnrichedEvent, Message, RefusedEvent } from "../../schema/message.ts";
import type { WatchedFates } from "../../schema/objects.ts";
import type { Entered } from "./entry.ts";
import { eventKey } from "./ring/key.ts";

/** A watched message, as long as its shard has not answered. */
export interface Watched extends Entered {
  message: Message;
}

/** The frame of one call's messages of one site; null when there is nothing to show. */
export function frameOf(watched: readonly Watched[], fates: WatchedFates): LiveFrame | null {
  const copies = new Set(fates.copies);
  const waiting = new Set(fates.waiting);
  const all = watched.flatMap((each) => eventsOf(each, copies, waiting));
  const events = all.slice(0, MAX_LIVE_EVENTS);
  return all.length === 0 ? null : { type: "events", events, skipped: all.length - events.length };
}

function eventsOf(
  { message, entry, dropped }: Watched,
  copies: ReadonlySet<string>,
  waiting: ReadonlySet<string>,
): LiveEvent[] {
  const received_at = new Date(message.received_at).toISOString();
  const show = (event: EnrichedEvent, fate: Fate) => ({ ...fate, received_at, ...shown(event) });
  const refused = message.kind === "raw" ? (message.refused ?? []) : [];
  return [
    ...refused.map((each) => ({ ...refusalOf(each), received_at })),
    ...dropped.map(({ event, rule }) => show(event, { outcome: "refused", reason: "rule_drop", rule })),
    ...(entry.quarantined ?? []).map(({ event, rule }) =>
      show(event, { outcome: "quarantined", reason: "rule_quarantine", rule }),
    ),
    ...entry.events.map((event) => {
      const key = eventKey(event.site, event.event_id);
      if (copies.has(key)) return show(event, { outcome: "duplicate", reason: "duplicate" });
      if (waiting.has(key)) return show(event, { outcome: "waiting", reason: "resend_or_late" });
      return show(event, { outcome: "accepted", reason: entry.restored ? "restored" : "accepted" });
    }),
  ];
}

type Fate = Pick<LiveEvent, "outcome" | "reason" | "rule">;

function refusalOf({ id, name, reason, path, message }: RefusedEvent) {
  return {
    ...{ outcome: "refused" as const, reason },
    ...(id && { id }),
    ...(name && { name }),
    ...(path && { at: path }),
    ...(message && { message }),
  };
}

function shown(event: EnrichedEvent): Partial<LiveEvent> {
  const filled = LIVE_FIELDS.filter((field) => event[field] !== undefined && event[field] !== "");
  const props = Object.keys(event.props ?? {});
  return {
    id: event.event_id,
    timestamp: new Date(event.ts).toISOString(),
    ...Object.fromEntries(filled.map((field) => [field, event[field]])),
    ...(props.length > 0 && { props }),
  };
}
