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
  const tag = await sign(routeKey, [site, ...parts(subject)]);
  return (tag[0] ?? 0) % SLOT_COUNT;
}

/** The id of a named visitor: the same on every day. */
export async function namedVisitor(
  visitorKey: CryptoKey,
  site: SiteId,
  subject: Subject & { kind: "named" },
): Promise<VisitorHashes> {
  return { kind: "persistent", id: visitorId(await sign(visitorKey, [site, subject.name])) };
}

/** The ids of an unnamed visitor on `days`, and of the day before each while that day's salt lives. */
export async function unnamedVisitor(
  salts: DaySalts,
  site: SiteId,
  subject: Subject & { kind: "unnamed" },
  days: Iterable<UtcDay>,
): Promise<VisitorHashes> {
  const who = [site, ...parts(subject)];
  const hash = async (key: CryptoKey, day: UtcDay) => visitorId(await sign(key, [day, ...who]));
  const entries = Array.from(
    days,
    async (day): Promise<[UtcDay, { id: VisitorId; previous?: VisitorId }]> => {
      const key = salts.keys.get(day);
      // The salt is gone (or not yet made): today's stands in. The day is hashed too, so this id joins nothing.
      if (key === undefined) return [day, { id: await hash(salts.today, day) }];
      const dayBefore = utcDay(Date.parse(day) - DAY_MS);
      const keyBefore = salts.keys.get(dayBefore);
      if (keyBefore === undefined) return [day, { id: await hash(key, day) }];
      const [id, previous] = await Promise.all([hash(key, day), hash(keyBefore, dayBefore)]);
      return [day, { id, previous }];
    },
  );
  return { kind: "daily", days: Object.fromEntries(await Promise.all(entries)) };
}

const parts = (subject: Subject): string[] =>
  subject.kind === "named" ? [subject.name] : [subject.network, subject.userAgent];

const utf8 = new TextEncoder();

/** JSON keeps the parts apart: no choice of one can pass for another. */
async function sign(key: CryptoKey, parts: string[]): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(JSON.stringify(parts))));
}

/** The first 64 bits. */
function visitorId(tag: Uint8Array): VisitorId {
  let digits = "";
  for (let i = 0; i < 8; i++) digits += (tag[i] ?? 0).toString(16).padStart(2, "0");
  return digits as VisitorId;
}
