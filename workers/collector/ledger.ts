/**
 * Refusals, counted in the isolate until a message takes the counts along. Bounded, whatever is sent: names of sites come
 * from verified keys only, reasons are words of ours.
 */
import { minuteOf, NO_SITE, type OutcomeCount } from "../../schema/outcomes.ts";

/** Above it everything new is counted under `NO_SITE`. */
const MAX_COUNTS = 500;
/** Of one message: about 5 KB, which a full message has room for. */
const MAX_REPORTED = 50;

export class Ledger {
  readonly #counts = new Map<string, OutcomeCount>();
  /** Whether somebody has promised to send what is here. */
  isReportDue = false;

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  add(site: string, reason: string, n: number, nowMs: number): void {
    this.#add({ site, minute: minuteOf(nowMs), stage: "collector", reason, n });
  }

  /** The oldest counts, which are then the caller's. */
  take(): OutcomeCount[] {
    const taken = [...this.#counts].slice(0, MAX_REPORTED);
    for (const [key] of taken) this.#counts.delete(key);
    return taken.map(([, count]) => count);
  }

  /** What could not be sent. */
  putBack(counts: readonly OutcomeCount[]): void {
    for (const count of counts) this.#add(count);
  }

  #add(count: OutcomeCount): void {
    const key = `${count.site} ${count.minute} ${count.reason}`;
    const known = this.#counts.get(key) ?? (this.#counts.size < MAX_COUNTS ? undefined : this.#spill(count));
    if (known === undefined) this.#counts.set(key, { ...count });
    else known.n += count.n;
  }

  /** One count a reason, whatever the site and the minute. */
  #spill({ minute, stage, reason }: OutcomeCount): OutcomeCount {
    const key = `${NO_SITE} ${reason}`;
    const spilled = this.#counts.get(key) ?? { site: NO_SITE, minute, stage, reason, n: 0 };
    this.#counts.set(key, spilled);
    return spilled;
  }
}
