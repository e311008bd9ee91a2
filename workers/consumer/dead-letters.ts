/**
 * What cannot be processed is put aside in R2 with its reason, to be looked at and replayed, and nothing of it is
 * lost. Raw user agents never rest outside the queue, so they are cut out of what is put aside.
 */
import { type DeadMessage, deadMessageKey, deadRowKey } from "../../schema/dead.ts";
import { utcDay } from "../../schema/ids.ts";
import { withoutUserAgent } from "./dead/user-agents.ts";
import { parseMessage } from "./message.ts";
import type { DeadRow } from "./outbox/flush.ts";

/** The little of a bucket that putting aside needs. */
export type DeadBucket = Pick<R2Bucket, "put">;

/** A message of the queue, malformed or not. */
export interface DeadLetter {
  id: string;
  body: unknown;
  attempts: number;
}

/**
 * A message that is none, that enrichment cannot read, or that nobody could take; whatever is a message can be sent
 * again as it is. Throws when it could not be stored.
 */
export async function parkMessage(
  bucket: DeadBucket,
  { id, body, attempts }: DeadLetter,
  reason: string,
  nowMs: number,
): Promise<void> {
  const is_replayable = parseMessage(body).ok;
  const message = withoutUserAgent(body);
  const dead: DeadMessage = { v: 1, reason, attempts, at: nowMs, is_replayable, message };
  // The reason stands beside the object too, so that a list of the bucket shows it.
  const customMetadata = { reason, replayable: String(is_replayable) };
  await bucket.put(deadMessageKey(utcDay(nowMs), id), JSON.stringify(dead), { customMetadata });
}

/** A row that ClickHouse refuses for its data. Throws when it could not be stored. */
export async function parkRow(bucket: DeadBucket, { name, ...dead }: DeadRow, nowMs: number): Promise<void> {
  await bucket.put(deadRowKey(dead.table, name), JSON.stringify({ v: 1, at: nowMs, ...dead }));
}
