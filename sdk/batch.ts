/** What to send together, what to keep, and when to try again. Pure: no clock, no storage, no network. */
import type { CaptureRequest, WireContext } from "../schema/event.ts";
import { TRACKER_QUEUE_AGE_MS } from "../schema/limits.ts";
import type { WireEvent } from "./api.ts";
import {
  FIRST_BACKOFF_MS,
  MAX_BACKOFF_MS,
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  MAX_QUEUE_BYTES,
  MIN_EVENT_BYTES,
} from "./bounds.ts";
import { bytesOf } from "./text.ts";

/** What all events of one request share. */
export interface Head extends Pick<CaptureRequest, "consent" | "visitor"> {
  context: WireContext;
}

export interface Batch {
  /** Where it is stored; ends with a UUIDv7, so that batches sort by age. */
  key: string;
  head: Head;
  events: WireEvent[];
  bytes: number;
  /** Set before the first attempt leaves, so that every later one says so. */
  resend?: boolean;
  /** Until when the page that wrote it holds it (see delivery.ts); 0: it is to be written. */
  untilMs: number;
}

/**
 * Puts an event into the queue: in its last batch when that has room, shares the head and was never tried (an event
 * beside re-sent ones would be taken for re-sent), else in a new batch with this key.
 */
export function addEvent(queue: Batch[], head: Head, event: WireEvent, key: string): void {
  const last = queue[queue.length - 1];
  const bytes = Math.max(MIN_EVENT_BYTES, bytesOf(JSON.stringify(event)));
  if (
    last &&
    !last.resend &&
    last.events.length < MAX_BATCH_EVENTS &&
    last.bytes + bytes <= MAX_BATCH_BYTES &&
    JSON.stringify(last.head) === JSON.stringify(head)
  ) {
    last.events.push(event);
    last.bytes += bytes;
    last.untilMs = 0;
  } else queue.push({ key, head, events: [event], bytes, untilMs: 0 });
}

/** Whether the first batch leaves without waiting: it was tried before, or can become no fuller. */
export const isReady = ([first, second]: readonly Batch[]): unknown =>
  first && (second ?? first.resend ?? first.events[MAX_BATCH_EVENTS - 1]);

/**
 * The newest batches, within the bounds of the queue and the age that the collector takes. @param drop hears of the
 * others.
 */
export function keepNewest(queue: Batch[], nowMs: number, drop: (batch: Batch) => void): Batch[] {
  let left = MAX_QUEUE_BYTES;
  const isKept = (batch: Batch) => {
    left -= batch.bytes;
    return (left >= 0 && nowMs - Number(batch.events[0]?.timestamp) <= TRACKER_QUEUE_AGE_MS) || drop(batch);
  };
  return queue.reverse().filter(isKept).reverse();
}

/** Exponential with jitter, so that the pages of a site do not all come back at once. `chance` is in [0, 1). */
export const backoffMs = (failures: number, chance = Math.random()): number =>
  Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failures) * (0.5 + chance / 2);

/**
 * The body of `POST /capture`. A batch whose lease ran out may have been sent by another page. The time zone comes only
 * now: a browser takes some 20 ms for the first look at it, which no page should wait for while it loads.
 */
export function bodyOf(site: string, { head, events, resend, untilMs }: Batch, nowMs = Date.now()): string {
  head.context.timezone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return JSON.stringify({
    site,
    sent_at: nowMs,
    ...head,
    resend: resend || (untilMs && untilMs < nowMs) || undefined,
    events,
  });
}
