/**
 * The time, for every worker. Deployed builds read the machine's clock; local and test builds may move it
 * with `setClock`, so that midnight, late arrival and expiry are tested without waiting.
 */
let offsetMs = 0;

/** Milliseconds since 1970. */
export const now = (): number => Date.now() + offsetMs;

/** Makes `now()` answer `ms` at this moment and run on from there; `null` returns to the machine's time. */
export function setClock(ms: number | null): void {
  offsetMs = ms === null ? 0 : ms - Date.now();
}
