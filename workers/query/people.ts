/** People whom Cloudflare Access vouches for, and what an administrator lets them do here. */
import type { SiteId } from "../../schema/ids.ts";
import type { Scope } from "../../schema/words.ts";
import { ReadCache } from "../control/read-cache.ts";
import type { Grant } from "../control/tokens.ts";

/** A row of the table; only `administration/people.ts` writes it, with what it has checked. */
export interface PersonRow {
  email: string;
  id: string;
  scopes: string;
  sites: string;
  created_at: number;
}

const caches = new WeakMap<D1Database, ReadCache<Grant>>();

/** What the person with this address (lower case) may do; null for a stranger. Throws `ControlPlaneAway`. */
export const personFor = (
  control: D1Database,
  email: string,
  nowMs: number,
): Grant | null | Promise<Grant | null> =>
  cacheOf(control).get(email, nowMs, () => readPerson(control, email));

/** Makes this isolate see a change of its own at once; others see it within a minute. */
export const forgetPerson = (control: D1Database, email: string): void => cacheOf(control).forget(email);

async function readPerson(control: D1Database, email: string): Promise<Grant | null> {
  const row = await control.prepare("SELECT * FROM people WHERE email = ?").bind(email).first<PersonRow>();
  if (row === null) return null;
  return {
    ...{ id: row.id, expires_at: null },
    scopes: JSON.parse(row.scopes) as Scope[],
    sites: JSON.parse(row.sites) as SiteId[],
  };
}

function cacheOf(control: D1Database): ReadCache<Grant> {
  let cache = caches.get(control);
  if (cache === undefined) {
    cache = new ReadCache();
    caches.set(control, cache);
  }
  return cache;
}
