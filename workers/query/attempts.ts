/**
 * How often an address may fail to sign in. Tokens are 256 random bits, so nobody guesses one: this keeps guessing from
 * costing reads of the control plane. Counted in this isolate's memory, and nowhere else: addresses are not stored.
 */
const WINDOW_MS = 60_000;
const MAX_FAILURES = 10;
const MAX_ADDRESSES = 10_000;

interface Failures {
  /** ms. */
  since: number;
  count: number;
}
const failures = new Map<string, Failures>();

/** Seconds until this address may try again; 0 when it may now. */
export function waitOf(address: string, nowMs: number): number {
  const known = failures.get(address);
  if (known === undefined || known.count < MAX_FAILURES) return 0;
  return Math.max(0, Math.ceil((known.since + WINDOW_MS - nowMs) / 1_000));
}

export function noteFailure(address: string, nowMs: number): void {
  const known = failures.get(address);
  if (known !== undefined && nowMs < known.since + WINDOW_MS) {
    known.count++;
    return;
  }
  if (failures.size >= MAX_ADDRESSES) failures.clear();
  failures.set(address, { since: nowMs, count: 1 });
}
