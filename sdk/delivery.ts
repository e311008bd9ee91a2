/**
 * The queue at work: keeps, sends one batch at a time, tries again, and hands over when the page ends (I1).
 *
 * Each batch is an entry of the store under its own id. The page that wrote it holds it by a lease (`untilMs`), which
 * it renews with every write and gives up when it ends; what nobody holds, the next page claims. A batch that was, or
 * may have been, in other hands counts as tried: a copy too many carries `resend`, and is counted once.
 */
import type { WireEvent } from "../schema/event.ts";
import { addEvent, type Batch, backoffMs, bodyOf, type Head, isReady, trimQueue } from "./batch.ts";
import { FIRST_WAIT_MS, LEASE_MS, MAX_LEASE_MS, WAIT_MS } from "./bounds.ts";
import { beacon, post } from "./send.ts";
import type { Store } from "./storage.ts";
import { mintId } from "./uuid.ts";

export interface Delivery {
  add(head: Head, event: WireEvent): void;
  /** Resolves when everything was sent, or when sending has to wait. */
  flush(): Promise<void>;
  /** The page may end now: synchronous. */
  leave(): void;
  /** Forgets what was not sent yet, also what other pages left. */
  clear(): void;
}

export function startDelivery(url: string, site: string, store: Store): Delivery {
  let queue: Batch[] = [];
  let isSaving = false;
  let isHurried = false;
  let running: Promise<void> | undefined;
  let sending: Batch | undefined;
  let failures = 0;
  let retryAtMs = 0;
  let waitMs = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // An attempt without a network would only write an error into the page's console.
  const isOnline = () => navigator.onLine;
  const forget = ({ id }: Batch) => store.set(id, undefined);
  const hold = (batch: Batch) => {
    batch.untilMs = Math.max(Date.now(), retryAtMs) + LEASE_MS;
    store.set(batch.id, batch);
  };
  /** Once for all events of a task: a loop of thousands costs one write for each batch. */
  const save = () => {
    isSaving = false;
    for (const batch of queue) if (!batch.untilMs) hold(batch);
  };
  const encode = (batch: Batch) => {
    const nowMs = Date.now();
    return bodyOf(site, { ...batch, resend: batch.resend || Number(batch.untilMs) < nowMs }, nowMs);
  };

  function enqueue(next: Batch[]): void {
    queue = trimQueue(next, Date.now());
    next.slice(0, next.length - queue.length).forEach(forget);
  }

  async function sendFirst(batch: Batch): Promise<void> {
    const body = encode(batch);
    batch.resend = true;
    hold(batch);
    sending = batch;
    const delayMs = await post(url, body);
    sending = undefined;
    if (delayMs === undefined) {
      failures = 0;
      queue = queue.filter((other) => other !== batch);
      forget(batch);
    } else {
      retryAtMs = Date.now() + Math.max(delayMs, backoffMs(++failures, Math.random()));
      hold(batch);
    }
  }

  async function drain(): Promise<void> {
    const isDue = () => queue[0] && isOnline() && Date.now() >= retryAtMs;
    do if (isDue() && queue[0]) await sendFirst(queue[0]);
    while (isDue() && (isHurried || isReady(queue)));
  }

  function work(): Promise<void> {
    running ??= drain().then(() => {
      running = undefined;
      isHurried = false;
      if (queue[0] && isOnline()) schedule(Math.max(waitMs, retryAtMs - Date.now()));
    });
    return running;
  }

  function schedule(delayMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      waitMs = WAIT_MS;
      void work();
    }, delayMs);
  }

  /** Takes over what nobody holds. A lease much longer than any was given by a clock that has been set back. */
  function claim(): void {
    const nowMs = Date.now();
    const claimed: Batch[] = [];
    for (const key of store.keys().sort()) {
      // Nobody but this file writes these entries; one that was tampered with is removed.
      const batch = store.get(key) as Batch | null;
      const leftMs = Number(batch?.untilMs) - nowMs;
      if (!batch?.events?.[0]) store.set(key, undefined);
      else if ((leftMs <= 0 || leftMs > MAX_LEASE_MS) && !queue.some(({ id }) => id === key)) {
        batch.resend = true;
        hold(batch);
        claimed.push(batch);
      }
    }
    enqueue([...claimed, ...queue]);
    if (claimed[0]) void work();
  }

  /** One page at a time where the browser has locks; without, two may claim one batch, and both say so. */
  function claimAlone(): void {
    const { locks } = navigator;
    if (locks)
      locks.request(`footfall ${site}`, { ifAvailable: true }, (lock) => lock && claim()).catch(() => {});
    else claim();
  }

  addEventListener("online", () => {
    retryAtMs = 0;
    void work();
    claimAlone();
  });
  // Also at the return from the back-forward cache.
  addEventListener("pageshow", claimAlone);
  claimAlone();

  return {
    add(head, event) {
      enqueue(addEvent(queue, head, event, mintId()));
      if (!isSaving) void Promise.resolve().then(save);
      isSaving = true;
      if (!running && !timer) schedule(waitMs);
      if (!running && isReady(queue) && Date.now() >= retryAtMs) schedule(0);
    },
    flush() {
      isHurried = true;
      return work();
    },
    leave() {
      const isTrusted = !failures && isOnline();
      queue = queue.filter((batch) => {
        const isTaken = isTrusted && (batch === sending || beacon(url, encode(batch)));
        if (isTaken) forget(batch);
        else batch.resend = true;
        batch.untilMs = 0;
        return isTaken ? batch === sending : !store.set(batch.id, batch);
      });
    },
    clear() {
      queue = [];
      for (const key of store.keys()) store.set(key, undefined);
    },
  };
}
