/**
 * What rides the queue, version 1: events plus what only the edge knew when it received them.
 *
 * A message belongs to one site and one slot, hence to one shard, so it is acked or retried whole.
 * `raw` comes from the collector and still holds the user agent: the queue is the only place where one
 * rests, and the queue's retention bounds it. `enriched` comes from restores and dead-letter replays:
 * cleaned already, so enrichment and rules are skipped.
 */
import type { WireContext, WireEvent } from "./event.ts";
import type { SiteId, UtcDay, VisitorId } from "./ids.ts";
import type { OutcomeCount } from "./outcomes.ts";
import type { EventFacts } from "./rows.ts";
import type { Consent, Origin } from "./words.ts";

export type { OutcomeCount } from "./outcomes.ts";

export const MESSAGE_VERSION = 1;

interface Envelope {
  v: typeof MESSAGE_VERSION;
  /** Minted once per message and kept when a send is repeated; UUIDv7. */
  mid: string;
  site: SiteId;
  /** 0 … SLOT_COUNT − 1: which shard owns the visitor. Not stored further on. */
  slot: number;
  /** When the edge received the request, ms. */
  received_at: number;
  /** Not the first attempt for these ids: admission must look further back than the shard's memory. */
  resend: boolean;
  /** How often it ended in the dead-letter queue; absent: never. */
  deaths?: number;
}

export interface RawMessage extends Envelope {
  kind: "raw";
  origin: Origin;
  /** One group a visitor: one for a browser, as many as the server sent for this slot. None: it only reports. */
  groups: RawGroup[];
  /** Refusals that this isolate counted since its last message, perhaps of other sites too. */
  outcomes?: OutcomeCount[];
  /** Events of this request that were refused, a few, and only while somebody watches the site. */
  refused?: RefusedEvent[];
}

/** What the live debugger shows of an event that never was one: nothing that a visitor could be known by. */
export interface RefusedEvent {
  id?: string;
  name?: string;
  reason: string;
  /** Where in the request: `events[3].timestamp`. */
  path?: string;
  message?: string;
}

export interface EnrichedMessage extends Envelope {
  kind: "enriched";
  events: EnrichedEvent[];
  /** They come out of the quarantine. */
  restored?: true;
}

export type Message = RawMessage | EnrichedMessage;

/**
 * Who did it. A persistent id (a given `anonymous_id`, or `user_id` from servers) is one for all days.
 * A daily one was hashed with the salt of each event's own UTC day; `previous` is the same person's hash
 * of the day before, present while that salt lives, so that a visit over midnight stays one visit; `next` that of the
 * day after, present when that day had begun at the time of receipt: what comes late finds what came in time.
 */
export type VisitorHashes =
  | { kind: "persistent"; id: VisitorId }
  | { kind: "daily"; days: Record<UtcDay, { id: VisitorId; previous?: VisitorId; next?: VisitorId }> };

export interface RawGroup {
  visitor: VisitorHashes;
  user_id?: string;
  /** As the client named it: stored, never used to cut or join visits. */
  session_id?: string;
  consent: Consent;
  /** The tracker saw `navigator.webdriver`. */
  automation: boolean;
  context?: WireContext;
  client: ClientFacts;
  events: RawEvent[];
  /** Ids of the site's rules that matched at the edge (address rules: the address itself stays there). */
  rules?: string[];
}

/** What the edge knew of the sender. No address: it was hashed and forgotten. */
export interface ClientFacts {
  user_agent: string;
  /** The `Sec-CH-UA*` request headers, lower-case name without the prefix `sec-ch-ua`: `""`, `-mobile`, `-platform` … */
  hints?: Record<string, string>;
  /** Where the geodata came from. */
  geo_source: "cf" | "forwarded" | "none";
  country?: string;
  region?: string;
  city?: string;
  /** Autonomous system of the sender's network. */
  asn?: number;
  as_organization?: string;
  /** Facts for the robots' classifier: plain request headers of browsers, and Cloudflare's own verdict where the plan has it. */
  accept_language?: string;
  fetch_site?: string;
  bot_score?: number;
  verified_bot?: boolean;
}

/** A wire event that passed the collector: id present, time corrected. */
export interface RawEvent extends Omit<WireEvent, "id" | "timestamp" | "visitor" | "client"> {
  id: string;
  /** When it happened, ms, corrected for the sender's skew. */
  at: number;
}

/** A cleaned event on its way to its shard: the facts of its row, and the hashes that link it over midnight. */
export interface EnrichedEvent extends EventFacts {
  previous_visitor_id?: VisitorId;
  next_visitor_id?: VisitorId;
}
