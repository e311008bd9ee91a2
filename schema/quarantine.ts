/**
 * What a rule set aside: whole cleaned events that wait for their owner's judgement, 30 days. Restored, they go through
 * the queue again with their own ids, so that whatever is repeated counts once.
 */
import type { EnrichedEvent } from "./message.ts";
import type { ColumnType } from "./rows.ts";

/** An event on its way into the quarantine. */
export interface Quarantined {
  slot: number;
  /** ms. */
  received_at: number;
  /** Id of the rule that decided. */
  rule: string;
  event: EnrichedEvent;
}

/**
 * What links an event to its visitor's other days, and to the shard that may hold the visit. It is no longer known
 * than the salts are, 48 h: after that the event is restored by its own hash alone.
 */
export interface Links {
  slot: number;
  previous?: string;
  next?: string;
}

/** The table `quarantine`. Of copies of one event the last one stays. */
export const QUARANTINE_COLUMNS = {
  site: "LowCardinality(String)",
  event_id: "UUID",
  received_at: "DateTime64(3, 'UTC')",
  ts: "DateTime64(3, 'UTC')",
  name: "LowCardinality(String)",
  rule: "LowCardinality(String)",
  visitor_id: "UInt64",
  hostname: "LowCardinality(String)",
  path: "LowCardinality(String)",
  source: "LowCardinality(String)",
  country: "LowCardinality(String)",
  browser: "LowCardinality(String)",
  os: "LowCardinality(String)",
  traffic: "LowCardinality(String)",
  /** `EnrichedEvent` as JSON, without what `links` holds. */
  event: "String",
  /** `Links` as JSON; empty after 48 h. */
  links: "String",
} as const satisfies Record<string, ColumnType>;
