/** Which accepted events belong to one visitor? Pure. */
import { type UtcDay, utcDay } from "../../schema/ids.ts";
import type { ClientFacts, RawEvent } from "../../schema/message.ts";
import type { SiteConfig } from "../control/sites.ts";
import type { Accepted } from "./accept.ts";
import { senderNetwork } from "./address.ts";
import { matchingRules } from "./address-rules.ts";
import { serverClient } from "./client.ts";
import { type Subject, subjectOf } from "./visitor.ts";
import type { CheckedVisitor } from "./wire.ts";

const DAY_MS = 86_400_000;

/** One visitor's events in one request. */
export interface Party {
  subject: Subject;
  ids: CheckedVisitor | undefined;
  client: ClientFacts;
  events: RawEvent[];
  /** Ids of the site's rules over addresses that match. */
  rules: string[];
}

export interface Edge {
  client: ClientFacts;
  /** Of the connection. */
  address: string;
}

/** A browser is one party. */
export function browserParty(
  accepted: readonly Accepted[],
  { client, address }: Edge,
  site: Pick<SiteConfig, "address_rules">,
): Party[] {
  const first = accepted[0];
  if (first === undefined) return [];
  const subject = subjectOf(first.visitor, senderNetwork(address) ?? "", client.user_agent, false);
  const rules = matchingRules(site.address_rules, address);
  return [{ subject, ids: first.visitor, client, events: accepted.map(({ event }) => event), rules }];
}

/** A server speaks for many: one party for each visitor and client that it names. */
export function serverParties(
  accepted: readonly Accepted[],
  site: Pick<SiteConfig, "address_rules">,
): Party[] {
  const parties = new Map<string, Party>();
  for (const { event, visitor, client } of accepted) {
    const key = JSON.stringify([visitor, client]);
    let party = parties.get(key);
    if (party === undefined) {
      const address = client?.ip ?? "";
      const subject = subjectOf(visitor, senderNetwork(address) ?? "", client?.user_agent ?? "", true);
      const rules = matchingRules(site.address_rules, address);
      party = { subject, ids: visitor, client: serverClient(client), events: [], rules };
      parties.set(key, party);
    }
    party.events.push(event);
  }
  return [...parties.values()];
}

/** The UTC days on which these events happened. */
export function daysOf(events: readonly RawEvent[]): UtcDay[] {
  const days = new Map<number, UtcDay>();
  for (const { at } of events) {
    const number = Math.floor(at / DAY_MS);
    if (!days.has(number)) days.set(number, utcDay(at));
  }
  return [...days.values()];
}
