/**
 * The queue at work: keeps, sends one batch at a time, tries again, and hands over when the page ends (I1).
 *
 * Each batch is an entry of the storage under its own key. The page that wrote it holds it by a lease (`untilMs`),
 * which it renews with every write and gives up when it ends; what nobody holds, the next page claims. A batch that
 * was, or may have been, in other hands counts as tried: a copy too many carries `resend`, and is counted once.
 */
import type { WireEvent } from "./api.ts";
import { addEvent, type Batch, backoffMs, bodyOf, type Head, isReady, keepNewest } from "./batch.ts";
import { FIRST_WAIT_MS, LEASE_MS, MAX_LEASE_MS, WAIT_MS } from "./bounds.ts";
import { debug, options, prefix } from "./options.ts";
import { beacon, post } from "./send.ts";
import { read, storedKeys, write } from "./storage.ts";
import { mintId } from "./uuid.ts";

let queue: Batch[] = [];
/** The batch whose request is under way. */
let sending: Batch | undefined;
let running: Promise<void> | undefined;
let isHurried: boolean | undefined;
let failures = 0;
let retryAtMs = 0;
let waitMs = FIRST_WAIT_MS;
let timer: ReturnType<typeof setTimeout> | undefined;

function hold(batch: Batch): void {
  batch.untilMs = Math.max(Date.now(), retryAtMs) + LEASE_MS;
  write(batch.key, batch);
}

/**
 * After the queue has grown: brings it within its bounds (what goes is counted where the site's developer can see it),
 * and sends what can become no fuller.
 */
function settle(): void {
  queue = keepNewest(queue, Date.now(), ({ key, events }) => {
    write(key);
    debug("dropped", events.length);
  });
  schedule();
  if (isReady(queue)) work();
}

/** Sends until it has to wait: at least one batch, and further ones while they can become no fuller. */
async function drain(): Promise<void> {
  do {
    const [batch] = queue;
    // An attempt without a network would only write an error into the page's console.
    if (!batch || !navigator.onLine || Date.now() < retryAtMs) break;
    const body = bodyOf(options.site, batch);
    batch.resend = true;
    hold(batch);
    sending = batch;
    const retryMs = await post(body);
    sending = undefined;
    if (retryMs === undefined) {
      failures = 0;
      queue = queue.filter((other) => other !== batch);
      write(batch.key);
    } else {
      retryAtMs = Date.now() + Math.max(retryMs, backoffMs(++failures));
      hold(batch);
    }
  } while (isHurried || isReady(queue));
}

const work = (): Promise<void> =>
  (running ??= drain().then(() => {
    running = isHurried = undefined;
    schedule();
  }));

function schedule(): void {
  if (queue[0] && !timer)
    timer = setTimeout(
      () => {
        timer = undefined;
        waitMs = WAIT_MS;
        work();
      },
      Math.max(waitMs, retryAtMs - Date.now()),
    );
}

/** A lease much longer than any was given by a clock that has been set back since. */
function isFree({ untilMs }: Batch): boolean {
  const leftMs = untilMs - Date.now();
  return !(leftMs > 0 && leftMs < MAX_LEASE_MS);
}

/** Takes over what nobody holds. */
function takeOver(): void {
  for (const key of storedKeys(`${prefix}.`).sort().reverse()) {
    // Nobody but this file writes these entries; what is no batch, or not under its own key, is removed.
    const batch = read(key) as Batch | undefined;
    if (batch?.key !== key) write(key);
    else if (isFree(batch) && !queue.some((own) => own.key === key)) {
      batch.resend = true;
      hold(batch);
      queue.unshift(batch);
    }
  }
  settle();
}

/** One page at a time where the browser has locks; without, two may claim one batch, and both say so. */
export function claim(): void {
  const { locks } = navigator;
  if (locks) locks.request(prefix, takeOver).catch(takeOver);
  else takeOver();
}

export function onOnline(): void {
  retryAtMs = 0;
  claim();
}

export function add(head: Head, event: WireEvent): void {
  addEvent(queue, head, event, `${prefix}.${mintId()}`);
  // After the page's own task: a loop of thousands costs one write for each batch.
  queueMicrotask(() => {
    for (const batch of queue) if (!batch.untilMs) hold(batch);
  });
  settle();
}

/** Resolves when everything was sent, or when sending has to wait. */
export function flush(): Promise<void> {
  isHurried = true;
  return work();
}

/** The page may end now: synchronous. */
export function leave(): void {
  queue = queue.filter((batch) => {
    const isTaken =
      !failures && navigator.onLine && (batch === sending || beacon(bodyOf(options.site, batch)));
    batch.resend = true;
    batch.untilMs = 0;
    // The page may come back, and where there is no storage, what nobody took has to wait in it.
    return !(write(batch.key, isTaken ? undefined : batch) || isTaken) || batch === sending;
  });
}

/** Forgets what was not sent yet, also what other pages left. */
export function clear(): void {
  queue = [];
  for (const key of storedKeys(`${prefix}.`)) write(key);
}
