/**
 * The form of a call to a shard, which the ring stores as it came: four bytes of length, a head in JSON, texts. The
 * head says what admission and visits need of every event; everything else of an event is a text of its message that
 * all its events share, and a text of its own, both JSON and read only when the event goes on to a sink.
 * It is stored, so a change of it takes another `v`, and the old one is read for ever.
 */
import type { SiteId, VisitorId } from "../../../schema/ids.ts";
import type { OutcomeCount } from "../../../schema/outcomes.ts";
import type { Quarantined } from "../../../schema/quarantine.ts";

/** Columns have one value an event, in the order of the entries. */
export interface Head {
  v: 1;
  entries: EntryHead[];
  /** Keys of de-duplication, `<site> <id>`. */
  keys: string[];
  /** When it happened, ms after the receipt. */
  at: number[];
  /** The id's own time, ms after the event's; null of an id without one. */
  minted: (number | null)[];
  /** `KINDS`, and whether the event ends a bounce: see `whatOf`. */
  what: number[];
  /** Whose event it is: which of the entry's people. */
  who: number[];
  /** Engaged time, ms. */
  engaged: number[];
  /** Which of `hosts`. */
  host: number[];
  hosts: string[];
  paths: string[];
  /** Length of its own text. */
  bytes: number[];
}

/** `people`: hash and hash of the day before, by turns; "" for none. `bytes`: length of the text that its events share. */
export type EntryHead = [
  mid: string,
  site: SiteId,
  slot: number,
  received_at: number,
  gap_ms: number,
  events: number,
  people: string[],
  bytes: number,
  more?: More,
];

/** What few entries have. */
export interface More {
  resend?: true;
  restored?: true;
  watched?: true;
  outcomes?: OutcomeCount[];
  quarantined?: Quarantined[];
}

/**
 * After the texts, and never stored for an event that counts: hashes of the day after by the event's position, since a
 * ring row may outlive the salts.
 */
export type Links = Record<number, VisitorId>;

export const KINDS = ["other", "pageview", "engagement"] as const;
export const IS_INTERACTIVE = 4;
export const KIND_BITS = 3;

export const HEAD_AT = 4;

/** What the head tells of an event: not in its texts. */
export const IN_HEAD: ReadonlySet<string> = new Set([
  ...["site", "event_id", "ts", "visitor_id", "previous_visitor_id", "next_visitor_id"],
  ...["hostname", "path", "engagement_ms", "is_interactive"],
]);
