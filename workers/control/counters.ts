/**
 * Figures for Workers Analytics Engine, where the binding COUNTERS is: a point a batch of the queue, and a point a question.
 * Sampled by the platform when there are many, so they show how things go, and no number of a site's comes from them.
 *   index1  what is counted
 *   queue:  double1 messages, double2 of them again, double3 backlog, double4 ms
 *   query:  blob1 route, blob2 status, double1 ms
 */
export interface CounterEnv {
  COUNTERS?: Pick<AnalyticsEngineDataset, "writeDataPoint">;
}

export interface CountedBatch {
  messages: number;
  /** Delivered before. */
  again: number;
  /** What the queue says is still waiting. */
  backlog: number;
  ms: number;
}

export function countBatch({ COUNTERS }: CounterEnv, { messages, again, backlog, ms }: CountedBatch): void {
  COUNTERS?.writeDataPoint({ indexes: ["queue"], doubles: [messages, again, backlog, ms] });
}

/** `route` as the router writes it, so that no id of anything stands in it. */
export function countQuestion({ COUNTERS }: CounterEnv, route: string, status: number, ms: number): void {
  COUNTERS?.writeDataPoint({ indexes: ["query"], blobs: [route, String(status)], doubles: [ms] });
}
