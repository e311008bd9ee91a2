/** A fixed number of places, given out in the order of asking. */
export class Slots<T> {
  readonly #free: T[];
  readonly #waiting: ((slot: T) => void)[] = [];

  constructor(slots: readonly T[]) {
    this.#free = [...slots];
  }

  /** Waits for a place. Each one taken must be given back. Throws the signal's reason if it aborts meanwhile. */
  async take(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const free = this.#free.shift();
    if (free !== undefined) return free;
    return new Promise((resolve, reject) => {
      const onSlot = (slot: T) => {
        signal.removeEventListener("abort", onAbort);
        resolve(slot);
      };
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(onSlot), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(onSlot);
    });
  }

  give(slot: T): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(slot);
    else next(slot);
  }
}
