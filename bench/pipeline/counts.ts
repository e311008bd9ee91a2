/** What Cloudflare bills, counted. */
export interface Counts {
  /** HTTP requests, batches of the queue, and minutes: each is a request of a Worker. */
  requests: number;
  batches: number;
  crons: number;
  messages: number;
  /** Writes of up to 64 KB; each message is read and deleted too. */
  queueOperations: number;
  redelivered: number;
  /** Calls and alarms. */
  objectRequests: number;
  alarms: number;
  objectMs: number;
  /** In the objects' SQLite, alarms that were set included. */
  rowsWritten: number;
  /** Class A and class B. */
  r2Writes: number;
  r2Reads: number;
  r2Bytes: number;
  /** Ranges of ring rows that were archived whole. */
  archivedRanges: number;
  d1RowsRead: number;
  d1RowsWritten: number;
}

export const NO_COUNTS: Counts = {
  ...{ requests: 0, batches: 0, crons: 0, messages: 0, queueOperations: 0, redelivered: 0 },
  ...{ objectRequests: 0, alarms: 0, objectMs: 0, rowsWritten: 0 },
  ...{ r2Writes: 0, r2Reads: 0, r2Bytes: 0, archivedRanges: 0, d1RowsRead: 0, d1RowsWritten: 0 },
};

export function difference(after: Counts, before: Counts): Counts {
  // The keys are those of `Counts`.
  const names = Object.keys(after) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as Counts;
}
