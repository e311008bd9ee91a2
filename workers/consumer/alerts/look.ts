/** What the alerts watch, as it stands now: asked only for what one of them watches. */
import type { Alert } from "../../../schema/alerts.ts";
import { CANARY_PATIENCE_MS } from "../../../schema/canary.ts";
import { DEAD_MESSAGES, DEAD_ROWS } from "../../../schema/dead.ts";
import type { SessionShardRpc } from "../../../schema/objects.ts";
import { FATES } from "../../../schema/outcomes.ts";
import { type ClickHouseAccess, sendQuery } from "../sinks/clickhouse-http.ts";
import * as param from "../sinks/param.ts";
import type { Seen } from "./judge.ts";

export interface Places {
  control: D1Database;
  queue: Pick<Queue, "metrics">;
  bucket: Pick<R2Bucket, "list">;
  shards: readonly Pick<SessionShardRpc, "status">[];
  clickhouse: ClickHouseAccess;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Of one listing. */
const MAX_HEAP = 1_000;

export async function look(places: Places, alerts: readonly Alert[], nowMs: number): Promise<Seen> {
  const watches = (condition: keyof Alert["conditions"]) =>
    alerts.some(({ conditions }) => conditions[condition]);
  const sites = alerts.flatMap(({ conditions }) => conditions.silence?.site_id ?? []);
  const [lag, dead_letters, canary, silence] = await Promise.all([
    watches("lag") ? unlessAway(lagOf(places, nowMs)) : null,
    watches("dead_letters") ? unlessAway(deadOf(places.bucket)) : null,
    watches("canary") ? unlessAway(missedOf(places.control, nowMs)) : null,
    sites.length > 0 ? unlessAway(silenceOf(places.clickhouse, sites, nowMs)) : null,
  ]);
  return { lag, dead_letters, canary, silence: silence ?? new Map() };
}

/** What does not answer is not seen; its own failure shows in the lag, or in the canaries. */
const unlessAway = <Value>(looking: Promise<Value>): Promise<Value | null> => looking.catch(() => null);

async function lagOf({ queue, shards }: Places, nowMs: number): Promise<number> {
  const [{ oldestMessageTimestamp }, ...statuses] = await Promise.all([
    queue.metrics(),
    ...shards.map((shard) => shard.status()),
  ] as const);
  // Of an empty queue the local simulator says 1970.
  const waiting = Number(oldestMessageTimestamp ?? 0);
  const times = [waiting > 0 ? waiting : nowMs, ...statuses.map(({ oldest_at }) => oldest_at ?? nowMs)];
  return Math.floor((nowMs - Math.min(...times)) / MINUTE_MS);
}

async function deadOf(bucket: Places["bucket"]): Promise<number> {
  const heaps = await Promise.all(
    [DEAD_MESSAGES, DEAD_ROWS].map((prefix) => bucket.list({ prefix, limit: MAX_HEAP })),
  );
  return heaps.reduce((sum, { objects }) => sum + objects.length, 0);
}

async function missedOf(control: D1Database, nowMs: number): Promise<number> {
  const row = await control
    .prepare("SELECT count(*) AS missed FROM canaries WHERE seen_at IS NULL AND sent_at > ? AND sent_at < ?")
    .bind(nowMs - HOUR_MS, nowMs - CANARY_PATIENCE_MS)
    .first<{ missed: number }>();
  return row?.missed ?? 0;
}

const ACCEPTED = Object.entries(FATES).flatMap(([fate, outcome]) =>
  outcome === "accepted" ? [`'${fate}'`] : [],
);

/** A site of which nothing was accepted within eight days is not known here: it may be new. */
const LAST_ACCEPTED = `
SELECT site, toUnixTimestamp64Milli(max(minute)) FROM outcomes
WHERE site IN {sites:Array(String)} AND minute > now() - INTERVAL 8 DAY AND stage = 'shard' AND reason IN (${ACCEPTED.join(", ")})
GROUP BY site
FORMAT TabSeparatedRaw`;

async function silenceOf(
  clickhouse: ClickHouseAccess,
  sites: readonly string[],
  nowMs: number,
): Promise<Map<string, number>> {
  const answer = await sendQuery(clickhouse, LAST_ACCEPTED, { sites: param.strings(new Set(sites)) });
  if (!answer.ok) throw new Error(answer.code);
  const rows = answer.text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
  return new Map(rows.map(([site = "", at]) => [site, Math.floor((nowMs - Number(at)) / MINUTE_MS)]));
}
