/**
 * Whose event is it? Keyed hashes: a slot that decides where a visitor's events meet, and the visitor's id. The address
 * and the user agent go in and nothing of them comes out.
 */
import { type SiteId, type UtcDay, utcDay, type VisitorId } from "../../schema/ids.ts";
import { SLOT_COUNT } from "../../schema/limits.ts";
import type { VisitorHashes } from "../../schema/message.ts";
import { derivedKey } from "../control/derived-key.ts";
import type { DaySalts } from "./salts.ts";
import { type SipKey, sipHash, sipKey } from "./siphash.ts";

const DAY_MS = 86_400_000;
/** 64 bits. */
const ID_DIGITS = 16;
const SLOT_DIGITS = 2;

/** What distinguishes one visitor of a site from another. */
export type Subject =
  /** `a:` and the id that the sender keeps for an anonymous person, or `u:` and the person's own. */
  { kind: "named"; name: string } | { kind: "unnamed"; network: string; userAgent: string };

interface Ids {
  anonymous_id?: string;
  user_id?: string;
}

/**
 * From browsers a user's id is an attribute and never routes: it comes and goes with sign-in, and must not split a
 * visit. A server that knows nothing else is taken at its word. Empty ids count as none.
 */
export function subjectOf(
  ids: Ids | undefined,
  network: string,
  userAgent: string,
  isServer: boolean,
): Subject {
  if (ids?.anonymous_id) return { kind: "named", name: `a:${ids.anonymous_id}` };
  if (isServer && ids?.user_id) return { kind: "named", name: `u:${ids.user_id}` };
  return { kind: "unnamed", network, userAgent };
}

const routeKeys = new Map<string, SipKey>();

/** The key of `tagOf` under the deployment's secret. Derived once per isolate. */
export function routeKey(secret: string): SipKey | Promise<SipKey> {
  return routeKeys.get(secret) ?? deriveRouteKey(secret);
}

async function deriveRouteKey(secret: string): Promise<SipKey> {
  const key = sipKey(await derivedKey(secret, "route"));
  routeKeys.set(secret, key);
  return key;
}

/**
 * 128 pseudo-random bits, in hexadecimal digits, that stand for the subject on this site, the same on every day: all
 * else is made of them. They stay in this function's callers and are neither sent nor stored.
 */
export function tagOf(key: SipKey, site: SiteId, subject: Subject): string {
  // Neither a site's id nor a network has a second line, so no choice of one part can pass for another.
  const who = subject.kind === "named" ? `n${subject.name}` : `u${subject.network}\n${subject.userAgent}`;
  return sipHash(key, `${site}\n${who}`);
}

/** 0 … SLOT_COUNT − 1. Does not depend on the day, so that midnight does not split a visit; shares no bits with ids. */
export const slotOf = (tag: string): number => Number.parseInt(tag.slice(-SLOT_DIGITS), 16) % SLOT_COUNT;

/** The id of a named visitor: the same on every day. */
export const namedVisitor = (tag: string): VisitorHashes => ({
  kind: "persistent",
  id: visitorId(tag),
});

/**
 * The ids of an unnamed visitor on `days`, of the day before each while that day's salt lives, and of today for what
 * comes a day late. Once a salt is gone
 * nobody can tell which tag an id was made of, not even with the deployment's secret.
 */
export function unnamedVisitor(salts: DaySalts, tag: string, days: Iterable<UtcDay>): VisitorHashes {
  const ids: Record<UtcDay, DayIds> = {};
  for (const day of days) ids[day] = idsOn(day, salts, tag);
  return { kind: "daily", days: ids };
}

interface DayIds {
  id: VisitorId;
  previous?: VisitorId;
  next?: VisitorId;
}

function idsOn(day: UtcDay, salts: DaySalts, tag: string): DayIds {
  const salt = salts.byDay.get(day);
  // The salt is gone, or not yet made: today's stands in, and the day is hashed too, so that the id joins nothing.
  if (salt === undefined) return { id: visitorId(sipHash(salts.today, tag + day)) };
  const id = visitorId(sipHash(salt, tag));
  const before = salts.byDay.get(utcDay(Date.parse(day) - DAY_MS));
  const ids: DayIds = before === undefined ? { id } : { id, previous: visitorId(sipHash(before, tag)) };
  // Told after midnight: the visit that it belongs to may have begun to be counted under today's id.
  if (salt !== salts.today && salts.byDay.get(utcDay(Date.parse(day) + DAY_MS)) === salts.today)
    ids.next = visitorId(sipHash(salts.today, tag));
  return ids;
}

const visitorId = (hash: string): VisitorId => hash.slice(0, ID_DIGITS) as VisitorId;
