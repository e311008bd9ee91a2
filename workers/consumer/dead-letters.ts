/**
 * What cannot be processed is put aside in R2 with its reason, to be looked at and replayed, and nothing of it is
 * lost. Raw user agents never rest outside the queue, so they are cut out of what is put aside.
 */
import { utcDay } from "../../schema/ids.ts";
import type { DeadRow } from "./outbox/flush.ts";

/** Keys whose values are, or may hold, a raw user agent. */
const STRIPPED_KEYS = new Set(["user_agent", "hints"]);

/** A message that is not one, or that enrichment cannot read. Throws when it could not be stored. */
export async function parkMessage(
  archive: R2Bucket,
  message: { id: string; body: unknown; attempts: number },
  reason: string,
  nowMs: number,
): Promise<void> {
  const { id, body, attempts } = message;
  const record = { v: 1, reason, attempts, at: nowMs, message: withoutUserAgent(body) };
  await archive.put(`dead/messages/${utcDay(nowMs)}/${id}.json`, JSON.stringify(record));
}

/** A row that ClickHouse refuses for its data. Throws when it could not be stored. */
export async function parkRow(archive: R2Bucket, { name, ...dead }: DeadRow, nowMs: number): Promise<void> {
  await archive.put(`dead/rows/${dead.table}/${name}.json`, JSON.stringify({ v: 1, at: nowMs, ...dead }));
}

/** Known shapes lose their user agents; of a body without a shape (a text, say) only the kind is kept. */
export function withoutUserAgent(body: unknown): unknown {
  return typeof body === "object" && body !== null ? stripped(body) : `(${typeof body})`;
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  if (typeof value !== "object" || value === null) return isUserAgent(value) ? "" : value;
  const kept = Object.entries(value).filter(([key]) => !STRIPPED_KEYS.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, stripped(inner)]));
}

/** A malformed message may hold one in a place of its own. */
const isUserAgent = (value: unknown) => typeof value === "string" && /^Mozilla\/\d/.test(value);
