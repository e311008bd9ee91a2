/**
 * From counts to dollars a million events, beyond what the plan includes. Prices: developers.cloudflare.com, workers,
 * queues, durable-objects, r2 and d1 pricing pages, read in November 2026.
 */
import type { Counts } from "./counts.ts";

/** Dollars a million, or as said. */
const PRICE = {
  workerRequest: 0.3,
  workerCpuMs: 0.02,
  queueOperation: 0.4,
  objectRequest: 0.15,
  /** A million GB-s; an object is billed as 128 MB. */
  gigabyteSeconds: 12.5,
  rowWritten: 1,
  r2Write: 4.5,
  r2Read: 0.36,
  d1RowRead: 0.001,
  d1RowWritten: 1,
};
const OBJECT_GB = 0.128;
const OPERATIONS_PER_MESSAGE = 3; // written, read, deleted

export interface Term {
  what: string;
  /** A million events have so many. */
  perMillion: number;
  dollars: number;
}

/** At the stated rate a shard archives when so many events have gathered, before the hour is over. */
const EVENTS_A_RANGE = 20_000;

/** `steady` counts at the stated rate; `bulk` is what archiving a range took, however full it was. */
export function priced(
  steady: { counts: Counts; events: number },
  bulk: Counts,
  cpuMsPerEvent: number,
): Term[] {
  const { counts } = steady;
  const term = (what: string, n: number, price: number, events = steady.events): Term => {
    const perMillion = (n / events) * 1e6;
    return { what, perMillion, dollars: (perMillion / 1e6) * price };
  };
  const archived = bulk.archivedRanges * EVENTS_A_RANGE;
  const operations = counts.queueOperations * OPERATIONS_PER_MESSAGE + counts.redelivered;
  const gigabyteSeconds = (counts.objectMs / 1e3) * OBJECT_GB;
  return [
    term(
      "Worker requests (HTTP, batches, minutes)",
      counts.requests + counts.batches + counts.crons,
      PRICE.workerRequest,
    ),
    term("Worker CPU, ms", cpuMsPerEvent * steady.events, PRICE.workerCpuMs),
    term("queue operations", operations, PRICE.queueOperation),
    term("Durable Object requests (calls, alarms)", counts.objectRequests, PRICE.objectRequest),
    term("Durable Object GB-s", gigabyteSeconds, PRICE.gigabyteSeconds),
    term("rows written in Durable Objects", counts.rowsWritten, PRICE.rowWritten),
    term("R2 writes", bulk.r2Writes, PRICE.r2Write, archived),
    term("R2 reads", bulk.r2Reads, PRICE.r2Read, archived),
    term("D1 rows read", counts.d1RowsRead, PRICE.d1RowRead),
    term("D1 rows written", counts.d1RowsWritten, PRICE.d1RowWritten),
  ];
}
