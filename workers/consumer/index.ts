/**
 * The consumer's door: queue batches in, one answer per message. A message is acked after its shard has written it
 * down, or after it was put aside; everything else comes again, later and later. Nothing fails a whole batch.
 */

import { waitUntil } from "cloudflare:workers";
import { CANARY_SITE } from "../../schema/canary.ts";
import type { SiteId } from "../../schema/ids.ts";
import type { ShardEntry, WatchedFates } from "../../schema/objects.ts";
import { now } from "../clock.ts";
import { type CounterEnv, countBatch } from "../control/counters.ts";
import { noteAck, noteDelivery, noteRetry } from "../control/deliveries.ts";
import { erasuresOf } from "../control/erased.ts";
import { log } from "../control/log.ts";
import { deliver, type MailSettings } from "../control/notice.ts";
import { rulesOf } from "../control/rules.ts";
import { type SiteConfig, siteConfig } from "../control/sites.ts";
import { type AlertDeps, runAlerts } from "./alerts/index.ts";
import { type CanaryDeps, sendCanary } from "./canary.ts";
import { parseConfig } from "./config.ts";
import { isDeadQueue, reviveAll } from "./dead/revive.ts";
import { parkMessage } from "./dead-letters.ts";
import { enter, enterCanary, enterDeleted, enterUnreadable } from "./entry.ts";
import { grow } from "./growth.ts";
import type { Watched } from "./live.ts";
import { parseMessage } from "./message.ts";
import { retryDelayS } from "./retry-delay.ts";
import { rollUp } from "./rollups/index.ts";
import { type Call, callsOf, type Routed } from "./route.ts";
import { MAX_CALL_BYTES } from "./shard-state.ts";
import { showLive } from "./show.ts";
import { createClickHouseSink } from "./sinks/clickhouse.ts";
import { SinkError } from "./sinks/refusal.ts";
import { saltsStub, shardStub } from "./stubs.ts";
import { forgetTable, tableOf } from "./table.ts";

export { LiveFeed } from "./live-feed.ts";
export { Salts } from "./salts.ts";
export { SessionShard } from "./shard.ts";

/** Enrichment is pure: what it cannot read today it cannot read tomorrow, unless the code was mended meanwhile. */
const MAX_ENRICH_ATTEMPTS = 8;

/** A slow lane that is full of a site's events needs a few drains. */
const DEFERRED_RETRY_S = 30;

type QueueMessage = Message<unknown>;
/** A message with its entry, and with what is shown of it when somebody watches. */
interface Item {
  message: QueueMessage;
  watched?: Watched;
}

async function queue(batch: MessageBatch, env: Env & CounterEnv): Promise<void> {
  if (isDeadQueue(batch.queue)) return reviveAll(batch, env, now());
  const begun = now();
  await takeAll(batch, env);
  const again = batch.messages.filter(({ attempts }) => attempts > 1).length;
  const backlog = batch.metadata?.metrics.backlogCount ?? 0;
  countBatch(env, { messages: batch.messages.length, again, backlog, ms: now() - begun });
}

async function takeAll(batch: MessageBatch, env: Env): Promise<void> {
  const ids = batch.messages.map(({ id }) => id);
  noteDelivery(ids, now());
  const routed: Routed<Item>[] = [];
  for (const message of batch.messages) {
    const taken = await routeOf(message, env).catch(() => retry(message));
    if (taken) routed.push(taken);
  }
  const table = await tableOf(env).catch(() => null);
  if (table === null) return routed.forEach(({ item }) => void retry(item.message));
  const calls = Map.groupBy(callsOf(routed, table.shards, MAX_CALL_BYTES), ({ shard }) => shard);
  await Promise.all([...calls.values()].map((ofShard) => callInTurn(ofShard, table.epoch, env)));
}

/** The message with its entry for its shard; null when it is answered already. Throws what may pass. */
async function routeOf(message: QueueMessage, env: Env): Promise<Routed<Item> | null> {
  const parsed = parseMessage(message.body);
  if (!parsed.ok) return park(message, parsed.reason, env);
  if (parsed.message.site === CANARY_SITE) return withEntry(message, enterCanary(parsed.message));
  const site = await siteConfig(env.CONTROL, parsed.message.site, now());
  // Deleted since: whoever deletes a site wants nothing more of it.
  if (site === null) return withEntry(message, enterDeleted(parsed.message)) ?? ack(message);
  const [rules, erasures] = await Promise.all([
    rulesOf(env.CONTROL, site),
    erasuresOf(env.CONTROL, site.id, now()),
  ]);
  try {
    const entered = enter(parsed.message, { site, rules, erasures });
    return watch(message, { ...entered, message: parsed.message }, site);
  } catch (error) {
    if (message.attempts < MAX_ENRICH_ATTEMPTS) return retry(message);
    await parkMessage(env.ARCHIVE, message, `enrichment failed: ${nameOf(error)}`, now());
    return withEntry(message, enterUnreadable(parsed.message, site));
  }
}

