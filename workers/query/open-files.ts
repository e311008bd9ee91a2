/**
 * How many files a token has open at once: each may keep ClickHouse busy for minutes, and what it reads is not known before
 * it is over. Counted in the isolate's memory.
 */
import type { Limits } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** When each was opened, ms, by token. */
const open = new Map<string, Set<{ at: number }>>();
const RETRY_S = 10;

/** A place for one more file, to be given back; or a refusal. A place that nobody gave back is free when no file may last longer. */
export function takePlace(
  token: string,
  { tokenFiles, fileSeconds }: Limits,
  nowMs: number,
): { leave: () => void } | Refusal {
  const own = open.get(token) ?? new Set();
  for (const place of own) if (nowMs - place.at > 1_000 * fileSeconds) own.delete(place);
  if (own.size >= tokenFiles) {
    const message = `A token may have ${tokenFiles} files open at once. Wait for one of them to end.`;
    return { ...refuse(429, "too_many_files", message), retryAfterS: RETRY_S };
  }
  const place = { at: nowMs };
  open.set(token, own.add(place));
  const leave = () => {
    own.delete(place);
    if (own.size === 0 && open.get(token) === own) open.delete(token);
  };
  return { leave };
}

/** The same body; `leave` is called when it has ended, broken off, or lost its reader. */
export function leavingAtEnd(
  body: ReadableStream<Uint8Array>,
  leave: () => void,
): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  // The reader learns of a failure by the stream itself.
  body.pipeTo(writable).then(leave, leave);
  return readable;
}
