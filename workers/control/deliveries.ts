/**
 * Messages that this isolate's consumer has taken from the queue and not settled. The queue's own count leaves out what
 * is being delivered, and locally also what waits to be delivered again. On one machine the isolate that consumes is the
 * one that is asked, so this closes the gap; on Cloudflare it may know of nothing, which is why flushing is best
 * effort there.
 */

/** Handling a batch takes seconds; a batch that takes longer than this died with its isolate. */
const HANDLING_MS = 5 * 60_000;
/** A message that has not come back this long after its delay went to another isolate. */
const LATE_MS = 60_000;

/** Message id → when it is no longer expected here, ms. */
const unsettled = new Map<string, number>();

export function noteDelivery(ids: readonly string[], nowMs: number): void {
  for (const id of ids) unsettled.set(id, nowMs + HANDLING_MS);
}

export function noteRetry(id: string, delayMs: number, nowMs: number): void {
  unsettled.set(id, nowMs + delayMs + LATE_MS);
}

export function noteAck(id: string): void {
  unsettled.delete(id);
}

/** How many messages are in delivery here, or wait to be delivered again. */
export function countUnsettled(nowMs: number): number {
  for (const [id, until] of unsettled) if (until < nowMs) unsettled.delete(id);
  return unsettled.size;
}
