/**
 * What the machine knows of a visit, what it needs of an event, and what it answers. All of it is plain JSON:
 * a session can be written down and read back between any two events.
 */
import type { SessionId, SiteId, UtcDay, VisitorId } from "../../../schema/ids.ts";
import type { EnrichedEvent } from "../../../schema/message.ts";
import { VISIT_ATTRIBUTES, type VisitAttribute } from "../../../schema/rows.ts";
import { hexNumber } from "../sinks/hex.ts";

/** Only attributes that are not empty, so that what a shard keeps stays small. */
export type Attributes = Partial<Record<VisitAttribute, string>>;

/** A pageview at an end of the visit, with what orders it: its time and the low 32 bits of its id. */
export interface PageAt {
  at: number;
  tie: number;
  hostname: string;
  path: string;
}

/** Times are ms since 1970; the columns of `SESSION_COLUMNS` say what each figure means. */
export interface Session {
  id: SessionId;
  site: SiteId;
  /** Of the event that decides the start (S8). */
  visitor_id: VisitorId;
  /** Other hashes under which this visit's signs came: the visit is found under these too (S9). Sorted. */
  other_visitor_ids: readonly VisitorId[];
  /** The earliest sign's hash of the day before: lets an event before midnight find the visit. Never in a row (S9). */
  previous_visitor_id: VisitorId | null;
  version: number;
  active_from: number;
  active_until: number;
  start: number;
  start_tie: number;
  /** Of a provisional visit: its start. */
  end: number;
  engaged_ms: number;
  /** Engagement reported after `end` (of a provisional visit: all), [at, engaged ms, …] by time. */
  tail: readonly number[];
  pageviews: number;
  /** 0: provisional, nothing but engagement so far. */
  events: number;
  interactions: number;
  entry: PageAt | null;
  exit: PageAt | null;
  attributes: Attributes;
}

export interface SessionEvent {
  site: SiteId;
  visitor_id: VisitorId;
  previous_visitor_id: VisitorId | undefined;
  /** Of the day after, when the event is told that late. */
  next_visitor_id?: VisitorId | undefined;
  event_id: string;
  /** When it happened, ms. */
  at: number;
  /** Low 32 bits of the event's id. */
  tie: number;
  kind: "pageview" | "engagement" | "other";
  is_interactive: boolean;
  /** Engaged time since the last report, ms. */
  engaged_ms: number;
  hostname: string;
  path: string;
  /** Where the visit's attributes come from, should this event begin it; holds more than these, and empty ones. */
  readonly facts: Attributes;
}

/** A row under this key is to be deleted, and the visit's events belong to `into`. */
export interface Retract {
  type: "retract";
  site: SiteId;
  start_date: UtcDay;
  visitor_id: VisitorId;
  id: SessionId;
  version: number;
  /** Equal to `id` when only the key moved: then no event has to be re-pointed. */
  into: SessionId;
  /** Where the visit's events lie: all hashes that they carry, and their first and last time. */
  visitor_ids: readonly VisitorId[];
  active_from: number;
  active_until: number;
}

export type Output = { type: "upsert"; session: Session } | Retract;

/** The low 32 bits of an id. */
export const tieOf = (id: string): number => Math.max(0, hexNumber(id, id.length - 8, 8));

/** The part of an event that decides visits. */
export function sessionEventOf(event: EnrichedEvent): SessionEvent {
  const { site, visitor_id, previous_visitor_id, next_visitor_id, event_id, ts, name } = event;
  return {
    site,
    visitor_id,
    previous_visitor_id,
    next_visitor_id,
    event_id,
    at: ts,
    tie: tieOf(event_id),
    kind: name === "pageview" || name === "engagement" ? name : "other",
    is_interactive: event.is_interactive === 1,
    engaged_ms: event.engagement_ms ?? 0,
    hostname: event.hostname ?? "",
    path: event.path ?? "",
    facts: event,
  };
}

/** What a visit keeps of the event that begins it. */
export function attributesOf(facts: Attributes): Attributes {
  const attributes: Attributes = {};
  for (const name of VISIT_ATTRIBUTES) {
    const value = facts[name];
    if (value) attributes[name] = value;
  }
  return attributes;
}
