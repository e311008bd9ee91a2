import { expect, test } from "vitest";
import { countBatch, countQuestion } from "./counters.ts";

test("a batch and a question are a point each, where Analytics Engine is bound, and nothing where it is not", () => {
  const points: AnalyticsEngineDataPoint[] = [];
  const COUNTERS = {
    writeDataPoint: (point?: AnalyticsEngineDataPoint) => void (point && points.push(point)),
  };
  for (const env of [{ COUNTERS }, {}]) {
    countBatch(env, { messages: 100, again: 3, backlog: 7, ms: 40 });
    countQuestion(env, "/v1/query", 200, 12);
  }
  expect(points).toEqual([
    { indexes: ["queue"], doubles: [100, 3, 7, 40] },
    { indexes: ["query"], blobs: ["/v1/query", "200"], doubles: [12] },
  ]);
});
