/** A bucket that keeps what is put, overwrites as R2 does, and fails on command. */

export type BucketFault = "refuses" | "answer is lost" | "asker dies before" | "asker dies after";

export interface BucketTroublemaker {
  nextBucketFault(): BucketFault | null;
  killAsker(): Promise<never>;
  untilWritten(): Promise<void>;
}

type Body = string | Uint8Array | ArrayBuffer;

export class BucketForTests {
  readonly objects = new Map<string, Body>();
  readonly faults: Partial<Record<BucketFault, number>> = {};
  #trouble: BucketTroublemaker;

  constructor(trouble: BucketTroublemaker) {
    this.#trouble = trouble;
  }

  put = async (key: string, body: unknown): Promise<null> => {
    await this.#trouble.untilWritten();
    const fault = this.#trouble.nextBucketFault();
    if (fault !== null) this.faults[fault] = (this.faults[fault] ?? 0) + 1;
    if (fault === "asker dies before") return this.#trouble.killAsker();
    if (fault === "refuses") throw new Error("put: We encountered an internal error. (10001)");
    this.#keep(key, body);
    if (fault === "asker dies after") return this.#trouble.killAsker();
    if (fault === "answer is lost") throw new Error("Network connection lost.");
    return null;
  };

  head = async (key: string): Promise<object | null> => (this.objects.has(key) ? { key } : null);

  under(prefix: string): [key: string, body: Body][] {
    return [...this.objects].filter(([key]) => key.startsWith(prefix));
  }

  #keep(key: string, body: unknown): void {
    if (typeof body === "string" || body instanceof Uint8Array || body instanceof ArrayBuffer)
      this.objects.set(key, body);
    else throw new Error(`${key} is put as neither text nor bytes.`);
  }
}
