/**
 * The consumer's door: queue batches in, one answer per message. A message is acked after its shard has written it
 * down, or after it was put aside; everything else comes again, later and later. Nothing fails a whole batch.
 */

import type { Message as Sent } from "../../schema/message.ts";
import type { ShardEntry } from "../../schema/objects.ts";
import { now } from "../clock.ts";
import { noteAck, noteDelivery, noteRetry } from "../control/deliveries.ts";
import { erasuresOf, withoutErased } from "../control/erased.ts";
import { siteConfig } from "../control/sites.ts";
import { parseConfig } from "./config.ts";
import { isDeadQueue, reviveAll } from "./dead/revive.ts";
import { parkMessage } from "./dead-letters.ts";
import { enrich } from "./enrich/index.ts";
import { grow } from "./growth.ts";
import { parseMessage } from "./message.ts";
import { retryDelayS } from "./retry-delay.ts";
import { type Call, callsOf, type Routed } from "./route.ts";
import { MAX_CALL_BYTES } from "./shard-state.ts";
import { saltsStub, shardStub } from "./stubs.ts";
import { forgetTable, tableOf } from "./table.ts";

export { Salts } from "./salts.ts";
export { SessionShard } from "./shard.ts";

/** Enrichment is pure: what it cannot read today it cannot read tomorrow, unless the code was mended meanwhile. */
const MAX_ENRICH_ATTEMPTS = 8;

type QueueMessage = Message<unknown>;

async function queue(batch: MessageBatch, env: Env): Promise<void> {
  if (isDeadQueue(batch.queue)) return reviveAll(batch, env, now());
  const ids = batch.messages.map(({ id }) => id);
  noteDelivery(ids, now());
  const routed: Routed<QueueMessage>[] = [];
  for (const message of batch.messages) {
    const entry = await entryOf(message, env).catch(() => retry(message));
    if (entry) routed.push({ entry, item: message });
  }
  const table = await tableOf(env).catch(() => null);
  if (table === null) return routed.forEach(({ item }) => void retry(item));
  const calls = Map.groupBy(callsOf(routed, table.shards, MAX_CALL_BYTES), ({ shard }) => shard);
  await Promise.all([...calls.values()].map((ofShard) => callInTurn(ofShard, table.epoch, env)));
}

/** The message's events for its shard; null when it is answered already. Throws what may pass. */
async function entryOf(message: QueueMessage, env: Env): Promise<ShardEntry | null> {
  const parsed = parseMessage(message.body);
  if (!parsed.ok) return park(message, parsed.reason, env);
  const site = await siteConfig(env.CONTROL, parsed.message.site, now());
  // Deleted since: whoever deletes a site wants nothing more of it.
  if (site === null) return ack(message);
  const erasures = await erasuresOf(env.CONTROL, parsed.message.site, now());
  const { mid, site: id, slot, received_at, resend } = parsed.message;
  const envelope = { mid, site: id, slot, received_at, resend, gap_ms: site.session_minutes * 60_000 };
  try {
    return { ...envelope, events: withoutErased(eventsOf(parsed.message, site), erasures) };
  } catch (error) {
    if (message.attempts < MAX_ENRICH_ATTEMPTS) return retry(message);
    return park(message, `enrichment failed: ${error instanceof Error ? error.name : typeof error}`, env);
  }
}

const eventsOf = (message: Sent, site: Parameters<typeof enrich>[1]) =>
  message.kind === "raw" ? enrich(message, site) : message.events;

async function callInTurn(calls: readonly Call<QueueMessage>[], epoch: number, env: Env): Promise<void> {
  for (const { shard, entries, items } of calls) {
    const answer = await shardStub(env, shard)
      .ingest(entries, shard, epoch)
      .catch(() => ({ ok: false as const, reason: "silent", retry_after_s: 0 }));
    if (!answer.ok && answer.reason === "moved") forgetTable();
    for (const message of items) {
      if (answer.ok) ack(message);
      else retry(message, answer.retry_after_s);
    }
  }
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

async function scheduled(_event: ScheduledController, env: Env): Promise<void> {
  const { shardCount } = parseConfig(env);
  const of = (shard: number) => shardStub(env, shard);
  const shards = Array.from({ length: shardCount }, (_, shard) => shardStub(env, shard).watchdog());
  const outcomes = await Promise.allSettled([saltsStub(env).rotate(now()), grow(of, shardCount), ...shards]);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

export default { queue, scheduled };
