/** From one message to what its shard is given: cleaned, sifted, counted. Pure. */
import { SESSION_GAP_MS } from "../../schema/limits.ts";
import type { EnrichedEvent, Message } from "../../schema/message.ts";
import type { ShardEntry } from "../../schema/objects.ts";
import { type Fate, minuteOf, type OutcomeCount, STAGES } from "../../schema/outcomes.ts";
import type { Rule } from "../../schema/rule.ts";
import { type Erasures, withoutErased } from "../control/erasures.ts";
import type { SiteConfig } from "../control/sites.ts";
import { enrich } from "./enrich/index.ts";
import { type Sifted, sift } from "./rules/sift.ts";

/** What the workers know of the message's site. */
export interface SiteFacts {
  site: SiteConfig;
  rules: readonly Rule[];
  erasures: Erasures;
}

export interface Entered {
  entry: ShardEntry;
  dropped: Sifted["dropped"];
}

/** Throws what enrichment throws: a message that the collector did not make so. */
export function enter(message: Message, { site, rules, erasures }: SiteFacts): Entered {
  const sifted =
    message.kind === "raw" ? sift(message, enrich(message, site), rules) : ofEnriched(message.events);
  const events = withoutErased(sifted.events, erasures);
  const quarantined = sifted.quarantined.filter(({ event }) => withoutErased([event], erasures).length > 0);
  const erased = sifted.events.length - events.length + sifted.quarantined.length - quarantined.length;
  const outcomes = [...reported(message), ...sifted.outcomes, ...countOf(message, "erased", erased)];
  const entry: ShardEntry = {
    ...envelopeOf(message, site),
    ...{ events, ...(outcomes.length > 0 && { outcomes }), ...(quarantined.length > 0 && { quarantined }) },
    ...(message.kind === "enriched" && message.restored && { restored: true as const }),
  };
  return { entry, dropped: sifted.dropped };
}

/** Of a message that was put aside only the count of its events goes on. */
export function enterUnreadable(message: Message, site: SiteConfig): ShardEntry {
  const events = message.kind === "raw" ? message.groups.flatMap((group) => group.events ?? []) : [];
  const outcomes = [...reported(message), ...countOf(message, "unreadable", events.length)];
  return { ...envelopeOf(message, site), events: [], outcomes };
}

/** Of a site that is deleted: what the message says of others; null when that is nothing. */
export function enterDeleted(message: Message): ShardEntry | null {
  const outcomes = reported(message).filter(({ site }) => site !== message.site);
  const { mid, site, slot, received_at, resend } = message;
  return outcomes.length === 0
    ? null
    : { mid, site, slot, received_at, resend, gap_ms: SESSION_GAP_MS, events: [], outcomes };
}

/** The service's own event: no site's rules or counts have to do with it. */
export function enterCanary(message: Message): ShardEntry {
  const { mid, site, slot, received_at, resend } = message;
  const events = message.kind === "enriched" ? message.events : [];
  return { mid, site, slot, received_at, resend, gap_ms: SESSION_GAP_MS, events };
}

const ofEnriched = (events: EnrichedEvent[]): Sifted => ({
  ...{ events, quarantined: [], outcomes: [], dropped: [] },
});

function envelopeOf(message: Message, { session_minutes }: SiteConfig) {
  const { site, slot, received_at, resend } = message;
  return { mid: nameOf(message), site, slot, received_at, resend, gap_ms: session_minutes * 60_000 };
}

/** Parts into which a dead message was cut keep its id: the first event tells them apart. */
function nameOf(message: Message): string {
  if (message.kind === "raw") return message.mid;
  const [first] = message.events;
  return first === undefined ? message.mid : `${message.mid} ${first.event_id.slice(-12)}`;
}

function countOf(message: Message, reason: Fate, n: number): OutcomeCount[] {
  // What comes out of the quarantine was counted when it went in.
  if (n === 0 || (message.kind === "enriched" && message.restored)) return [];
  const { site, received_at } = message;
  return [{ site, minute: minuteOf(received_at), stage: "consumer", reason, n }];
}

/** What the collector counted; its words become keys, so that they have to be words. */
const reported = (message: Message): OutcomeCount[] =>
  (message.kind === "raw" ? (message.outcomes ?? []) : [])
    .filter(isCount)
    .map((count) => ({ ...count, minute: minuteOf(count.minute) }));

const WORD = /^[\w-]{1,64}$/;
const isCount = ({ site, minute, stage, reason, rule, n }: OutcomeCount): boolean =>
  WORD.test(site) &&
  WORD.test(reason) &&
  (rule === undefined || WORD.test(rule)) &&
  STAGES.includes(stage) &&
  Number.isSafeInteger(minute) &&
  Number.isSafeInteger(n) &&
  n > 0;
