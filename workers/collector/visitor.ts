/**
 * Whose event is it? Keyed hashes: a slot that decides where a visitor's events meet, and the visitor's id. The address
 * and the user agent go in and nothing of them comes out.
 */
import { type SiteId, type UtcDay, utcDay, type VisitorId } from "../../schema/ids.ts";
import { SLOT_COUNT } from "../../schema/limits.ts";
import type { VisitorHashes } from "../../schema/message.ts";
import type { DaySalts } from "./salts.ts";

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

/** 0 … SLOT_COUNT − 1. Does not depend on the day, so that midnight does not split a visit. */
export async function slotOf(routeKey: CryptoKey, site: SiteId, subject: Subject): Promise<number> {
  const tag = await sign(routeKey, bytesOf(site, subject));
  return (tag[0] ?? 0) % SLOT_COUNT;
}

/** The id of a named visitor: the same on every day. */
export async function namedVisitor(
  visitorKey: CryptoKey,
  site: SiteId,
  subject: Subject & { kind: "named" },
): Promise<VisitorHashes> {
  return { kind: "persistent", id: visitorId(await sign(visitorKey, bytesOf(site, subject))) };
}

/** The ids of an unnamed visitor on `days`, and of the day before each while that day's salt lives. */
export async function unnamedVisitor(
  salts: DaySalts,
  site: SiteId,
  subject: Subject & { kind: "unnamed" },
  days: Iterable<UtcDay>,
): Promise<VisitorHashes> {
  const who = bytesOf(site, subject);
  const entries = Array.from(days, async (day): Promise<[UtcDay, DayIds]> => {
    const key = salts.keys.get(day);
    if (key === undefined) return [day, await orphan(salts, site, subject, day)];
    const keyBefore = salts.keys.get(utcDay(Date.parse(day) - DAY_MS));
    if (keyBefore === undefined) return [day, { id: visitorId(await sign(key, who)) }];
    const [id, previous] = await Promise.all([sign(key, who), sign(keyBefore, who)]);
    return [day, { id: visitorId(id), previous: visitorId(previous) }];
  });
  return { kind: "daily", days: Object.fromEntries(await Promise.all(entries)) };
}

interface DayIds {
  id: VisitorId;
  previous?: VisitorId;
}

/** A day whose salt is gone, or not yet made: today's stands in, and the day is hashed too, so the id joins nothing. */
async function orphan(salts: DaySalts, site: SiteId, subject: Subject, day: UtcDay): Promise<DayIds> {
  return { id: visitorId(await sign(salts.today, bytesOf(site, subject, day))) };
}

const utf8 = new TextEncoder();

/** JSON keeps the parts apart: no choice of one can pass for another. */
function bytesOf(site: SiteId, subject: Subject, ...more: string[]): Uint8Array {
  const parts = subject.kind === "named" ? [subject.name] : [subject.network, subject.userAgent];
  return utf8.encode(JSON.stringify([site, ...parts, ...more]));
}

async function sign(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes));
}

/** The first 64 bits. */
function visitorId(tag: Uint8Array): VisitorId {
  let digits = "";
  for (let i = 0; i < 8; i++) digits += (tag[i] ?? 0).toString(16).padStart(2, "0");
  return digits as VisitorId;
}
