import { expect, test } from "vitest";
import { countUnsettled, noteAck, noteDelivery, noteRetry } from "./deliveries.ts";

test("a message counts from its delivery to its ack, through its retries, and not for ever", () => {
  noteDelivery(["a", "b", "c"], 0);
  noteAck("a");
  noteRetry("b", 900_000, 0);
  expect(countUnsettled(1)).toBe(2);
  // "c" was in hand when its isolate died; "b" still has to come back.
  expect(countUnsettled(900_000)).toBe(1);
  noteDelivery(["b"], 900_000);
  noteAck("b");
  expect(countUnsettled(900_001)).toBe(0);
  noteRetry("d", 1_000, 0);
  expect(countUnsettled(61_001)).toBe(0);
});
