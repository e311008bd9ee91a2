/**
 * Cleaning and naming: what the edge took down becomes the facts of rows. Pure: no clock, no storage, and no text
 * of a sender's that can break it. A message's groups share agent, traffic and surroundings; each event adds its own.
 */
import { type UtcDay, utcDay } from "../../../schema/ids.ts";
import type { EnrichedEvent, RawEvent, RawGroup, RawMessage } from "../../../schema/message.ts";
import type { PathRules } from "../../../schema/words.ts";
import { acquisitionOf } from "./acquisition.ts";
import { trafficOf } from "./bots.ts";
import { detailsOf } from "./details.ts";
import { countryOf, languageOf, sizeOf, timezoneOf } from "./screen.ts";
import { bounded } from "./text.ts";
import { parsePage } from "./url.ts";
import { agentOf } from "./user-agent.ts";

/** What the site's owner says of it, as far as cleaning needs it. */
export interface SiteSettings {
  /** Host names that are the site's own: links between them are not referrals. */
  domains: readonly string[];
  /** Query parameters that are kept in stored URLs. */
  allowed_query_params: readonly string[];
  /** How its addresses become pages. */
  paths: PathRules;
}

const MAX_INT32 = 2 ** 31 - 1;

/**
 * The message's events in their order, each with its visitor's hash of its own UTC day.
 * Throws only when a group lacks the hash of a day that it has events of: the collector promises one.
 */
export function enrich(message: RawMessage, site: SiteSettings): EnrichedEvent[] {
  return message.groups.flatMap((group) => {
    const shared = sharedFacts(group, message);
    return group.events.map((event) => ({
      ...shared,
      ...ownFacts(event, message, site),
      ...hashesAt(group, event.at),
    }));
  });
}

type Facts = Omit<EnrichedEvent, "visitor_id" | "previous_visitor_id">;
type OwnFacts = Pick<Facts, "ts" | "name" | "event_id" | "lag_ms" | "is_pageview" | "is_interactive"> &
  Partial<Facts>;

function sharedFacts(
  group: RawGroup,
  message: RawMessage,
): Omit<Facts, keyof OwnFacts> & Partial<Facts> & { site: Facts["site"] } {
  const { client, context } = group;
  return {
    site: message.site,
    ...agentOf(client.user_agent, client.hints),
    ...trafficOf({ client, automation: group.automation, origin: message.origin }),
    country: countryOf(client.country),
    region: bounded(client.region, 100),
    city: bounded(client.city, 100),
    asn: client.asn ?? 0,
    screen: sizeOf(context?.screen),
    viewport: sizeOf(context?.viewport),
    language: languageOf(context?.language),
    timezone: timezoneOf(context?.timezone),
    sdk: bounded(context?.sdk, 64),
    consent: group.consent,
    origin: message.origin,
    user_id: bounded(group.user_id, 256),
    client_session_id: bounded(group.session_id, 256),
  };
}

function ownFacts(event: RawEvent, message: RawMessage, site: SiteSettings): OwnFacts {
  const page = parsePage(event.url, site.allowed_query_params, site.paths);
  return {
    event_id: event.id,
    ts: Math.floor(event.at), // never into another day
    name: bounded(event.name, 120),
    lag_ms: Math.max(-MAX_INT32, Math.min(MAX_INT32, Math.round(message.received_at - event.at))),
    is_pageview: event.name === "pageview" ? 1 : 0,
    is_interactive: event.interactive === false || event.name === "engagement" ? 0 : 1,
    hostname: page.hostname,
    path: page.path,
    query: page.query,
    title: bounded(event.title, 500),
    ...acquisitionOf(page, event.referrer, site.domains),
    ...detailsOf(event),
  };
}

function hashesAt(
  { visitor }: RawGroup,
  at: number,
): Pick<EnrichedEvent, "visitor_id" | "previous_visitor_id" | "next_visitor_id"> {
  if (visitor.kind === "persistent") return { visitor_id: visitor.id };
  const day: UtcDay = utcDay(at);
  const hashes = visitor.days[day];
  if (!hashes) throw new Error(`A group has events of ${day}, but no visitor hash of that day.`);
  return {
    visitor_id: hashes.id,
    ...(hashes.previous !== undefined && { previous_visitor_id: hashes.previous }),
    ...(hashes.next !== undefined && { next_visitor_id: hashes.next }),
  };
}
