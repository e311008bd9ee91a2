/**
 * Who keeps sending tokens that nobody minted is not looked up any more: each of them would be a read of D1, and no cache
 * helps against new ones. Kept in the isolate, by address, for ten seconds.
 */
const PERIOD_MS = 10_000;
/** Tokens that are wrong by accident are few. */
const MAX_STRIKES = 20;
const MAX_SENDERS = 10_000;

export class Strikes {
  readonly #bySender = new Map<string, number>();
  #since = 0;

  add(sender: string): void {
    if (this.#bySender.size >= MAX_SENDERS) this.#bySender.clear();
    this.#bySender.set(sender, (this.#bySender.get(sender) ?? 0) + 1);
  }

  isOut(sender: string, nowMs: number): boolean {
    if (nowMs - this.#since >= PERIOD_MS || nowMs < this.#since) {
      this.#bySender.clear();
      this.#since = nowMs;
    }
    return (this.#bySender.get(sender) ?? 0) >= MAX_STRIKES;
  }
}
