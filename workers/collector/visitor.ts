/**
 * Whose event is it? Keyed hashes: a slot that decides where a visitor's events meet, and the visitor's id. The address
 * and the user agent go in and nothing of them comes out.
 */
import { type SiteId, type UtcDay, utcDay, type VisitorId } from "../../schema/ids.ts";
import { SLOT_COUNT } from "../../schema/limits.ts";
import type { VisitorHashes } from "../../schema/message.ts";
import type { DaySalts } from "./salts.ts";
import { sipHash } from "./siphash.ts";

const DAY_MS = 86_400_000;

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

/**
 * 256 pseudo-random bits that stand for the subject on this site, the same on every day: all else is made of them, so
 * that a visitor costs one call of WebCrypto. They stay in this function's callers and are neither sent nor stored.
 */
export async function tagOf(routeKey: CryptoKey, site: SiteId, subject: Subject): Promise<Uint8Array> {
  const parts = subject.kind === "named" ? [subject.name] : [subject.network, subject.userAgent];
  // JSON keeps the parts apart: no choice of one can pass for another.
  const who = utf8.encode(JSON.stringify([site, ...parts]));
  return new Uint8Array(await crypto.subtle.sign("HMAC", routeKey, who));
}

/** 0 … SLOT_COUNT − 1. Does not depend on the day, so that midnight does not split a visit; shares no bits with ids. */
export const slotOf = (tag: Uint8Array): number => (tag.at(-1) ?? 0) % SLOT_COUNT;

/** The id of a named visitor: the same on every day. */
export const namedVisitor = (tag: Uint8Array): VisitorHashes => ({
  kind: "persistent",
  id: Array.from(tag.subarray(0, 8), hexOfByte).join("") as VisitorId,
});

/**
 * The ids of an unnamed visitor on `days`, and of the day before each while that day's salt lives. Once a salt is gone
 * nobody can tell which tag an id was made of, not even with the deployment's secret.
 */
export function unnamedVisitor(salts: DaySalts, tag: Uint8Array, days: Iterable<UtcDay>): VisitorHashes {
  const ids: Record<UtcDay, DayIds> = {};
  for (const day of days) ids[day] = idsOn(day, salts, tag);
  return { kind: "daily", days: ids };
}

interface DayIds {
  id: VisitorId;
  previous?: VisitorId;
}

function idsOn(day: UtcDay, salts: DaySalts, tag: Uint8Array): DayIds {
  const salt = salts.byDay.get(day);
  // The salt is gone, or not yet made: today's stands in, and the day is hashed too, so that the id joins nothing.
  if (salt === undefined) return { id: sipHash(salts.today, joined(tag, utf8.encode(day))) as VisitorId };
  const id = sipHash(salt, tag) as VisitorId;
  const before = salts.byDay.get(utcDay(Date.parse(day) - DAY_MS));
  return before === undefined ? { id } : { id, previous: sipHash(before, tag) as VisitorId };
}

const utf8 = new TextEncoder();
const hexOfByte = (byte: number): string => byte.toString(16).padStart(2, "0");
const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => Uint8Array.of(...a, ...b);
