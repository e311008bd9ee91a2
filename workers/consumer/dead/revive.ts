/**
 * The dead-letter queue's consumer. A message dies when a day of retries did not find a shard that takes it; that is
 * no fault of its own, so it goes back to the queue, cleaned, which also ends its user agent's rest there. What is
 * malformed, or died again and again, is put aside in R2.
 */
import type { EnrichedMessage, Message as Sent } from "../../../schema/message.ts";
import { erasuresOf, withoutErased } from "../../control/erased.ts";
import { siteConfig } from "../../control/sites.ts";
import { type DeadLetter, parkMessage } from "../dead-letters.ts";
import { enrich } from "../enrich/index.ts";
import { parseMessage } from "../message.ts";
import { retryDelayS } from "../retry-delay.ts";
import { enrichedMessages } from "./enriched.ts";

/** Both wrangler.toml name it `<events queue's name>` with this ending. */
const DEAD_QUEUE = /-dead$/;
/** Each death is a hundred deliveries, about a day. After a month somebody should look. */
const MAX_DEATHS = 30;
/** What made it die has lasted a day: a quarter of an hour more is nothing. */
const REVIVE_DELAY_S = 15 * 60;
/** The platform deletes what fails a hundred deliveries from this queue; before that it is put aside. */
const LAST_ATTEMPTS = 90;

export const isDeadQueue = (queue: string): boolean => DEAD_QUEUE.test(queue);

/** Never throws for a batch: each message is acked when it is safe elsewhere, or comes again. */
export async function reviveAll(batch: MessageBatch, env: Env, nowMs: number): Promise<void> {
  await Promise.all(batch.messages.map((message) => reviveOne(message, env, nowMs)));
}

async function reviveOne(message: Message<unknown>, env: Env, nowMs: number): Promise<void> {
  try {
    await revive(message, env, nowMs);
    message.ack();
  } catch {
    message.retry({ delaySeconds: retryDelayS(message.attempts, 0) });
  }
}

/** Throws what may pass: D1, the queue or R2 are away. */
async function revive(letter: DeadLetter, env: Env, nowMs: number): Promise<void> {
  const parsed = parseMessage(letter.body);
  if (!parsed.ok) return parkMessage(env.ARCHIVE, letter, parsed.reason, nowMs);
  if (letter.attempts >= LAST_ATTEMPTS)
    return parkMessage(env.ARCHIVE, letter, "could not be revived", nowMs);
  const events = await eventsOf(parsed.message, env, nowMs);
  if (events === "unreadable") return parkMessage(env.ARCHIVE, letter, "enrichment failed", nowMs);
  if (events.length === 0) return;
  const deaths = (parsed.message.deaths ?? 0) + 1;
  const revived = enrichedMessages(parsed.message, events, deaths);
  if (deaths < MAX_DEATHS) return send(env.EVENTS, revived);
  await putAside(env.ARCHIVE, revived, letter, `died ${deaths} times`, nowMs);
}

/** None of a deleted site: whoever deletes it wants nothing more of it. */
async function eventsOf(message: Sent, env: Env, nowMs: number) {
  const site = await siteConfig(env.CONTROL, message.site, nowMs);
  if (site === null) return [];
  const erasures = await erasuresOf(env.CONTROL, message.site, nowMs);
  if (message.kind === "enriched") return withoutErased(message.events, erasures);
  try {
    return withoutErased(enrich(message, site), erasures);
  } catch {
    return "unreadable";
  }
}

/** One by one: a batch may hold less than a split message. A repeated send is a copy, which admission removes. */
async function send(queue: Env["EVENTS"], messages: readonly EnrichedMessage[]): Promise<void> {
  for (const message of messages) await queue.send(message, { delaySeconds: REVIVE_DELAY_S });
}

/** Each part under a name of its own. */
async function putAside(
  bucket: Env["ARCHIVE"],
  messages: readonly EnrichedMessage[],
  { id, attempts }: DeadLetter,
  reason: string,
  nowMs: number,
): Promise<void> {
  for (const [part, body] of messages.entries())
    await parkMessage(bucket, { id: `${id}-${part}`, body, attempts }, reason, nowMs);
}
