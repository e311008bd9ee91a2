/**
 * Reads of the control plane, kept in the isolate: the hot path asks D1 once in ten seconds for each site and token,
 * and goes on for a minute when D1 is away.
 */
import { within } from "./deadline.ts";

/** An answer is used this long without asking again. */
const FRESH_MS = 10_000;
/** An answer is never used longer than this, whatever happens to D1: deletion and revocation hold within it. */
const STALE_MS = 60_000;
/** "There is none" is remembered this long: a site made a moment ago soon works. */
const UNKNOWN_MS = 5_000;
/** A read that takes longer has failed. */
const READ_TIMEOUT_MS = 2_000;
/** After a failed read the stale answer serves this long before D1 is asked again. */
const RETRY_MS = 1_000;
const MAX_ENTRIES = 10_000;

/** D1 gave no answer and no answer young enough is at hand. */
export class ControlPlaneAway extends Error {
  override name = "ControlPlaneAway";
}

interface Entry<Value> {
  value: Value | null;
  readAt: number;
  /** Before this time no read is made, ms. */
  askAt: number;
}

export class ReadCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #flights = new Map<string, Promise<Value | null>>();

  /** The answer for `key`, at once when it is fresh; at most one `read` per key is under way. Throws `ControlPlaneAway`. */
  get(key: string, nowMs: number, read: () => Promise<Value | null>): Value | null | Promise<Value | null> {
    const entry = this.#entries.get(key);
    if (entry !== undefined && nowMs < entry.askAt && nowMs >= entry.readAt) return entry.value;
    return this.#refresh(key, nowMs, read);
  }

  /** Whether the last read of `key` found something, however long ago. */
  hasFound(key: string): boolean {
    return (this.#entries.get(key)?.value ?? null) !== null;
  }

  /** The next `get` asks again: for the isolate that has just changed the row. */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  async #refresh(key: string, nowMs: number, read: () => Promise<Value | null>): Promise<Value | null> {
    const flight = this.#flights.get(key) ?? this.#start(key, nowMs, read);
    try {
      // Each waiter has its own deadline: a flight dies with the request that began it.
      return await within(READ_TIMEOUT_MS, flight);
    } catch (cause) {
      return this.#staleOr(key, nowMs, cause);
    }
  }

  #start(key: string, nowMs: number, read: () => Promise<Value | null>): Promise<Value | null> {
    const flight = within(READ_TIMEOUT_MS, read())
      .then((value) => {
        this.#keep(key, value, nowMs);
        return value;
      })
      .finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  #keep(key: string, value: Value | null, nowMs: number): void {
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    const askAt = nowMs + (value === null ? UNKNOWN_MS : FRESH_MS);
    this.#entries.set(key, { value, readAt: nowMs, askAt });
  }

  #staleOr(key: string, nowMs: number, cause: unknown): Value | null {
    this.#flights.delete(key);
    const entry = this.#entries.get(key);
    if (entry === undefined || nowMs - entry.readAt > STALE_MS || nowMs < entry.readAt) {
      throw new ControlPlaneAway("The control plane (D1) did not answer.", { cause });
    }
    entry.askAt = Math.min(nowMs + RETRY_MS, entry.readAt + STALE_MS);
    return entry.value;
  }
}
