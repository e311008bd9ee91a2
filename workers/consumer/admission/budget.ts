/**
 * The slow lane's budget: one site's flood of re-sends or imports waits by itself. It may fill a part of the shard and
 * no more, and of each batch that is resolved every waiting site gets its share. Pure.
 */
import type { SiteId } from "../../../schema/ids.ts";
import type { CallEntry } from "../call/decode.ts";
import { siteOf } from "../ring/key.ts";
import { laneOf } from "./lane.ts";

/** Waiting events of one site in one shard: an eighth of what a shard may remember. */
export const MAX_WAITING_OF_SITE = 20_000;

export interface Waiting {
  /** Events of the site that wait. */
  waitingOf(site: SiteId): number;
  slot(number: number): { horizon: number };
}

/**
 * Positions of the entries that the shard does not take now: their sites have used up their budget, and they bring more
 * for the slow lane. The queue brings them again later. What is fast is always taken.
 */
export function deferredOf(memory: Waiting, entries: readonly CallEntry[], nowMs: number): number[] {
  return entries.flatMap((entry, at) => (isOverBudget(memory, entry, nowMs) ? [at] : []));
}

function isOverBudget(memory: Waiting, entry: CallEntry, nowMs: number): boolean {
  if (memory.waitingOf(entry.site) < MAX_WAITING_OF_SITE) return false;
  const { horizon } = memory.slot(entry.slot);
  return entry.events.some((event) => laneOf(event, entry, horizon, nowMs) === "slow");
}

/**
 * At most `limit` of the waiting keys (`<site> <id>`), in order of arrival: every site has an equal share of the batch,
 * and what some do not need goes to who came first.
 */
export function fairShare(keys: Iterable<string>, sites: number, limit: number): Set<string> {
  const share = Math.ceil(limit / Math.max(1, sites));
  const taken = new Set<string>();
  const left: string[] = [];
  const counts = new Map<string, number>();
  for (const key of keys) {
    const site = siteOf(key);
    const count = (counts.get(site) ?? 0) + 1;
    counts.set(site, count);
    if (count <= share) taken.add(key);
    // More than the limit are never needed to fill up what is left.
    else if (left.length < limit) left.push(key);
    if (taken.size === limit) return taken;
  }
  for (const key of left) {
    if (taken.size === limit) break;
    taken.add(key);
  }
  return taken;
}
