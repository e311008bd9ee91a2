/** Sends frames to the feeds of sites that are watched: one at a time a site, and what comes meanwhile is left out. */
import type { SiteId } from "../../schema/ids.ts";
import type { WatchedFates } from "../../schema/objects.ts";
import { within } from "../control/deadline.ts";
import { frameOf, type Watched } from "./live.ts";
import { liveStub } from "./stubs.ts";

const SHOW_TIMEOUT_MS = 1_000;
/** A feed that nobody watches is not asked again for this long; the site's row says the same soon. */
const UNWATCHED_MS = 10_000;

const showing = new Set<SiteId>();
/** When a feed may be shown something again, ms. */
const unwatched = new Map<SiteId, number>();

/** One promise a site that is shown something; none of them rejects. */
export function showLive(
  env: Pick<Env, "LIVE">,
  watched: readonly Watched[],
  fates: WatchedFates,
  nowMs: number,
): Promise<void>[] {
  const bySite = Map.groupBy(watched, ({ message }) => message.site);
  return [...bySite].flatMap(([site, ofSite]) => {
    const frame = frameOf(ofSite, fates);
    if (frame === null || showing.has(site) || (unwatched.get(site) ?? 0) > nowMs) return [];
    return [showOne(env, site, JSON.stringify(frame), nowMs)];
  });
}

async function showOne(env: Pick<Env, "LIVE">, site: SiteId, frame: string, nowMs: number): Promise<void> {
  showing.add(site);
  try {
    const watchers = await within(SHOW_TIMEOUT_MS, liveStub(env, site).show(frame));
    unwatched.delete(site);
    if (watchers === 0) unwatched.set(site, nowMs + UNWATCHED_MS);
  } catch {
    // A feed that does not answer shows nothing; the events are where they belong.
  } finally {
    showing.delete(site);
  }
}
