/** The tracker's own numbers. One file, so that the bundler puts them in place. */

export const MAX_BATCH_EVENTS = 20;
/** Under the collector's 64 KB, and under the 64 KB that a browser gives to all keepalive requests in flight. */
export const MAX_BATCH_BYTES = 60_000;
export const MAX_QUEUE_BYTES = 256_000;
/** What an event counts for at least, so that the queue holds 1,000 events at most. */
export const MIN_EVENT_BYTES = 256;

/** The first events of a page hurry, so that a visit shows at once; later ones wait for company. */
export const FIRST_WAIT_MS = 500;
export const WAIT_MS = 5_000;
/** Doubled by the first failure, and by every further one. */
export const FIRST_BACKOFF_MS = 1_000;
export const MAX_BACKOFF_MS = 300_000;

/** How long a page holds what it wrote: longer than a hidden tab's timers sleep (a minute in Chromium). */
export const LEASE_MS = 90_000;
/** No lease is longer than this, Retry-After of an hour included. */
export const MAX_LEASE_MS = 4_000_000;

/** Attention shorter than this is not worth an event by itself. */
export const MIN_ENGAGED_MS = 250;

/** What an element is known by. */
export const MAX_TEXT_CHARS = 64;
export const MAX_SELECTOR_DEPTH = 3;

/** As SESSION_GAP_MS; a test holds them together. */
export const SESSION_GAP_MINUTES = 30;
