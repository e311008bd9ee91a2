/**
 * What the live debugger shows: every event that a site's senders send, with what became of it and why, and nothing
 * that a visitor could be known by. Frames are JSON texts over a WebSocket.
 */
import type { EventRow } from "./rows.ts";

/** Columns of `events` that are shown as they are stored. */
export const LIVE_FIELDS = [
  "name",
  "hostname",
  "path",
  "referrer",
  "source",
  "channel",
  "country",
  "browser",
  "os",
  "device",
  "traffic",
  "traffic_reasons",
  /** Rules that tagged it. */
  "rules",
  "consent",
  "origin",
  "sdk",
] as const satisfies readonly (keyof EventRow)[];

export interface LiveEvent extends Partial<Pick<EventRow, (typeof LIVE_FIELDS)[number]>> {
  /** `waiting`: the shard looks further back before it says whether the event is a copy. */
  outcome: "accepted" | "duplicate" | "waiting" | "quarantined" | "refused";
  /** As `/v1/outcomes` counts it. */
  reason: string;
  /** Id of the rule that decided. */
  rule?: string;
  /** Of a refused event: where in the request, and what to change. */
  at?: string;
  message?: string;

  id?: string;
  /** ISO 8601: when the edge received it, and when it happened. */
  received_at: string;
  timestamp?: string;
  /** Keys of its properties. */
  props?: string[];
}

export type LiveFrame =
  /** The first one: from now on events follow; `since` is ISO 8601. */
  | { type: "watching"; site_id: string; since: string }
  /** `skipped`: more than were shown; a debugger never slows ingestion. */
  | { type: "events"; events: LiveEvent[]; skipped: number };

/** Of one frame. */
export const MAX_LIVE_EVENTS = 100;
/** Of one site. */
export const MAX_WATCHERS = 20;
/** The subprotocol that is chosen; a browser without the cookie sends its token beside it, as `bearer.<token>`. */
export const LIVE_PROTOCOL = "footfall";
export const BEARER_PROTOCOL_PREFIX = "bearer.";

/** The object of a site, by the site's id. */
export interface LiveFeedRpc {
  /** Shows a `LiveFrame` to all who watch, and says how many they are. */
  show(frame: string): Promise<number>;
  /** Upgrades to a WebSocket. The asker has checked who watches, and says so in the header `x-footfall-grant`. */
  fetch(request: Request): Promise<Response>;
}
