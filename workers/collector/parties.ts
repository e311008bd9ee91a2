/** Which accepted events belong to one visitor? Pure. */
import { type UtcDay, utcDay } from "../../schema/ids.ts";
import type { ClientFacts, RawEvent } from "../../schema/message.ts";
import type { Accepted } from "./accept.ts";
import { senderNetwork } from "./address.ts";
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
}

export interface Edge {
  client: ClientFacts;
  /** Of the connection; see `senderNetwork`. */
  network: string;
}

/** A browser is one party. */
export function browserParty(accepted: readonly Accepted[], edge: Edge): Party[] {
  const first = accepted[0];
  if (first === undefined) return [];
  const subject = subjectOf(first.visitor, edge.network, edge.client.user_agent, false);
  return [{ subject, ids: first.visitor, client: edge.client, events: accepted.map(({ event }) => event) }];
}

/** A server speaks for many: one party for each visitor and client that it names. */
export function serverParties(accepted: readonly Accepted[]): Party[] {
  const parties = new Map<string, Party>();
  for (const { event, visitor, client } of accepted) {
    const key = JSON.stringify([visitor, client]);
    let party = parties.get(key);
    if (party === undefined) {
      const network = senderNetwork(client?.ip ?? "") ?? "";
      const subject = subjectOf(visitor, network, client?.user_agent ?? "", true);
      party = { subject, ids: visitor, client: serverClient(client), events: [] };
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