const withEntry = (message: QueueMessage, entry: ShardEntry | null): Routed<Item> | null =>
  entry && { entry, item: { message } };

/** The shard says what became of an event only while somebody wants to know. */
function watch(message: QueueMessage, watched: Watched, { watched_until }: SiteConfig): Routed<Item> {
  const { entry } = watched;
  if (watched_until <= now()) return { entry, item: { message } };
  return { entry: { ...entry, watched: true }, item: { message, watched } };
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : typeof error);

async function callInTurn(calls: readonly Call<Item>[], epoch: number, env: Env): Promise<void> {
  let takenBy: number | null = null;
  for (const { shard, bytes, items } of calls) {
    const answer = await shardStub(env, shard)
      .ingest(bytes, shard, epoch)
      .catch(() => ({ ok: false as const, reason: "silent", retry_after_s: 0 }));
    if (answer.ok) takenBy = shard;
    else if (answer.reason === "moved") forgetTable();
    const deferred = new Set(answer.ok ? answer.deferred : []);
    for (const [at, { message }] of items.entries()) {
      if (answer.ok && !deferred.has(at)) ack(message);
      else retry(message, answer.ok ? DEFERRED_RETRY_S : answer.retry_after_s);
    }
    const taken = items.filter((_, at) => !deferred.has(at));
    if (answer.ok && answer.watched) show(taken, answer.watched, env);
  }
  if (takenBy !== null) waitUntil(carry(takenBy, env));
}

/** Beside the acks: what is durable becomes visible. Should it fail, the shard's alarm does it. */
const carry = (shard: number, env: Env): Promise<void> =>
  shardStub(env, shard)
    .carry()
    .catch(() => {});

/** After the acks and beside everything: nobody waits for a debugger. */
function show(items: readonly Item[], fates: WatchedFates, env: Env): void {
  const watched = items.flatMap((item) => item.watched ?? []);
  for (const shown of showLive(env, watched, fates, now())) waitUntil(shown);
}

async function park(message: QueueMessage, reason: string, env: Env): Promise<null> {
  await parkMessage(env.ARCHIVE, message, reason, now());
  return ack(message);
}

function ack(message: QueueMessage): null {
  message.ack();
  noteAck(message.id);
  return null;
}

function retry(message: QueueMessage, leastS = 0): null {
  const delaySeconds = retryDelayS(message.attempts, leastS);
  message.retry({ delaySeconds });
  noteRetry(message.id, delaySeconds * 1_000, now());
  return null;
}

/** Closed days wait for nothing: a look every five minutes is enough. */
const ROLLUP_INTERVAL_MS = 5 * 60_000;

async function scheduled(event: ScheduledController, env: Env): Promise<void> {
  const { shardCount, rollups: clickhouse } = parseConfig(env);
  const of = (shard: number) => shardStub(env, shard);
  const shards = Array.from({ length: shardCount }, (_, shard) => shardStub(env, shard).watchdog());
  const zoneOf = async (site: SiteId) => (await siteConfig(env.CONTROL, site, now()))?.timezone ?? null;
  const isTurn = event.scheduledTime % ROLLUP_INTERVAL_MS < 60_000;
  const rolledUp = isTurn ? rollUp({ clickhouse, zoneOf, now }).catch(untilNextTurn) : null;
  const outcomes = await Promise.allSettled([
    ...[saltsStub(env).rotate(now()), grow(of, shardCount), rolledUp],
    event.cron === EVERY_MINUTE ? sendCanary(canaryDeps(env), shardCount) : null,
    event.cron === EVERY_MINUTE ? runAlerts(alertDeps(env, shardCount)) : null,
    ...shards,
  ]);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

/** The trigger of `wrangler.toml`. A run without its name is a test's or a person's, and sends no canary. */
const EVERY_MINUTE = "* * * * *";

function canaryDeps(env: Env): CanaryDeps {
  const sink = createClickHouseSink(parseConfig(env).clickhouse);
  return { control: env.CONTROL, queue: env.EVENTS, sink, now, sleep: (ms) => scheduler.wait(ms) };
}

function alertDeps(env: Env & MailSettings, shardCount: number): AlertDeps {
  return {
    ...{ control: env.CONTROL, queue: env.EVENTS, bucket: env.ARCHIVE, now },
    shards: Array.from({ length: shardCount }, (_, shard) => shardStub(env, shard)),
    clickhouse: parseConfig(env).rollups,
    deliver: (alert, notice) => deliver(alert, notice, now(), env),
  };
}

/** ClickHouse away costs speed alone. */
function untilNextTurn(error: unknown): void {
  if (!(error instanceof SinkError)) throw error;
  log("warn", "rollups_wait", { code: error.code });
}

export default { queue, scheduled };
