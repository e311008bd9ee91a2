/** What to send together, what to keep, and when to try again. Pure: the queue is a value. */
import type { CaptureRequest, WireEvent } from "../schema/event.ts";
import { TRACKER_QUEUE_AGE_MS } from "../schema/limits.ts";
import {
  FIRST_BACKOFF_MS,
  MAX_BACKOFF_MS,
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  MAX_QUEUE_BYTES,
  MAX_QUEUE_EVENTS,
} from "./bounds.ts";
import { bytesOf } from "./text.ts";

/** What all events of one request share. */
export type Head = Pick<CaptureRequest, "consent" | "visitor" | "context">;

export interface Batch {
  /** UUIDv7: batches sort by age. */
  id: string;
  head: Head;
  events: WireEvent[];
  bytes: number;
  /** Set before the first attempt leaves, so that every later one says so. */
  resend?: boolean;
  /** Until when the page that wrote it holds it; see delivery.ts. */
  untilMs?: number;
}

/**
 * The queue with an event more: in its last batch when that has room, shares the head and was never tried (an event
 * beside re-sent ones would be taken for re-sent), else in a new batch named `id`.
 */
export function addEvent(queue: readonly Batch[], head: Head, event: WireEvent, id: string): Batch[] {
  const last = queue[queue.length - 1];
  const bytes = bytesOf(JSON.stringify(event));
  return last &&
    !last.resend &&
    last.events.length < MAX_BATCH_EVENTS &&
    last.bytes + bytes <= MAX_BATCH_BYTES &&
    JSON.stringify(last.head) === JSON.stringify(head)
    ? [
        ...queue.slice(0, -1),
        { id: last.id, head, events: [...last.events, event], bytes: last.bytes + bytes },
      ]
    : [...queue, { id, head, events: [event], bytes }];
}

/** Whether its first request leaves without waiting: it was tried before, or can become no fuller. */
export const isReady = (queue: readonly Batch[]): boolean =>
  queue.length > 1 || queue.some(({ events, resend }) => resend || events.length >= MAX_BATCH_EVENTS);

/** The queue within its bounds: the oldest batches go first, and those past the age that the collector takes. */
export function trimQueue(queue: readonly Batch[], nowMs: number): Batch[] {
  let count = 0;
  let size = 0;
  const isKept = ({ events, bytes }: Batch) => {
    count += events.length;
    size += bytes;
    const isYoung = nowMs - Number(events[0]?.timestamp) <= TRACKER_QUEUE_AGE_MS;
    return isYoung && count <= MAX_QUEUE_EVENTS && size <= MAX_QUEUE_BYTES;
  };
  return [...queue].reverse().filter(isKept).reverse();
}

/** Exponential with jitter, so that the pages of a site do not all come back at once. `chance` is in [0, 1). */
export const backoffMs = (failures: number, chance: number): number =>
  Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1)) * (0.5 + chance / 2);

/** The body of `POST /capture`. */
export const bodyOf = (site: string, { head, events, resend }: Batch, nowMs: number): string =>
  JSON.stringify({
    site,
    sent_at: nowMs,
    ...head,
    resend: resend || undefined,
    events,
  } satisfies CaptureRequest);
