/** A site's rules as the consumer reads them. Writing them is the query worker's business. */
import type { SiteId } from "../../schema/ids.ts";
import type { Rule } from "../../schema/rule.ts";
import { within } from "./deadline.ts";
import { ControlPlaneAway } from "./read-cache.ts";
import type { SiteConfig } from "./sites.ts";

/** A site with a thousand rules takes about 200 KB. */
const MAX_SITES = 100;
const READ_TIMEOUT_MS = 2_000;

interface Known {
  revision: number;
  rules: Promise<readonly Rule[]>;
}

const caches = new WeakMap<D1Database, Map<SiteId, Known>>();
const NONE: readonly Rule[] = [];

/**
 * The rules of a site in their order, the same array as long as its revision stays: the site's row, which is read
 * anyway, says when to read them again. Throws `ControlPlaneAway`.
 */
export async function rulesOf(
  control: D1Database,
  { id, rules_revision }: Pick<SiteConfig, "id" | "rules_revision">,
): Promise<readonly Rule[]> {
  if (rules_revision === 0) return NONE;
  const cache = cacheOf(control);
  const known = cache.get(id);
  const current = known?.revision === rules_revision ? known : keep(cache, id, rules_revision, control);
  try {
    return await current.rules;
  } catch (cause) {
    cache.delete(id);
    throw new ControlPlaneAway("The control plane (D1) did not answer.", { cause });
  }
}

function keep(cache: Map<SiteId, Known>, id: SiteId, revision: number, control: D1Database): Known {
  if (cache.size >= MAX_SITES) cache.clear();
  const known = { revision, rules: within(READ_TIMEOUT_MS, readRules(control, id)) };
  cache.set(id, known);
  return known;
}

async function readRules(control: D1Database, site: SiteId): Promise<readonly Rule[]> {
  const { results } = await control
    .prepare("SELECT id, field, op, value, action FROM rules WHERE site = ? ORDER BY position, id")
    .bind(site)
    .all<Rule & Record<string, string>>();
  return results;
}

function cacheOf(control: D1Database): Map<SiteId, Known> {
  let cache = caches.get(control);
  if (cache === undefined) {
    cache = new Map();
    caches.set(control, cache);
  }
  return cache;
}
